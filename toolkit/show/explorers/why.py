"""Why a mention counts as it does, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.index.selections import USUAL_STATUSES
from toolkit.show.sentences import headword

if TYPE_CHECKING:
    import pandas as pd

# Rule of toolkit.mentions.rules that gives each status; ``actual`` needs none.
RULE_OF_STATUS = {
    "negated": "negation", "denied": "denial", "hypothetical": "hypothetical",
    "threatened": "threat", "historical": "history",
}  # fmt: skip
# Rule behind a cue that left the status as it was: it turned the mention into a type.
RULE_OF_TURN = {
    "REJECT": "reversal", "REQUEST": "reversal", "SANCTION": "reversal",
    "CONCEDE": "promise", "RETREAT": "relief",
}  # fmt: skip


def why_of(mention: pd.Series) -> dict[str, str]:
    """Entry (its headword), rule, cue and what follows from them, each with its name.

    Parameters
    ----------
    mention
        One row of ``mentions``.

    Examples
    --------
    >>> import pandas as pd
    >>> row = pd.Series(dict(term="truce|truces", type="REJECT", channel="tone",
    ...     severity=3.0, status="actual", hedged=False, voice="attributed",
    ...     speaker="an envoy", cue="rejected", actor="Iran", target=None))
    >>> for name, value in why_of(row).items():
    ...     print(f"{name}: {value}")
    entry: truce
    counts as: REJECT in channel tone, severity 3 of 10
    rule: reversal, attribution (see toolkit.mentions.rules)
    cue: rejected
    status: actual, plain
    voice: attributed to an envoy
    direction: Iran -> (unnamed)
    counted: yes, unless other statuses were asked for
    """
    speaker, cue = _text(mention, "speaker"), _text(mention, "cue")
    rules = _rules(mention, cue)
    usual = mention["status"] in USUAL_STATUSES
    return {
        "entry": headword(mention["term"]),
        "counts as": f"{mention['type']} in channel {mention['channel']}, severity "
        f"{mention['severity']:g} of 10",
        "rule": f"{', '.join(rules)} (see toolkit.mentions.rules)"
        if rules
        else "none: the entry itself says so",
        "cue": cue or "none",
        "status": f"{mention['status']}, {'hedged' if mention['hedged'] else 'plain'}",
        "voice": _voice(str(mention["voice"]), speaker),
        "direction": _direction(mention),
        "counted": "yes, unless other statuses were asked for"
        if usual
        else f"no, unless status {mention['status']} was asked for",
    }


def _rules(mention: pd.Series, cue: str) -> list[str]:
    rules = []
    if cue and mention["status"] in RULE_OF_STATUS:
        rules.append(RULE_OF_STATUS[mention["status"]])
    if mention["hedged"]:
        rules.append("hedge")
    if cue and not rules and mention["type"] in RULE_OF_TURN:
        rules.append(RULE_OF_TURN[mention["type"]])
    if mention["voice"] != "narrator":
        rules.append("attribution")
    return rules


def _voice(voice: str, speaker: str) -> str:
    if voice == "narrator":
        return "narrator"
    how = "quoted from" if voice == "quoted" else "attributed to"
    return f"{how} {speaker or 'somebody unnamed'}"


def _direction(mention: pd.Series) -> str:
    actor, target = _text(mention, "actor"), _text(mention, "target")
    if not actor and not target:
        return "none is named"
    return f"{actor or '(unnamed)'} -> {target or '(unnamed)'}"


def _text(mention: pd.Series, name: str) -> str:
    value = mention.get(name)
    return value if isinstance(value, str) else ""
