"""Metamorphic checks: change a text in a way whose effect is known, and look.

Nobody has to code anything: whatever "Forces of Norway shelled positions of Peru" is
worth, the same sentence with "did not shell" must be negated, and with the two names
exchanged must point the other way and weigh the same (Ribeiro et al. 2020 call such
tests CheckList). They hold for any finder and any lexicon, also for one of your own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.schema import BadValue, ToolkitError, require_columns
from toolkit.scores.core_sentences import PHRASES, core_sentences, forms_of
from toolkit.scores.score import score_articles

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["core_sentences", "metamorphic_checks", "summarise_checks"]

COPIES = 10
PUBLISHED = "2024-05-15"  # of every text, so that the year below is past

CHECKS = ("find", "direction", "negate", "passivise", "if", "past year", "quote",
          "swap", "spelling", "double", "syndicate")  # fmt: skip

Finder = Callable[..., "pd.DataFrame"]


def metamorphic_checks(
    find: Finder, sentences: pd.DataFrame | None = None, *, index: Finder | None = None
) -> pd.DataFrame:
    """Change sentences in known ways and see whether the mentions change as they must.

    Parameters
    ----------
    find
        Articles -> mentions: ``find_mentions``, or one with your own lexicon,
        ``functools.partial(find_mentions, lexicon=mine)``. It is called once, with
        ``article_id``, ``text`` and ``published``.
    sentences
        What to change; :func:`core_sentences` unless given. Without a column ``status``
        any status that counts will do for the plain sentence.
    index
        Scores -> index table with ``value``, e.g. ``tension_index``. Without one, or
        where too little is found to make one, the check ``syndicate`` is left out.

    Returns
    -------
    pandas.DataFrame
        One row per check and sentence: ``check``, ``sentence`` (the text tested),
        ``wanted``, ``got``, ``passed``. Checks:

        * ``find``: the plain sentence holds a mention, with the sentence's status;
        * ``direction``: from the actor to the target that the sentence names;
        * ``negate``: status negated or denied;
        * ``passivise``: type, severity, status, actor and target stay;
        * ``if``: status hypothetical;
        * ``past year``: status historical;
        * ``quote``: voice quoted, type and severity stay;
        * ``swap``: actor and target exchanged, type and severity stay;
        * ``spelling``: American for British, type, severity and status stay;
        * ``double``: the text twice over, every rate stays;
        * ``syndicate``: one story printed ten times more, the index stays.

        Directions are left out where ``find`` gives no ``actor`` and ``target``, and
        all further checks of a sentence in which nothing is found: its words are not in
        the lexicon. Give sentences with words of your own then.
        :func:`summarise_checks` counts the checks. Passing is the least a finder must
        do; it says nothing about sentences of another kind.

    Raises
    ------
    MissingColumn
        ``sentences`` lacks a column of :func:`core_sentences`.

    Examples
    --------
    A finder that knows one word and no grammar fails where it must:

    >>> import pandas as pd
    >>> def find(articles):
    ...     hit = articles[articles["text"].str.contains("invade")]
    ...     return pd.DataFrame({"article_id": hit["article_id"], "field": "text",
    ...         "sentence": 0, "start": 0, "end": 7, "match": "invade", "term": "x",
    ...         "type": "ASSAULT", "channel": "act", "severity": 9.0,
    ...         "status": "actual", "hedged": False, "voice": "narrator",
    ...         "actor": "Ghana", "target": "Finland"})
    >>> one = core_sentences().query("base == 'invade'").assign(
    ...     actor="Ghana", target="Finland")
    >>> checks = metamorphic_checks(find, one)
    >>> checks[["check", "wanted", "got", "passed"]].head(3)
           check                wanted              got  passed
    0       find                actual           actual    True
    1  direction       Ghana > Finland  Ghana > Finland    True
    2     negate     negated or denied           actual   False
    """
    import pandas as pd

    sentences = core_sentences() if sentences is None else sentences
    require_columns(sentences, [*PHRASES, "actor", "target"], "sentences")
    if sentences.empty:
        raise BadValue("There is no sentence to check; see core_sentences().")
    forms = [forms_of(row) for row in sentences.itertuples()]
    texts = _as_articles(forms)
    found = find(texts)
    readings = _readings(found)
    directed = {"actor", "target"} <= set(found.columns)
    rows = [
        row
        for number, form in enumerate(forms)
        for row in _check_one(number, form, readings, directed)
    ]
    rows += _double(forms, texts, found)
    rows += [] if index is None else _syndicate(forms, texts, found, index)
    table = pd.DataFrame(rows, columns=["check", "sentence", "wanted", "got", "passed"])
    rank = {name: number for number, name in enumerate(CHECKS)}
    return table.sort_values(
        "check", key=lambda names: names.map(rank), kind="stable", ignore_index=True
    )


def summarise_checks(checks: pd.DataFrame) -> pd.DataFrame:
    """Count the checks passed: one row per check, and one for all.

    >>> import pandas as pd
    >>> summarise_checks(pd.DataFrame({"check": ["if", "if", "swap", "swap"],
    ...                                "passed": [True, False, True, True]}))
      check  n  passed  share
    0    if  2       1   0.50
    1  swap  2       2   1.00
    2   all  4       3   0.75
    """
    each = checks.groupby("check", sort=False)["passed"].agg(["size", "sum"])
    each.loc["all"] = [len(checks), checks["passed"].sum()]
    table = each.astype(int).set_axis(["n", "passed"], axis=1).rename_axis("check")
    return table.assign(share=table["passed"] / table["n"]).reset_index()


def _as_articles(forms: list[dict[str, str]]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"article_id": f"{number} {name}", "text": text, "published": PUBLISHED}
        for number, form in enumerate(forms)
        for name, text in form.items()
        if name not in ("actor", "target", "status") and text
    ]
    return pd.DataFrame(rows)


# -------------------------------------------------------------------------- the reading


@dataclass(frozen=True)
class _Reading:
    """What a finder saw in one text, each value once, in words."""

    status: str = ""
    voice: str = ""
    weight: str = ""  # type and severity
    direction: str = ""


def _readings(found: pd.DataFrame) -> dict[str, _Reading]:
    return {
        str(name): _reading(mentions)
        for name, mentions in found.groupby(found["article_id"].astype(str))
    }


def _reading(mentions: pd.DataFrame) -> _Reading:
    weights = zip(mentions["type"], mentions["severity"], strict=True)
    return _Reading(
        _listed(mentions["status"]),
        _listed(mentions["voice"]),
        _listed(f"{kind} {severity:g}" for kind, severity in weights),
        _listed(_directions(mentions)),
    )


def _directions(mentions: pd.DataFrame) -> list[str]:
    if not {"actor", "target"} <= set(mentions.columns):
        return []
    names = mentions[["actor", "target"]].astype(object)
    names = names.where(names.notna(), "")
    pairs = names.itertuples(index=False, name=None)
    return [f"{a or 'nobody'} > {b or 'nobody'}" for a, b in pairs if a or b]


def _listed(values: Any) -> str:
    return "; ".join(sorted(set(map(str, values))))


# --------------------------------------------------------------------------- the checks


def _check_one(
    number: int, form: dict[str, str], readings: dict[str, _Reading], directed: bool
) -> Iterator[tuple[str, str, str, str, bool]]:
    """Every check of one sentence, but those that need scores."""
    seen = {name: readings.get(f"{number} {name}", _Reading()) for name in form}
    plain = seen["plain"]
    there = {"direction": f"{form['actor']} > {form['target']}"} if directed else {}
    back = {"direction": f"{form['target']} > {form['actor']}"} if directed else {}
    wanted = {
        "find": (form["status"], plain.status),
        "direction": _same(plain, plain, **there),
        "negate": ("negated or denied", seen["negate"].status),
        "passivise": _same(plain, seen["passivise"], "weight", "status", **there),
        "if": ("hypothetical", seen["if"].status),
        "past year": ("historical", seen["past year"].status),
        "quote": _same(plain, seen["quote"], "weight", voice="quoted"),
        "swap": _same(plain, seen["swap"], "weight", **back),
        "spelling": _same(plain, seen["spelling"], "weight", "status"),
    }
    if not plain.status:
        # what was not found cannot be changed: one failure, not ten
        wanted = {"find": wanted["find"]}
    for check, (want, got) in wanted.items():
        if want and (text := form.get(check, form["plain"])):
            either = bool(got) and set(got.split("; ")) <= set(want.split(" or "))
            yield check, text, want, got or "nothing", either or got == want


def _same(plain: _Reading, other: _Reading, *kept: str, **new: str) -> tuple[str, str]:
    """What stays and what becomes new, as wanted and as got."""
    want = [getattr(plain, name) for name in kept] + list(new.values())
    got = [getattr(other, name) for name in (*kept, *new)]
    return ", ".join(want), ", ".join(got).strip(", ")


def _double(
    forms: list[dict[str, str]], texts: pd.DataFrame, found: pd.DataFrame
) -> Iterator[tuple[str, str, str, str, bool]]:
    """Rates of each sentence against those of the sentence twice over."""
    scores = score_articles(texts, found).set_index("article_id")
    rates = [c for c in scores.columns if c.endswith(("_rate", "_weighted"))]
    for number, form in enumerate(forms):
        once, twice = (scores.loc[f"{number} {n}", rates] for n in ("plain", "double"))
        want, got = (_rates(values) for values in (once, twice))
        if want != "nothing":
            yield "double", form["double"], want, got, want == got


def _rates(values: pd.Series) -> str:
    listed = [f"{name} {value:.6g}" for name, value in values.items() if value]
    return ", ".join(listed) or "nothing"


def _syndicate(
    forms: list[dict[str, str]],
    texts: pd.DataFrame,
    found: pd.DataFrame,
    index: Finder,
) -> list[tuple[str, str, str, str, bool]]:
    """The index of a few stories, and with one of them printed ten times more."""
    import pandas as pd

    scores = score_articles(texts, found)
    # two in three in May, one in three in June: the index has something to compare
    late = np.arange(len(scores)) % 3 == 0
    months = np.where(late, "2024-06-15", "2024-05-15")
    scores = scores.assign(published=pd.to_datetime(months, utc=True), source="Wire")
    copies = scores.iloc[np.zeros(COPIES, int)]
    copies = copies.assign(article_id=[f"copy {n}" for n in range(COPIES)])
    tables = scores, pd.concat([scores, copies], ignore_index=True)
    try:
        before, after = (
            ", ".join(f"{value:.6g}" for value in index(table)["value"])
            for table in tables
        )
    except ToolkitError:  # too little is found to make an index of
        return []
    text = f"{COPIES} more copies of: {forms[0]['plain']}"
    return [("syndicate", text, before, after, before == after)]
