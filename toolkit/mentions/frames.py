"""Where subjects and objects stand: the tables of the walks (see ``walks.py``).

Each state is named after what has just been passed; comments show what it is for.
"""

from __future__ import annotations

from toolkit.mentions.walks import Machine

# To the left of a finite verb: its subject -------------------------------------------

SUBJECT = Machine({
    # right in front of a verb
    "subject": """
        ADVERB aux verb:
        TIME: > timed
        noun: hold > held
        NAME: hold > name
        AND BUT: > and
        COMMA: > aside
        PAUSE: > bracket
        WHO THAT: > relative
        TO: > infinitive
        BY WHEN WITH IN: > main
        OF FROM FOR ON: > gerund
    """,
    # "X on Monday attacked"
    "timed": """
        light aux:
        verb prep: > subject
        noun: hold > held
        NAME: hold > name
        AND BUT: > and
        COMMA: > aside
        PAUSE: > bracket
        WHO THAT: > relative
    """,
    # "X (the group) attacked"
    "bracket": """
        any: > bracket
        END: > fail
        PAUSE: > resumed
    """,
    # a participle: ", killing twelve" goes with the verb in front
    "participle": """
        light aux:
        verb: > subject
        noun: hold > held
        NOUN EVENT: > carried
        NAME: hold > name
        COMMA: > main
        AND: > and
        WHO THAT: > relative
        TO: > gerund
        BY WHEN WITH IN: > main
        OF FROM FOR ON: > gerund
    """,
    # "issued a statement demanding"
    "carried": """
        light NOUN EVENT:
        verb: > subject
    """,
    # some other noun is held: what stands in front of it?
    "held": """
        any: > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
        AND: > list
        NAME: hold > done
        PRONOUN: > done
        TIME: > timed_noun
        PAUSE: > bracketed
    """,
    # "the X Council (XC) forum agreed"
    "bracketed": """
        any: > bracketed
        END: > done
        PAUSE: > owner
    """,
    "owner": """
        any: > done
        NAME: hold > done
    """,
    "timed_noun": """
        any: > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
    """,
    "name": """
        any: > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
        AND: > list
    """,
    # "X and Y attacked": X, if no verb or preposition stands before it
    "list": """
        any: > done
        light: > list
        noun: list > listed
    """,
    "listed": """
        any: > done
        verb aux: back > done
        AND: back > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
        NAME: hold > done
    """,
    # a prepositional phrase has been passed
    "behind": """
        light AND prep:
        verb: > behind
        aux: > subject
        noun: hold > held
        NAME: hold > name
        COMMA: > aside
        PAUSE: > bracket
    """,
    # "X, backed by Y, attacked"
    "aside": """
        any: > aside
        edge: > fail
        COMMA: > resumed
    """,
    "resumed": """
        light:
        noun: hold > held
        NAME: hold > name
        COMMA: > aside
        verb prep: > aside
    """,
    # "X, which attacked": the noun in front, whatever governs it
    "relative": """
        COMMA light prep:
        NAME ROLE PRONOUN: hold > antecedent
        EVENT NOUN: > fail
    """,
    "antecedent": """
        any: > done
        NAME: hold > done
    """,
    # "to attack": the verb in front says whether its subject or its object is meant
    "infinitive": """
        light COMMA AND:
        aux verb: > subject
        noun: hold > object
        prep: > infinitive
    """,
    "object": """
        verb aux: > subject
        CONTROL BOTH: > done
        COMMA: > infinitive
        NAME: hold > object
        TO: > sent
        IN FROM NEAR: drop > headed
        OF BY ON FOR WITH BETWEEN: > called
        AND: > infinitive
        noun:
        light:
    """,
    # "appealed to X to attack": X; "sent troops to X to attack": whoever sent them
    "sent": """
        CONTROL BOTH: > done
        verb aux: > subject
        noun: skip > purpose
        light prep: > infinitive
    """,
    "purpose": """
        light noun prep COMMA AND:
        verb aux: > subject
    """,
    # "urged troops in X to attack": the troops
    "headed": """
        light:
        noun: hold > object
        prep: > infinitive
        verb aux: > subject
    """,
    # "called on X to attack"
    "called": """
        verb: > subject
        CONTROL BOTH: > done
        noun prep light: > infinitive
        COMMA: > infinitive
    """,
    # "accused X of shelling": the object of "accuse"
    "gerund": """
        light:
        verb: > subject
        noun: hold > accused
    """,
    "accused": """
        any: > fail
        ACCUSE CONTROL BOTH: > done
        NAME: hold > accused
        prep: > fail
    """,
    # a pronoun right behind a verb of speech: "X said (on Monday that) it"
    "spoken": """
        ADVERB TIME prep THAT:
        verb: > subject
        WHEN BUT AND: > main
    """,
    # "X said (on Monday that) Y must": X
    "demanding": """
        ADVERB TIME prep THAT AND:
        NOUN ROLE NAME: > demanding
        verb: > subject
    """,
    # the verb in front, and its subject
    "main": """
        any: > main
        edge: > fail
        verb aux: > subject
    """,
    # "X attacked the port and sank": the verb in front, and its subject
    "and": """
        any: > and
        edge: > fail
        verb aux: > subject
        WHO: > relative
    """,
    # an event noun as object: "launched an attack", "gave X aid"
    "event": """
        light AND NOUN ROLE ON IN:
        COMMA: > fail
        OF FOR FROM: > blamed
        SUPPORT BOTH: > subject
        NAME PRONOUN: hold > given
    """,
    "given": """
        light:
        SUPPORT BOTH: give > subject
        prep AND: > event
    """,
    # "blamed X for the attack", "claimed responsibility for", "called for"
    "blamed": """
        light:
        NAME ROLE PRONOUN: hold > blame
        NOUN AND: > event
        SUPPORT BOTH: > subject
        OF FOR ON IN: > event
        ACCUSE: > subject
    """,
    "blame": """
        light:
        ACCUSE: > done
        SUPPORT BOTH: give > subject
    """,
    # cooling as object of any verb but one of attitude
    "cooling": """
        light AND NOUN ROLE ON IN:
        COMMA: > fail
        OF FOR FROM: > cooled
        SUPPORT BOTH VERB CONTROL: > subject
        NAME PRONOUN: hold > granted
    """,
    "granted": """
        light NOUN EVENT:
        ACCUSE: > done
        SUPPORT BOTH VERB CONTROL: give > subject
        prep AND: > cooling
    """,
    "cooled": """
        light AND NOUN ROLE:
        NAME PRONOUN: hold > granted
        SUPPORT BOTH VERB: > subject
        OF FOR ON IN: > cooling
    """,
    "suffered": """
        light AND:
        NOUN ROLE OF IN: > suffered
        SUFFER: > subject
    """,
})  # fmt: skip

# To the right of an active verb: its object; of an event noun: whom it hits ----------

OBJECT = Machine({
    "object": """
        light:
        NAME PRONOUN: hold > done
        ROLE: hold > role
        NOUN EVENT: > noun
        BY AND: > object
        OF IN NEAR FROM ON FOR WITH TO BETWEEN THAT: > governed
        verb BE: > infinitive
    """,
    # the object is a role noun: whose?
    "role": """
        any: > done
        light AND: > role
        ROLE NOUN EVENT: > role
        OF IN FROM TO ON: > whose
    """,
    "whose_agents": """
        light:
        OF IN FROM: > whose
    """,
    "whose": """
        any: > done
        light: > whose
        NAME: hold > done
    """,
    # the object is another noun: the first actor that hangs on it
    "noun": """
        light AND NOUN EVENT BUT:
        NAME: hold > done
        ROLE: hold > role
        IN: > inside
        OF FROM ON FOR WITH TO BETWEEN BY: > governed
        VERB SUPPORT: > seized
    """,
    # "the return of property seized by Y", "proposals made by Y"
    "seized": """
        light:
        BY: > governed
    """,
    "governed": """
        light prep: > governed
        NAME PRONOUN: hold > done
        ROLE: hold > role
        NOUN EVENT: > noun
        verb: > object
    """,
    "infinitive": """
        light: > infinitive
        NAME PRONOUN: hold > done
        ROLE: hold > role
        NOUN EVENT: > noun
        OF IN FROM ON FOR WITH TO BETWEEN: > governed
    """,
    # behind an event noun: "on Y", "of Y", also behind "by X"
    "event": """
        light NOUN EVENT AND ROLE:
        BY: > by
        IN NEAR: > inside
        ON OF WITH FOR TO FROM BETWEEN: > governed
    """,
    # "a demand that X ..."
    "said": """
        light NOUN EVENT AND:
        THAT: > governed
        BY: > by
        IN NEAR: > inside
        ON OF WITH FOR TO FROM BETWEEN: > governed
    """,
    # "a demand from X that Y"
    "uttered": """
        light NOUN EVENT AND:
        THAT: > governed
        BY FROM: > by
        IN NEAR: > inside
        ON OF WITH FOR TO BETWEEN: > governed
    """,
    # "a raid in Y": Y, unless it goes on "against Z"
    "inside": """
        light prep: > governed
        NAME PRONOUN: hold > place
        ROLE: hold > role
        NOUN EVENT: > noun
        verb: > object
    """,
    "place": """
        any: > done
        light:
        ON: > opposed
    """,
    "opposed": """
        any: > done
        light NOUN: > opposed
        NAME PRONOUN: hold > done
        ROLE: hold > role
    """,
    "by": """
        light: > by
        noun: > event
    """,
    # the first actor further behind in the clause of a verb
    "deep": """
        light AND noun prep:
        NAME: hold > done
        BY: > fail
    """,
    # "if Y goes ahead": Y
    "meant": """
        light:
        NAME PRONOUN: hold > done
        ROLE: hold > role
    """,
    # "was arrested (on Monday) in X"
    "there": """
        light TIME: > there
        ON: > timed_place
        IN: > place_name
    """,
    "timed_place": """
        TIME: > there
    """,
    "place_name": """
        NAME: hold > done
    """,
    # only a preposition makes what follows a passive its place or aim
    "agent": """
        any: > agent
        edge WHO BUT WHEN verb: > fail
        BY: > agency
    """,
    "event_agent": """
        any: > event_agent
        edge WHO BUT WHEN verb EVENT: > fail
        BY: > agency
        BE: > done_to
    """,
    # "an attack on X was launched by Y"; whoever condemned it did not do it
    "done_to": """
        light AND BE: > done_to
        SUPPORT BOTH: > carried_out
    """,
    "carried_out": """
        light IN ON NOUN: > carried_out
        BY: > agency
    """,
    # cooling: "a truce with X was honoured by Y"
    "cooling_agent": """
        any: > cooling_agent
        edge WHO BUT WHEN verb EVENT: > fail
        BY: > agency
        BE: > kept
    """,
    "kept": """
        light AND BE: > kept
        SUPPORT BOTH VERB: > carried_out
    """,
    "utterer": """
        any: > utterer
        edge WHO BUT WHEN verb EVENT: > fail
        BY FROM: > agency
    """,
    "agency": """
        light NOUN EVENT: > agency
        NAME PRONOUN: hold > done
        ROLE: hold > role
    """,
    # "talks between A and B": A, then B
    "between": """
        BETWEEN: > first
        WITH NOUN EVENT light OF: > between
    """,
    "first": """
        noun: hold > pair
        NAME: hold > pair
    """,
    "pair": """
        AND: > other
        light OF IN NOUN ROLE EVENT: > pair
        COMMA: > pair
    """,
    "other": """
        noun: list > done
    """,
})  # fmt: skip
