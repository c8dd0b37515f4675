"""Where subjects stand: the table of the walks to the left (see ``walks.py``).

Each state is named after what has just been passed; comments show what it is for.
"""

from __future__ import annotations

from toolkit.mentions.walks import Machine

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
        NAME: hold > named
        PRONOUN: > done
        TIME: > timed_noun
        PAUSE: > bracketed
    """,
    # "backed by X mercenaries"
    "named": """
        any: > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
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
        light COMMA AND BUT:
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
        verb aux: > subject
        CONTROL: > done
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
    # "survived an attack", "died (on Monday) in an attack"
    "suffered": """
        light AND:
        NOUN ROLE NAME OF IN: > suffered
        ON: > suffered_on
        SUFFER: > subject
    """,
    "suffered_on": """
        SUFFER: > subject
    """,
})  # fmt: skip
