"""Labels from elsewhere, be it a transformer or a language model, behind one door.

The lexicon stays the default: it needs no network, no key and no money, and gives the
same number next year. What a labeller says may change with its next version, and what
it learnt from is unknown. Labels are therefore kept beside the scores, under the name
and version of who gave them, and compared with codes and lexicon like other measures.

Nothing leaves this computer unless :func:`label_texts` is called with a labeller that
sends it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import BadValue, check_table, require_columns
from toolkit.scores.asking import Asking, Junk, Labeller, Patience, as_columns
from toolkit.scores.label_cache import add_answers, answer_key, read_answers
from toolkit.scores.lengths import whole_texts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Patience", "label_texts"]

NO_WORDS = "not asked: a text without words"


def label_texts(
    texts: pd.DataFrame | Sequence[str],
    labeller: Labeller,
    *,
    cache: str | Path | None = None,
    version: str | None = None,
    allowed: Mapping[str, Sequence[Any]] | None = None,
    patience: Patience | None = None,
) -> pd.DataFrame:
    """Have texts labelled by a function or an endpoint: one row per text, all kept.

    Parameters
    ----------
    texts
        Articles or sentences (``article_id``, ``text``, and ``title`` where there is
        one); or texts alone, named by their index.
    labeller
        Takes a list of texts, returns one label for each: a number (higher = more
        hostile), a word, or a dict of columns. ``ChatEndpoint`` is one that asks an
        endpoint. Its ``name``, or else the name of the function, goes into the cache.
    cache
        File of answers, JSON lines, only ever added to. A run that was killed goes on
        where it stopped. It holds hashes and labels, not texts. Delete it to ask again.
    version
        Says which model, prompt and settings answer; needed with a cache, unless the
        labeller has a ``version``. Another version is asked anew.
    allowed
        Column -> values that may stand there, e.g. ``{"channel": ["act", "none"]}``;
        an answer without the column, or with another value, is set aside. A bare
        number's column is ``score``, a bare word's ``label``.
    patience
        Texts per call, retries and waits; ``Patience()`` if left out.

    Returns
    -------
    pandas.DataFrame
        ``article_id``; the columns of the labels, ``score`` for bare numbers and
        ``label`` for bare words; ``problem``: why there is no label, empty where there
        is one. ``attrs["problems"]`` counts the reasons, ``attrs["labeller"]`` names
        who answered, ``attrs["asked"]`` counts texts not found in the cache. Keep rows
        without a problem (``labels[labels["problem"] == ""]``) before you compare
        classes: what was not answered is not "none".

    Raises
    ------
    BadValue
        A cache is wanted and the labeller has no version or no name, or the file cannot
        be written.

    Notes
    -----
    Equal texts are asked once, empty ones never. Answers that are set aside are not
    cached: the next run asks again. After three batches in a row without an answer,
    after all retries, or 20 texts in a row on which the labeller fails, the rest is
    left unasked. Labels of a language model are no gold standard: have people
    code a sample, and compare (``compare_with_codes``, ``compare_measures``).

    Examples
    --------
    >>> def count_shells(texts):
    ...     return [text.lower().count("shell") for text in texts]
    >>> label_texts(["Shells fell.", "Talks resumed."], count_shells)
      article_id  score problem
    0          0    1.0
    1          1    0.0
    """
    import pandas as pd

    ids, strings = _named_texts(texts)
    who = _who(labeller, version, cache is not None)
    known = read_answers(cache)
    keys = [answer_key(text, who) for text in strings]
    todo = {k: t for k, t in zip(keys, strings, strict=True) if k not in known}
    # nothing to read is no "none", and a language model would make something up
    problems = {k: NO_WORDS for k, t in todo.items() if not t.strip()}
    todo = {k: t for k, t in todo.items() if k not in problems}
    patience = patience or Patience()
    size = getattr(labeller, "batch", patience.batch)
    run = Asking(labeller, patience, allowed or {}, problems)
    for answers in run.ask_all(todo, size):
        add_answers(cache, answers, who)
        known |= answers
    rows = [
        {"article_id": name, **_admitted(known, key, run.allowed, problems)}
        for name, key in zip(ids, keys, strict=True)
    ]
    told = [problems.get(key, "") for key in keys]
    table = pd.DataFrame(rows, columns=None if rows else ["article_id"])
    table["problem"] = pd.Series(told, index=table.index, dtype="str")
    counted = table.loc[table["problem"] != "", "problem"].value_counts()
    table.attrs = {
        "labeller": " ".join(who), "asked": len(todo), "problems": counted.to_dict()
    }  # fmt: skip
    return table


def _admitted(
    known: dict[str, dict],
    key: str,
    allowed: Mapping[str, Sequence[Any]],
    problems: dict[str, str],
) -> dict[str, Any]:
    """Label of a text, if this call allows it; the cache may hold other values."""
    try:
        return as_columns(known[key], allowed) if key in known else {}
    except Junk as error:
        problems[key] = f"junk: {error}"
        return {}


def _named_texts(
    texts: pd.DataFrame | Sequence[str],
) -> tuple[list[Any], list[str]]:
    import pandas as pd

    if isinstance(texts, pd.DataFrame):
        require_columns(texts, ["article_id", "text"], "articles")
        check_table(texts, "articles")
        return texts["article_id"].tolist(), whole_texts(texts)
    if isinstance(texts, str):
        raise BadValue("texts is one string. Give a list of texts: [text].")
    series = pd.Series(texts, dtype="object").fillna("").astype(str)
    return series.index.astype(str).tolist(), series.tolist()


def _who(labeller: Labeller, version: str | None, cached: bool) -> tuple[str, str]:
    named = getattr(labeller, "name", None) or getattr(labeller, "__qualname__", "")
    version = version or getattr(labeller, "version", None) or ""
    if cached and (not version or not named or "<lambda>" in named):
        raise BadValue(
            "A cache must know who answered, or answers of another prompt would be "
            "taken for these. Give version='…' (model, prompt, settings), and a "
            "function with a name of its own."
        )
    return str(named or type(labeller).__name__), str(version)
