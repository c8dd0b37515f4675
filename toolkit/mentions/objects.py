"""Where objects stand: the table of the walks to the right (see ``walks.py``).

From an active verb to its object, from an event noun to whom it hits and to its agent.
Each state is named after what has just been passed; comments show what it is for.
"""

from __future__ import annotations

from toolkit.mentions.walks import Machine

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
    # "the return of property seized by Y", "methods used against Y"
    "seized": """
        light:
        BY ON: > governed
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
        BE: > launched
    """,
    # "a demand that X ..."
    "said": """
        light NOUN EVENT AND:
        THAT: > governed
        BY: > by
        IN NEAR: > inside
        ON OF WITH FOR TO FROM BETWEEN: > governed
        BE: > launched
    """,
    # "a demand from X that Y"
    "uttered": """
        light NOUN EVENT AND:
        THAT: > governed
        BY FROM: > by
        IN NEAR: > inside
        ON OF WITH FOR TO BETWEEN: > governed
        BE: > launched
    """,
    # "rockets were fired from Z at Y"
    "launched": """
        light AND BE:
        SUPPORT BOTH: > launched_at
    """,
    "launched_at": """
        light noun FROM IN BY:
        ON: > onto
        TO WITH: > governed
    """,
    "onto": """
        TIME: > launched_at
        NAME PRONOUN: hold > done
        ROLE: hold > role
        NOUN EVENT: > noun
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
    # troops "(to be) sent to X", "that have arrived in X"
    "sent": """
        light aux WHO THAT VERB SUPPORT BOTH:
        IN TO: > sent_to
    """,
    "sent_to": """
        NAME: hold > done
        BE: > sent
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
        SUPPORT BOTH: > carried_out
    """,
    # "an attack on X was launched by Y"; whoever condemned it did not do it
    "done_to": """
        light AND BE: > done_to
        SUPPORT BOTH: > carried_out
        ACCUSE: > blamed
    """,
    "carried_out": """
        light IN ON NOUN NAME ROLE: > carried_out
        BY: > agency
    """,
    # "an attack was blamed on X"
    "blamed": """
        light:
        ON: > agency
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
