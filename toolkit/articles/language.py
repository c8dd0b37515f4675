"""In which language an article is written (BCP 47).

The model sits inside a wheel (py3langid); nothing is downloaded. A short text is not
judged: below 60 letters every second guess is wrong or luck.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MIN_LETTERS = 60
SAMPLE_LETTERS = 1000  # characters of a text that are looked at
DETECT_EACH = 5_000  # articles; a larger table is judged by samples of its groups
GROUP_SAMPLE = 400  # articles looked at per file and source
GROUP_SHARE = 0.98  # share of the sample that must agree to speak for the group

# Languages with a daily press. The model knows more, and takes short English sentences
# with African or Italian names for Nigerian Pidgin or Corsican.
LANGUAGES = frozenset((
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el",
    "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "hy", "id", "it",
    "ja", "ka", "kk", "ko", "ku", "ky", "lt", "lv", "mk", "ms", "my", "ne", "nl",
    "no", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sv",
    "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh",
))  # fmt: skip
_NAMES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it",
    "portuguese": "pt", "russian": "ru", "ukrainian": "uk", "arabic": "ar",
    "persian": "fa", "farsi": "fa", "hebrew": "he", "turkish": "tr", "chinese": "zh",
    "japanese": "ja", "korean": "ko", "hindi": "hi", "urdu": "ur", "polish": "pl",
    "dutch": "nl", "swedish": "sv", "greek": "el", "eng": "en", "fra": "fr",
    "deu": "de",
    "spa": "es", "rus": "ru", "ara": "ar", "fas": "fa", "heb": "he", "ukr": "uk",
}  # fmt: skip
_TAG = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE
)


def language_tag(raw: str) -> str | None:
    """A BCP 47 tag from what a file says, None if it says nothing usable.

    >>> language_tag("en_us"), language_tag("English"), language_tag("n/a?")
    ('en-US', 'en', None)
    """
    raw = raw.strip()
    if raw.casefold() in _NAMES:
        return _NAMES[raw.casefold()]
    found = _TAG.fullmatch(raw)
    if not found:
        return None
    script, region = (found[2] or "").title(), (found[3] or "").upper()
    return "-".join(part for part in (found[1].lower(), script, region) if part)


def detect_languages(
    texts: pd.Series, files: pd.Series, sources: pd.Series
) -> pd.Series:
    """Language of each text; missing where there are fewer than 60 letters.

    Up to 5,000 texts are judged one by one. In a larger table 400 texts of each file
    and source are; where 98 % of them agree, the whole group is given their language.
    Sources with fewer texts than that are judged together, file by file: a language
    spoken by less than one in fifty of them goes unseen.

    Parameters
    ----------
    texts
        Clean bodies.
    files, sources
        Same index; where each text comes from.
    """
    import pandas as pd

    heads = texts[texts.map(_letters_of_head) >= MIN_LETTERS].str.slice(
        0, SAMPLE_LETTERS
    )
    if len(heads) <= DETECT_EACH:
        found = heads.map(_detect)
    else:
        group = files.str.cat(sources.fillna(""), sep="\x1f")[heads.index]
        small = group.map(group.value_counts()) < GROUP_SAMPLE
        group = group.where(~small, files[heads.index])
        found = pd.concat(
            _detect_group(part) for _, part in heads.groupby(group, sort=False)
        )
    return found.reindex(texts.index).astype("str")


def _detect_group(heads: pd.Series) -> pd.Series:
    sample = heads.iloc[:: max(1, len(heads) // GROUP_SAMPLE)]
    shares = sample.map(_detect).value_counts(normalize=True)
    if shares.iloc[0] < GROUP_SHARE:
        return heads.map(_detect)
    return heads.map(lambda _: shares.index[0])


def _letters_of_head(text: str) -> int:
    return sum(map(str.isalpha, text[: 3 * MIN_LETTERS]))


def _detect(text: str) -> str:
    from py3langid import rank

    # ranking leaves the model alone; narrowing it would do so for the whole process
    return next(tag for tag, _ in rank(text) if tag in LANGUAGES)
