"""Core sentences: plain statements with two names, and each in its changed forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.scores.score import COUNTED_STATUSES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PHRASES", "core_sentences", "forms_of"]

PAST_YEAR = "2009"
COUNTS = " or ".join(COUNTED_STATUSES)

# subject; verb as in "did not ...", "they ...", "was ..."; object; what follows it.
# The states have no conflict with each other; nothing here was ever reported.
_CORE = """
Forces of {actor} | shell | shelled | shelled | positions of {target} |
The army of {actor} | attack | attacked | attacked | defence posts of {target} |
The navy of {actor} | blockade | blockaded | blockaded | the harbour of {target} |
Troops of {actor} | kill | killed | killed | six soldiers of {target} |
Fighters of {actor} | seize | seized | seized | a ship of {target} |
Jets of {actor} | strike | struck | struck | a defence centre of {target} |
Militias of {actor} | besiege | besieged | besieged | the harbour of {target} |
Police of {actor} | arrest | arrested | arrested | two citizens of {target} |
{actor} | invade | invaded | invaded | {target} |
{actor} | bomb | bombed | bombed | {target} |
{actor} | threaten | threatened | threatened | {target} | with an attack
{actor} | expel | expelled | expelled | the ambassador of {target} |
{actor} | condemn | condemned | condemned | {target} |
{actor} | praise | praised | praised | {target} |
{actor} | honour | honoured | honoured | a ceasefire with {target} |
{actor} | release | released | released | two prisoners of {target} |
"""
_PAIRS = (("Norway", "Peru"), ("Kenya", "Portugal"), ("Ghana", "Finland"))
PHRASES = ("subject", "base", "past", "participle", "object", "rest")

# British -> American spelling of words that occur in such sentences.
_AMERICAN = {
    "defence": "defense", "harbour": "harbor", "neighbour": "neighbor",
    "mobilised": "mobilized", "paralysed": "paralyzed", "armour": "armor",
    "manoeuvre": "maneuver", "honour": "honor", "labour": "labor", "centre": "center",
}  # fmt: skip


def core_sentences() -> pd.DataFrame:
    """The sentences that ship with the checks: one row per sentence.

    Returns
    -------
    pandas.DataFrame
        ``subject``, ``base`` ("did not *shell*"), ``past``, ``participle``, ``object``,
        ``rest`` (what follows the object), ``actor``, ``target``, and ``status`` of the
        plain sentence. ``{actor}`` and ``{target}`` in a phrase stand for the names.
        Add rows for verbs of your own.

    >>> core_sentences().iloc[0][["subject", "past", "object", "actor"]].tolist()
    ['Forces of {actor}', 'shelled', 'positions of {target}', 'Norway']
    """
    import pandas as pd

    lines = [line.split("|") for line in _CORE.strip().split("\n")]
    table = pd.DataFrame(
        [[part.strip() for part in line] for line in lines], columns=PHRASES
    )
    pairs = [_PAIRS[row % len(_PAIRS)] for row in range(len(table))]
    threat = table["base"] == "threaten"
    return table.assign(
        status=threat.map({True: "threatened", False: "actual"}),
        actor=[actor for actor, _ in pairs],
        target=[target for _, target in pairs],
    )


def forms_of(row: Any) -> dict[str, str]:
    """A sentence in all its forms, and the two names it holds."""
    names = {"actor": row.actor, "target": row.target}
    plain = _filled(row, row.past, names)
    clause = plain[:-1] if row.subject.startswith("{") else _lower_first(plain[:-1])
    return {
        **names,
        "status": getattr(row, "status", COUNTS),
        "plain": plain,
        "negate": _filled(row, f"did not {row.base}", names),
        "passivise": _passive(row, names),
        "if": f"If {clause}, the mission would close.",
        "past year": f"In {PAST_YEAR}, {clause}.",
        "quote": f"“{plain[:-1]},” an observer said.",
        "swap": _filled(row, row.past, {"actor": row.target, "target": row.actor}),
        "spelling": _american(plain),
        "double": f"{plain}\n\n{plain}",
    }


def _filled(row: Any, verb: str, names: dict[str, str]) -> str:
    words = f"{row.subject} {verb} {row.object} {row.rest}"
    return f"{words.strip().format(**names)}."


def _passive(row: Any, names: dict[str, str]) -> str:
    """Turn the sentence round, with the doer at its end."""
    number = "were" if row.object.split(" of ")[0].endswith("s") else "was"
    doer = row.subject if row.subject.startswith("{") else _lower_first(row.subject)
    verb = f"{number} {row.participle} {row.rest}".strip()
    text = f"{row.object} {verb} by {doer}.".format(**names)
    return text[0].upper() + text[1:]


def _lower_first(text: str) -> str:
    return text[0].lower() + text[1:]


def _american(text: str) -> str:
    """The sentence in American spelling; empty where that changes nothing."""
    changed = text
    for british, american in _AMERICAN.items():
        changed = changed.replace(british, american)
    return changed if changed != text else ""
