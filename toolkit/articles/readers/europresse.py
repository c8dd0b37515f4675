"""Europresse exports saved as a web page: one ``article`` element per document.

The number of a document holds its date, ``news·20240806·GZ·0123``; the line above the
title has it in words, in French mostly.
"""

from __future__ import annotations

import re
from typing import Any

from toolkit.articles.readers.base import Reading
from toolkit.articles.readers.fields import dated, one_line, published, stated
from toolkit.dates import FoundDate, parse_date

_NUMBER = re.compile(r"news\W(\d{4})(\d\d)(\d\d)\W\w+\W[\w-]+")
_OUTLET_END = re.compile(r"\s*(?:\(|,|;| - |\bno\. |\bnº|\bn°).*")
_MONTHS = ("janvier février mars avril mai juin juillet août septembre octobre "
           "novembre décembre").split()  # fmt: skip
_FRENCH = re.compile(
    rf"(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (\d{{4}})", re.IGNORECASE
)
_ENGLISH = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4}")


def read_page(tree: Any, reading: Reading) -> bool:
    """Add the documents of a Europresse page; False for any other page."""
    articles = [
        node for node in tree.iter("article") if _marked(node, "DocPublicationName")
    ]
    if not articles:
        return False
    reading.layout = "europresse"
    for number, article in enumerate(articles, 1):
        _add(article, f"document {number}", reading)
    return True


def _add(article: Any, place: str, reading: Reading) -> None:
    text = _body(article)
    if not text:
        reading.skip(
            place, "The document has no text.", "Export it with its full text."
        )
        return
    outlet = one_line(_marked(article, "DocPublicationName"))
    values = stated(
        title=_marked(article, "titreArticleVisu") or _marked(article, "titreArticle"),
        byline=_marked(article, "docAuthors")
        or _marked(article, "sm-margin-bottomNews"),
        section=_marked(article, "DocTitreSousSection"),
        source=_OUTLET_END.sub("", outlet),
    )
    reading.add(place, text=text, **values, **_date(article, place, reading))


def _nodes(article: Any, name: str) -> list[Any]:
    spaced = f"contains(concat(' ', @class, ' '), ' {name} ')"
    return article.xpath(f".//*[{spaced}]")


def _marked(article: Any, name: str) -> str:
    """The text of the first element with a class, blanks as one space."""
    found = _nodes(article, name)
    return one_line("".join(map(str, found[0].itertext()))) if found else ""


def _body(article: Any) -> str:
    for name in ("docOcurrContainer", "DocText"):
        for node in _nodes(article, name)[:1]:
            parts = [one_line("".join(map(str, p.itertext()))) for p in node.iter("p")]
            text = "\n\n".join(filter(None, parts))
            return text or "".join(map(str, node.itertext())).strip()
    return ""


def _date(article: Any, place: str, reading: Reading) -> dict[str, object]:
    """The date in words, else that in the document number; a conflict is noted."""
    said = f"{_marked(article, 'DocHeader')} {_marked(article, 'DocPublicationName')}"
    words = _in_words(said)
    number = _NUMBER.search("".join(map(str, article.itertext())))
    numbered = parse_date("-".join(number.groups())) if number else None
    if words and numbered and words.time.date() != numbered.time.date():
        reading.note(f"two dates: {words.time:%Y-%m-%d} (heading) is used, "
                     f"{numbered.time:%Y-%m-%d} (document number) is not",
                     place)  # fmt: skip
    if words:
        return published(words, "heading of the document")
    if numbered:
        return published(numbered, "document number")
    return dated("", "date in the heading or the document number", place, reading)


def _in_words(text: str) -> FoundDate | None:
    if (french := _FRENCH.search(text)) is not None:
        month = _MONTHS.index(french[2].casefold()) + 1
        return parse_date(f"{french[3]}-{month:02}-{int(french[1]):02}")
    english = _ENGLISH.search(text)
    return parse_date(english[0]) if english else None
