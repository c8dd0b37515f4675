"""The rules of reading by name, each of which can be switched off.

``find_mentions(articles, without=("negation",))`` reads the same texts as if there were
no such rule; comparing both tables shows what the rule earns. A rule that is switched
off takes nothing else with it.

============ ======================================= ===================================
rule         what it does                            example
============ ======================================= ===================================
negation     status ``negated``                      *no* attack; *foiled* an attack
denial       status ``denied``: a claim is denied    *denied* bombing the port
hypothetical status ``hypothetical``: possible,      *if* they attack; *fears of* war;
             feared, hoped for, asked for, a purpose sent troops *to* attack
threat       status ``threatened``, type THREATEN:   *vowed to* attack; *will* attack;
             threatened, announced, planned, urged   *ordered* an attack
history      status ``historical``: long past        bombed *in 2006*; *anniversary* of
hedge        ``hedged``; the status stays            *suspected* attack
reversal     cooling refused, demanded or broken     *rejected* a truce; *broke off*
             off: REJECT, REQUEST, SANCTION          talks
promise      material cooling announced: CONCEDE     *agreed to* withdraw
relief       a hostile act taken back: RETREAT       *lifted* the curfew
attribution  voice and speaker                       the ministry *said* rebels attacked
senses       words an entry needs or must not have   *strike* in a football report
discourse    violence told just before lends    an air raid ... Six *were killed*
             company; a text about sport
             vetoes throughout
exceptions   look-alikes that count as nothing       *heart attack*
============ ======================================= ===================================
"""

from __future__ import annotations

from collections.abc import Collection

from toolkit.schema import BadValue

# Kinds of cue that each rule works with.
CUE_KINDS = {
    "negation": ("negation",),
    "denial": ("denial",),
    "hypothetical": ("conditional", "request", "purpose", "appeal"),
    "threat": ("threat", "future", "intention", "order"),
    "history": ("historical",),
    "hedge": ("hedge",),
    "reversal": ("reversal",),
    "promise": ("promise",),
    "relief": ("relief",),
}
RULES = (*CUE_KINDS, "attribution", "senses", "discourse", "exceptions")


def check_rules(without: Collection[str]) -> frozenset[str]:
    """The rules to leave out, or an error that names those there are."""
    if isinstance(without, str):
        raise BadValue(
            f"without={without!r} is one text. Give a list of rules: ({without!r},)."
        )
    unknown = [name for name in without if name not in RULES]
    if unknown:
        raise BadValue(
            f"without: no rule is called {', '.join(map(repr, unknown))}. "
            f"There are: {', '.join(RULES)}."
        )
    return frozenset(without)


def silent_kinds(without: Collection[str]) -> list[str]:
    """Kinds of cue that say nothing when these rules are left out."""
    return [kind for rule in without for kind in CUE_KINDS.get(rule, ())]
