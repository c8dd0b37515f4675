"""The contestants: each a function that prepares and returns the work to be timed.

What each does is said beside it, because none does the same: only the toolkit tells
status, voice, hedge, speaker and direction.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

Work = Callable[[], int]  # does the job over all texts, gives the number of hits


@dataclass(frozen=True)
class Rival:
    """A contestant: how to prepare it, what it does, what it needs, what it is fed."""

    prepare: Callable[[pd.DataFrame, dict[str, str]], Work]
    does: str
    needs: str = ""  # a module, or "Rscript"
    megabytes: float = float("inf")  # most it is fed: the slow ones get less

    def is_there(self) -> bool:
        """Whether what it needs is installed."""
        if self.needs == "Rscript":
            return shutil.which("Rscript") is not None
        return not self.needs or importlib.util.find_spec(self.needs) is not None


def toolkit(table: pd.DataFrame, _terms: dict[str, str]) -> Work:
    """Compile by a first call on one article, then the full job."""
    from toolkit import find_mentions

    find_mentions(table.head(1))
    return lambda: len(find_mentions(table))


def toolkit_again(table: pd.DataFrame, _terms: dict[str, str]) -> Work:
    """The full job once more, in a process that knows the words of the corpus."""
    from toolkit import find_mentions

    find_mentions(table)
    return lambda: len(find_mentions(table))


def memory_read(table: pd.DataFrame, _terms: dict[str, str]) -> Work:
    whole = np.frombuffer("\n".join(table["text"]).encode(), np.uint8)
    whole = whole[: len(whole) // 8 * 8].view(np.uint64)
    return lambda: int(whole.max() > 0)


def automaton(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    from ahocorasick_rs import BytesAhoCorasick, MatchKind

    whole = "\n".join(table["text"]).lower().encode()
    found = BytesAhoCorasick([t.encode() for t in terms], MatchKind.LeftmostLongest)
    return lambda: len(found.find_matches_as_indexes(whole))


def automaton_per_article(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    from ahocorasick_rs import AhoCorasick, MatchKind

    found = AhoCorasick(list(terms), MatchKind.LeftmostLongest)

    def whole_word(text: str, start: int, end: int) -> bool:
        before, after = text[start - 1 : start], text[end : end + 1]
        return not before.isalnum() and not after.isalnum()

    def work() -> int:
        hits = 0
        for text in map(str.lower, table["text"]):
            for _, start, end in found.find_matches_as_indexes(text):
                hits += whole_word(text, start, end)
        return hits

    return work


def re2_alternation(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    import re2

    options = re2.Options()
    options.longest_match, options.case_sensitive = True, False
    options.max_mem = 1 << 30
    pattern = re2.compile(
        r"\b(?:" + "|".join(map(re.escape, terms)) + r")\b", options=options
    )
    return lambda: sum(sum(1 for _ in pattern.finditer(t)) for t in table["text"])


def polars_many(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    import polars

    column = polars.Series(table["text"].tolist())
    wanted = list(terms)

    def work() -> int:
        found = column.to_frame("t").select(
            polars.col("t").str.find_many(wanted, ascii_case_insensitive=True,
                                          leftmost=True).list.len()
        )  # fmt: skip
        return int(found["t"].sum())

    return work


def flashtext(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    from flashtext import KeywordProcessor

    found = KeywordProcessor()
    for term, kind in terms.items():
        found.add_keyword(term, kind)
    return lambda: sum(
        len(found.extract_keywords(t, span_info=True)) for t in table["text"]
    )


def spacy_matcher(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    language.max_length = 10**9
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("terms", list(language.tokenizer.pipe(terms)))
    return lambda: sum(len(matcher(d)) for d in language.pipe(table["text"].tolist()))


def nltk_dictionary(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    from nltk.tokenize import regexp_tokenize

    def work() -> int:
        hits = 0
        for text in table["text"]:
            words = regexp_tokenize(text.lower(), r"\w+")
            for n in range(1, 5):
                grams = zip(*(words[i:] for i in range(n)), strict=False)
                hits += sum(" ".join(gram) in terms for gram in grams)
        return hits

    return work


def count_vectorizer(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(vocabulary=sorted(terms), ngram_range=(1, 4))
    return lambda: int(counter.transform(table["text"]).sum())


def pandas_count(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    by_length = sorted(terms, key=len, reverse=True)
    pattern = r"\b(?:" + "|".join(map(re.escape, by_length)) + r")\b"
    column = table["text"].astype(object)
    return lambda: int(column.str.count(pattern, flags=re.IGNORECASE).sum())


def vader(table: pd.DataFrame, _terms: dict[str, str]) -> Work:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    split = re.compile(r"(?<=[.!?])\s+")

    def work() -> int:
        signs: Counter[bool] = Counter()
        for text in table["text"]:
            for sentence in split.split(text):
                signs[analyzer.polarity_scores(sentence)["compound"] < 0] += 1
        return signs[True]

    return work


_R = """
suppressPackageStartupMessages(library(quanteda))
quanteda_options(threads = 1)
args <- commandArgs(trailingOnly = TRUE)
texts <- readRDS(args[1]); d <- dictionary(readRDS(args[2]))
begin <- proc.time()
m <- dfm(tokens_lookup(tokens(texts), d))
cat(sum(m), (proc.time() - begin)[["user.self"]], "\\n")
"""


def quanteda(table: pd.DataFrame, terms: dict[str, str]) -> Work:
    folder = Path(tempfile.mkdtemp())
    (folder / "run.R").write_text(
        _R.replace("readRDS(args[1])", "readLines(args[1])").replace(
            "dictionary(readRDS(args[2]))", "dictionary(list(t = readLines(args[2])))"
        )
    )
    texts = table["text"].str.replace("\n", " ")
    (folder / "texts").write_text("\n".join(texts))
    (folder / "terms").write_text("\n".join(terms))
    command = ["Rscript", *(str(folder / n) for n in ("run.R", "texts", "terms"))]
    return lambda: int(
        float(subprocess.run(command, capture_output=True, text=True, check=True)
              .stdout.split()[0])
    )  # fmt: skip


RIVALS = {
    "toolkit": Rival(
        toolkit, "the full job: spans, senses, status, hedge, voice, speaker, direction"
    ),
    "toolkit, again": Rival(toolkit_again, "the same, in a process that did it once"),
    "memory read": Rival(memory_read, "limit: every byte looked at, nothing done"),
    "bare automaton": Rival(
        automaton, "limit: ahocorasick_rs, one buffer; spans, no word bounds",
        "ahocorasick_rs",
    ),
    "ahocorasick_rs": Rival(
        automaton_per_article, "per article, whole words; spans", "ahocorasick_rs"
    ),
    "google-re2": Rival(re2_alternation, "one alternation, longest; spans", "re2", 5),
    "polars": Rival(polars_many, "find_many: starts, no word bounds", "polars", 30),
    "flashtext": Rival(flashtext, "literals, whole words; spans", "flashtext", 10),
    "spaCy": Rival(
        spacy_matcher, "tokens, sentences, PhraseMatcher; overlaps", "spacy", 5
    ),
    "nltk + dict": Rival(nltk_dictionary, "words, 1- to 4-grams; overlaps", "nltk", 5),
    "CountVectorizer": Rival(
        count_vectorizer, "scikit-learn, 1- to 4-grams; counts", "sklearn", 5
    ),
    "pandas str.count": Rival(pandas_count, "one alternation; counts", "", 0.02),
    "VADER": Rival(vader, "per sentence; one number each", "vaderSentiment", 2),
    "quanteda": Rival(quanteda, "tokens, tokens_lookup, dfm; counts", "Rscript", 10),
}  # fmt: skip
