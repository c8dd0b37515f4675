"""ProQuest exports as text: documents between lines of underscores, named fields.

The text stands below ``Full text:``; title, outlet and date in fields of their own.
"""

from __future__ import annotations

import re

from toolkit.articles.readers.base import Layout, Reading
from toolkit.articles.readers.fields import dated, one_line, stated
from toolkit.text import clean_text

_RULE = re.compile(r"^[ \t]*_{20,}[ \t]*$", re.MULTILINE)
_NUMBER = re.compile(r"^ProQuest document ID: ?(\d+)", re.MULTILINE | re.IGNORECASE)
_FIELDS = (
    "Author", "Publication info", "Abstract", "Links", "Full text", "Subject",
    "Location", "People", "Company / organization", "Business indexing term",
    "Classification", "Identifier / keyword", "Credit", "Title", "Alternate title",
    "Publication title", "First page", "Pages", "Number of pages", "Volume", "Issue",
    "Publication year", "Publication date", "column", "Section", "Edition",
    "Publisher", "Place of publication", "Country of publication",
    "Publication subject", "ISSN", "Source type", "Language of publication",
    "Document type", "Document feature", "Dateline", "ProQuest document ID",
    "Document URL", "URL", "Copyright", "Last updated", "Database", "Illustration",
)  # fmt: skip
_FIELD = re.compile(rf"^(?P<name>{'|'.join(map(re.escape, _FIELDS))}) ?:(?: |$)",
                    re.MULTILINE | re.IGNORECASE)  # fmt: skip
# Within the text a line may begin "Title:" or "Location:"; the fields come in a row.
_AFTER_TEXT = ("subject", "location", "people", "company / organization", "title",
               "business indexing term", "classification", "credit", "illustration",
               "identifier / keyword", "publication title")  # fmt: skip


def _recognises(text: str) -> bool:
    return bool(_NUMBER.search(text))


def _read(text: str, reading: Reading) -> None:
    parts = [part.strip() for part in _RULE.split(text)]
    documents = [part for part in parts if _NUMBER.search(part)]
    for number, document in enumerate(documents, 1):
        _add(document, f"document {number}", reading)
    cut = [part for part in parts if _FIELD.match(part) and part not in documents]
    if cut:
        reading.note(f"not read: {len(cut)} parts without a ProQuest document ID")


def _add(document: str, place: str, reading: Reading) -> None:
    fields = _fields_of(document)
    said = {name: one_line(value) for name, value in fields.items()}
    text = clean_text(fields.get("full text", ""))
    if not text or text.casefold().startswith("not available"):
        if not (text := clean_text(fields.get("abstract", ""))):
            reading.skip(place, "The document has neither full text nor abstract.",
                         "Choose documents with full text.")  # fmt: skip
            return
        reading.note("no full text; the abstract was read", place)
    values = stated(
        title=said.get("title"),
        byline=_in_order(said.get("author", "")),
        source=said.get("publication title", "").split(";")[0],
        section=said.get("section"),
        language=said.get("language of publication"),
        url=said.get("url") or said.get("document url"),
        article_id=said.get("proquest document id"),
    )
    when = said.get("publication date", "")
    date = dated(when, "publication date of the export", place, reading)
    reading.add(place, text=text, **values, **date)


def _fields_of(document: str) -> dict[str, str]:
    """Each field and what stands below its name; the first of a name counts."""
    found = list(_FIELD.finditer(document))
    fields: dict[str, str] = {}
    inside = ""
    for i, match in enumerate(found):
        name = match["name"].casefold()
        if inside == "full text" and name not in _AFTER_TEXT:
            continue
        end = next((m.start() for m in found[i + 1 :] if name != "full text"
                    or m["name"].casefold() in _AFTER_TEXT), len(document))  # fmt: skip
        inside = name
        fields.setdefault(name, document[match.end() : end].strip())
    return fields


def _in_order(author: str) -> str:
    """``Lee, Ann; Ek, Bo`` as ``Ann Lee, Bo Ek``."""
    names = [name.split(",", 1) for name in author.split(";")]
    return ", ".join(
        " ".join(part.strip() for part in reversed(name)) for name in names
    )


LAYOUT = Layout("proquest", _recognises, _read)
