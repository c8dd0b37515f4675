"""Trying an entry: what it would find, take from others, and sweep up by mistake.

A term is judged by its hits, not by its looks. Here one entry is tried on articles
before it goes into a lexicon; nothing is changed until it is written down.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.mentions.find import find_mentions
from toolkit.mentions.lexicon import (
    EXCEPTION,
    FLAT_SEVERITY,
    Lexicon,
    checked_entries,
)
from toolkit.mentions.lexicon_formats import LexiconError
from toolkit.mentions.matching import Matcher, slots_of
from toolkit.schema import FIELDS, check_table
from toolkit.text import split_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Trial", "try_entry", "with_entries", "write_entries"]

SHORT_STEM = 3  # letters; "war*" begins too many words to name them all
MOST_NAMED = 8  # words named in a warning
_BLOCK = 500  # texts searched at a time
# What a stem may take and still be the same word.
_SAME_WORD = re.compile(r"(?:s|es|ed|d|ing|er|ers|'s|n)?")
_WRITTEN = ["term", "type", "channel", "severity", "needs", "unless", "note", "example",
            "counterexample"]  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """What an entry would do to the mentions of some articles.

    Attributes
    ----------
    lexicon
        The lexicon with the entry.
    n_hits
        Places where the words of the term stand.
    found
        One row per mention the entry would make.
    taken
        Present entries that would lose mentions to it: ``term``, ``mentions``.
    overlaps
        Present entries that share words with it: ``term``, ``type``, ``channel`` and
        ``longer`` (which of the two has more words, and so wins where both fit).
    mentions
        All mentions of the articles as they would be.
    warnings
        What is doubtful about the pattern.
    """

    lexicon: Lexicon
    n_hits: int
    found: pd.DataFrame
    taken: pd.DataFrame
    overlaps: pd.DataFrame
    mentions: pd.DataFrame
    warnings: tuple[str, ...]


def try_entry(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    lexicon: Lexicon,
    term: str,
    *,
    example: str = "",
    counterexample: str = "",
    **entry: object,
) -> Trial:
    """Try an entry on articles, beside the lexicon their mentions were found with.

    Parameters
    ----------
    articles
        One row per article: ``article_id``, ``text``, and ``title`` if there is one.
    mentions
        What ``find_mentions(articles, lexicon)`` gave.
    lexicon
        The lexicon the entry would join.
    term
        Words; ``*`` inside or at the end of a word, ``|`` between alternatives.
    example, counterexample
        A sentence in which it must count, and one in which it must not.
    **entry
        ``channel`` (``act``, ``threat``, ``deescalation``, ``tone`` or ``none``),
        ``type``, ``severity`` (0 to 10), ``needs`` and ``unless``.

    Returns
    -------
    Trial
        Only articles that hold the words are read again: the others cannot change.

    Raises
    ------
    LexiconError
        The entry cannot be used, or the lexicon has it already.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.mentions.lexicon import load_lexicon
    >>> lexicon = load_lexicon()
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["Warm words of war."]})
    >>> trial = try_entry(articles, find_mentions(articles, lexicon), lexicon, "war*",
    ...     channel="tone", severity=2)
    >>> trial.n_hits
    2
    >>> print(trial.warnings[0])
    war* also fits: warm (1). Write the forms out, as in war|wars, or name exceptions.
    """
    check_table(articles, "articles")
    row = {"term": term, "example": example, "counterexample": counterexample, **entry}
    wider = with_entries(lexicon, [row])
    matcher = Matcher({"term": [term]})
    keys, n_hits, words = _search(matcher, articles)
    touched = articles["article_id"].astype(str).isin(keys)
    after = find_mentions(articles[touched], wider)
    is_read = mentions["article_id"].astype(str).isin(keys)
    return Trial(
        lexicon=wider,
        n_hits=n_hits,
        found=after[after["term"] == term].reset_index(drop=True),
        taken=_taken(mentions[is_read], after, term),
        overlaps=_overlaps(matcher, term, lexicon),
        mentions=_joined(mentions[~is_read], after),
        warnings=(
            *_pattern_warnings(term, words),
            *_sentence_warnings(wider, term, example, counterexample),
        ),
    )


def with_entries(lexicon: Lexicon, rows: list[dict[str, object]]) -> Lexicon:
    """The same lexicon and some entries more, on a scale of one's own.

    Raises
    ------
    LexiconError
        An entry cannot be used, or is there already.

    Examples
    --------
    >>> from toolkit.mentions.lexicon import load_lexicon
    >>> lexicon = load_lexicon()
    >>> more = with_entries(lexicon, [{"term": "gunboat diplomat*", "channel": "threat",
    ...                                "type": "THREATEN", "severity": 5.0}])
    >>> len(more.entries) - len(lexicon.entries)
    1
    """
    import pandas as pd

    known = {slots_of(term): term for term in lexicon.entries["term"]}
    for row in rows:
        if present := known.get(slots_of(str(row.get("term", "")))):
            raise LexiconError(
                f"{present!r} is an entry of {lexicon.name} already. Change its "
                f"numbers with .weighted(), or try lexicon.without({present!r})."
            )
    added = pd.DataFrame(rows)
    severity = added.get("severity", FLAT_SEVERITY)
    scales = {f"severity_{name}": severity for name in ("plover", "goldstein")}
    checked = checked_entries(added.assign(**scales).fillna(""), "new entries")
    checked["severity"] = checked["severity_plover"].astype(float)
    entries = pd.concat([lexicon.entries, checked], ignore_index=True)
    return replace(lexicon, version=f"{lexicon.version}, with entries of one's own",
                   entries=entries)  # fmt: skip


def write_entries(entries: pd.DataFrame, path: str | Path) -> Path:
    """Write entries as a CSV file that ``read_lexicon`` reads.

    Parameters
    ----------
    entries
        ``term``, ``channel`` and what else there is of type, severity, needs, unless,
        note, example and counterexample: ``lexicon.entries``, or some rows of it.
    path
        Ends in ``.csv``.

    Examples
    --------
    >>> import pandas as pd; from tempfile import mkdtemp
    >>> from toolkit.mentions.lexicon import read_lexicon
    >>> mine = pd.DataFrame({"term": ["gunboat*"], "channel": "act", "severity": 6.0})
    >>> path = write_entries(mine, Path(mkdtemp()) / "mine.csv")
    >>> read_lexicon(path).entries[["term", "severity"]].values.tolist()
    [['gunboat*', 6.0]]
    """
    path = Path(path)
    if path.suffix.lower() != ".csv":
        raise LexiconError(f"{path.name}: write entries to a file that ends in .csv.")
    if entries.empty:
        raise LexiconError("There is no entry to write; record one first.")
    kept = entries[[name for name in _WRITTEN if name in entries]]
    kept.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
    return path


def _search(
    matcher: Matcher, articles: pd.DataFrame
) -> tuple[set[str], int, Counter[str]]:
    """Articles with hits, how many hits, and the words that stand there."""
    keys: set[str] = set()
    n_hits, said = 0, Counter[str]()
    ids = articles["article_id"].astype(str).to_numpy()
    for field in (name for name in FIELDS if name in articles):
        texts = articles[field].astype(object).where(articles[field].notna(), "")
        for low in range(0, len(ids), _BLOCK):
            block = texts.iloc[low : low + _BLOCK].tolist()
            words = split_words(block)
            hits = matcher.find(words)["term"]
            keys.update(ids[low + words.doc[hits.first]])
            n_hits += len(hits)
            for first, stop in zip(hits.first, hits.stop, strict=True):
                text = block[words.doc[first]]
                said.update(
                    text[words.start[w] : words.end[w]].lower()
                    for w in range(first, stop)
                )
    return keys, n_hits, said


def _taken(before: pd.DataFrame, after: pd.DataFrame, term: str) -> pd.DataFrame:
    """Present entries whose mentions the new one would replace."""
    new = after.loc[after["term"] == term, ["article_id", "field", "start", "end"]]
    pairs = before.astype({"article_id": str, "field": str}).merge(
        new.astype({"field": str}), on=["article_id", "field"], suffixes=("", "_new")
    )
    lost = pairs[
        (pairs["start"] < pairs["end_new"]) & (pairs["start_new"] < pairs["end"])
    ]
    counts = lost["term"].value_counts()
    return counts.rename_axis("term").rename("mentions").reset_index()


def _overlaps(matcher: Matcher, term: str, lexicon: Lexicon) -> pd.DataFrame:
    """Present entries that hold words of the term, or are held by it."""
    entries = lexicon.entries
    plain = [_plain(t) for t in entries["term"]]
    words = split_words(plain)
    inside = set(words.doc[matcher.find(words)["term"].first].tolist())
    others = Matcher({"term": list(entries["term"])})
    around = set(others.find(split_words([_plain(term)]))["term"].pattern.tolist())
    shared = entries.iloc[sorted(inside | around)]
    n = len(slots_of(term))
    lengths = [len(slots_of(other)) for other in shared["term"]]
    longer = ["present" if m > n else "new" if m < n else "as long" for m in lengths]
    return shared[["term", "type", "channel"]].assign(longer=longer).reset_index(
        drop=True
    )  # fmt: skip


def _plain(term: str) -> str:
    """An expression as words: the first form of each, without wildcards."""
    return " ".join(
        slot.split("|")[0].replace("*", "") or "x" for slot in slots_of(term)
    )


def _joined(untouched: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    shared = [name for name in untouched.columns if name in after.columns]
    parts = [part[shared] for part in (untouched, after) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else untouched[shared]


def _pattern_warnings(term: str, words: Counter[str]) -> list[str]:
    """Wildcards that fit other words than those they were meant for."""
    warnings = []
    for slot in slots_of(term):
        for form in slot.split("|"):
            if not form.endswith("*") or len(form) == 1:
                continue
            stem = form[:-1]
            others = {
                word: n for word, n in words.items()
                if word.startswith(stem) and not _SAME_WORD.fullmatch(word[len(stem):])
            }  # fmt: skip
            advice = f"Write the forms out, as in {stem}|{stem}s, or name exceptions."
            if others:
                ranked = sorted(others.items(), key=lambda item: (-item[1], item[0]))
                named = ", ".join(f"{word} ({n:,})" for word, n in ranked[:MOST_NAMED])
                more = f" and {len(ranked) - MOST_NAMED} more" * (
                    len(ranked) > MOST_NAMED
                )
                warnings.append(f"{form} also fits: {named}{more}. {advice}")
            elif len(stem) <= SHORT_STEM:
                warnings.append(
                    f"{form} begins with {len(stem)} letters, as many unlike words do "
                    f"(war* fits warm, warning, Warsaw), if not in these articles. "
                    f"{advice}"
                )
    return warnings


def _sentence_warnings(
    lexicon: Lexicon, term: str, example: str, counterexample: str
) -> list[str]:
    """Example in which the term does not count, counterexample in which it does."""
    import pandas as pd

    said = []
    channel = lexicon.entries.set_index("term").at[term, "channel"]
    for text, wanted, name in (
        (example, channel != EXCEPTION, "example"),
        (counterexample, False, "counterexample"),
    ):  # fmt: skip
        if not text.strip():
            continue
        table = pd.DataFrame({"article_id": ["x"], "text": [text]})
        counts = bool((find_mentions(table, lexicon)["term"] == term).any())
        if counts != wanted:
            does = "counts" if counts else "does not count"
            said.append(f"In the {name} the entry {does}: {text.strip()!r}")
    return said
