"""What is not the article: captions, credits, page furniture, publisher suffixes.

Nothing goes silently. Each function returns what it kept and what it cut, and the
caller notes the latter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html import unescape
from itertools import pairwise

from toolkit.articles.printed import is_printed, join_printed
from toolkit.dates import parse_date
from toolkit.text import clean_text

# -------------------------------------------------------------------- nothing to clean


def cleaned(text: str) -> str:
    """:func:`clean_text`, which reads a text ten times over, where there is need of it.

    >>> cleaned("Talks resumed."), cleaned(" Talks\u00a0 resumed.")
    ('Talks resumed.', 'Talks resumed.')
    """
    return text if is_clean(text) else clean_text(text)


def is_clean(text: str) -> bool:
    r"""True only for a text that :func:`clean_text` gives back as it is.

    >>> is_clean("Talks resumed.\n\nNo one spoke."), is_clean("Talks\tresumed.")
    (True, False)
    """
    # printable: no control, no mark without a shape, no blank but the space
    return (
        text.replace("\n", "").isprintable()
        and not ("  " in text or " \n" in text or "\n " in text or "\n\n\n" in text)
        and text == text.strip()
        and unicodedata.is_normalized("NFC", text)
    )


# ----------------------------------------------------------------- captions and credits

_AGENCY = (
    "AP|AFP|EPA|PA|Reuters|Getty|Alamy|Anadolu|Shutterstock|Xinhua|TASS|IRNA|EFE|DPA"
    "|Al Jazeera|Photo|Image|Images|Picture"
)
_CREDIT = re.compile(
    rf"""
    (?:(?:file\s)?(?:picture|photograph|photo|image|pic)s?(?:\s(?:by|credit|courtesy\sof))?
        |credit)\s?:\s?\S.{{0,80}}$
  | \((?=[^()]{{0,80}}(?:photo|images?|picture|/))
        [^()]{{0,80}}\b(?:{_AGENCY})\b[^()]{{0,80}}\)\.?$
  | \[[^\[\]]{{2,60}}/\s?(?:{_AGENCY})[^\[\]]{{0,30}}\]$
  | \b(?-i:REUTERS)/\s?(?-i:[A-Z])[\w .'’-]{{2,40}}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
# An agency alone, as pages print it below a picture or behind a bar. Picture agencies
# first: the names of the others also stand for who wrote the article.
_PICTURES = (
    r"Getty(?:\sImages)?|Alamy(?:\sStock\sPhoto)?|Shutterstock|EPA(?:-EFE)?|Anadolu"
)
_WIRES = (
    r"AP(?:\sPhoto)?|AFP|Reuters|REUTERS|PA(?:\sWire|\sMedia)?|Xinhua|TASS|EFE|DPA|dpa"
)
_JOINED = rf"(?:{_PICTURES}|{_WIRES})(?:(?:/|\svia\s)(?:{_PICTURES}|{_WIRES}))*"
_AGENCY_LINE = re.compile(_JOINED)
_OF_PICTURES = re.compile(rf"{_PICTURES}|Photo")
_BAR_CREDIT = re.compile(rf"^(?P<caption>.*\S)\s*\|\s*(?P<credit>{_JOINED})$")
_PARTICLES = frozenset("van von der den de la le el al bin di da dos and y".split())
_MAX_CAPTION = 600  # characters; a longer line that ends in a credit is a paragraph


def split_credit(line: str) -> tuple[str, str] | None:
    """Cut a line that ends in a photo credit into caption and credit.

    >>> split_credit("Smoke over the port. Picture: Alamy")
    ('Smoke over the port.', 'Picture: Alamy')
    >>> split_credit("A girl looks on | AP")
    ('A girl looks on', 'AP')
    >>> split_credit("Talks resumed.") is None
    True
    """
    if len(line) > _MAX_CAPTION:
        return None
    if _is_picture_line(line):
        return "", line
    # every other credit has one of these, which is quick to see
    if not (
        ":" in line or "(" in line or "[" in line or "|" in line or "REUTERS/" in line
    ):
        return None
    if (bar := _BAR_CREDIT.match(line)) and _is_phrase(bar["caption"]):
        return bar["caption"], bar["credit"]
    found = _CREDIT.search(line)
    if not found:
        return None
    return line[: found.start()].strip(" |–—-"), line[found.start() :]


def _is_picture_line(line: str) -> bool:
    """True for agencies alone, one of which is of pictures.

    >>> _is_picture_line("AFP via Getty Images"), _is_picture_line("AFP/Reuters")
    (True, False)
    """
    return bool(_AGENCY_LINE.fullmatch(line) and _OF_PICTURES.search(line))


def _is_phrase(line: str) -> bool:
    """True for words that are no name, byline, date or heading in capitals."""
    small = [w for w in line.split() if w[0].islower() and w not in _PARTICLES]
    return bool(small) and not _BY.match(line) and parse_date(line) is None


def split_captions(lines: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Part lines into the rest, the captions, and what was cut.

    A caption ends in a photo credit, or has a credit line directly below it in a block
    of two. A line that says a caption again, without its credit, is cut too.

    >>> split_captions(["Smoke.", "Smoke. Picture: Alamy", "", "Talks resumed."])
    (['', 'Talks resumed.'], ['Smoke. Picture: Alamy'], ['Smoke.'])
    """
    if not any(line and split_credit(line) for line in lines):
        return list(lines), [], []
    title = next(filter(None, lines), "")
    lines = _join_credits(lines)
    credited = {line: split_credit(line) for line in lines if line}
    if _BAR_CREDIT.match(title):  # "Talks resume | AP" above all is a heading
        credited.pop(title)
    stems = {stem for found in credited.values() if found and (stem := found[0])}
    rest, captions, cut = [], [], []
    for line in lines:
        found = credited.get(line)
        if found and found[0]:
            captions.append(line)
        elif found or line in stems:
            cut.append(line)
        else:
            rest.append(line)
    return rest, list(dict.fromkeys(captions)), cut


def _join_credits(lines: Sequence[str]) -> list[str]:
    """Put a credit line back behind the caption above it."""
    joined: list[str] = []
    for i, line in enumerate(lines):
        found = split_credit(line) if line else None
        alone = i < 2 or not lines[i - 2]
        ends = i + 1 == len(lines) or not lines[i + 1]
        above = lines[i - 1] if i else ""
        block = above and alone and ends
        # in a text without blank lines, the caption is what ends as no sentence
        close = i > 1 and above and not above.endswith((".", "”", '"', "?", "!"))
        bare = _is_picture_line(line)
        fits = (block or close) and i > 1 and _is_phrase(above) if bare else block
        if found and not found[0] and fits:
            joined[-1] = f"{joined[-1]} | {line}" if bare else f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


# -------------------------------------------------------------------- page furniture

_MAX_FURNITURE = 400  # characters
_FURNITURE = re.compile(
    r"""\W{0,6}(?:
    (?:continue|keep)\sreading\b.{0,60}
  | (?:also\sread|read\salso|(?:read|see|watch|listen)\s(?:more|also|next))\s?:.{0,160}
  | read\s(?:the\sfull\sstory|full\sarticle|our\slatest)\b.{0,80}
  | related(?:\s(?:articles?|stories|topics|content|coverage|news))?
  | more\son\sthis\sstory | most\sread | you\smay\salso\slike
  | recommended(?:\sstories|\sfor\syou)?
  | share
  | (?:follow|like|join|find)\sus\son\b.{0,80}
  | (?:sign\sup|subscribe|register)\b(?:(?!\.\s).){0,20}
        \b(?:newsletters?|alerts|access|account|inbox)\b.{0,80}
  | subscribe|sign\s(?:in|up)|log\sin|register|print|e-?mail|comments?|save|loading
  | menu|search|home|top
  | (?:view|leave|show|post)\s(?:\d+\s)?(?:a\s)?comments?
  | (?:this\s(?:web)?site|we|our\spartners)\b.{0,40}\buses?\scookies\b.{0,300}
  | (?:accept|manage|reject|allow)\s(?:all\s|my\s)?
        (?:cookies|preferences|settings)\b.{0,40}
  | (?:cookie|privacy)\s(?:policy|settings|notice|preferences)
  | (?:copyright|\(c\))\s.{0,160} | ©.{0,160}
  | advertisements? | (?:sponsored|promoted)(?:\scontent)?
  | (?:story|article)\scontinues\sbelow.{0,40}
  | scroll\s(?:down|to)\b.{0,60} | skip\sto\s(?:main\s)?content
  | click\shere\b.{0,100} | listen\sto\sthis\s(?:article|story).{0,30}
  | \((?:additional\s|with\s)?(?:reporting|writing|editing|compiled|edited|written)
        (?:\sand\s\w+)?\s(?:by|in)\s.{2,300}\)
  | (?:additional\s)?(?:reporting|writing)(?:\sand\s\w+)?\sby\s.{2,200}?[;.]
        \s?(?:additional\s)?(?:reporting|writing|editing)(?:\sand\s\w+)?\sby\s.{2,120}
  | our\sstandards:\s?the\sthomson\sreuters\strust\sprinciples
  | this\s(?:article|story|report|piece|headline)\s(?:was|has\sbeen)
        \s(?:amended|corrected|updated|edited|republished)\b.{0,360}
  | (?:an\s)?(?:earlier|previous)\sversions?\sof\sthis\s(?:article|story|report|piece)
        \b.{0,360}
  | (?:correction|clarification|editor[’']s\snote|amendment)(?:\s?,\s[\w\s,.]{4,30})?
        \s?[:–—].{0,380}
  | \((?:corrects|corrected|refiles|recasts|updates\sto|adds)\b.{0,300}\)
  | \d+\s?-?min(?:ute)?s?\sread | (?:reading|read)\stime:?\s.{0,20}
    )\W{0,6}""",
    re.IGNORECASE | re.VERBOSE,
)
# The only kind that is not known by how it opens, and the slowest to look for.
_RIGHTS = re.compile(
    r"\W{0,6}.{0,120}\ball\srights\sreserved\b.{0,80}\W{0,6}", re.IGNORECASE
)

# These open sentences as well ("Register now or be called up, the army said."), so a
# line of some length that ends as a sentence is left alone.
_LIKELY_FURNITURE = re.compile(
    r"""\W{0,6}(?:
    (?:read|see|watch|listen|more)(?:\s(?:now|live))?\s?:.{0,160}
  | read\s(?:more|also|next)\b.{0,80}
  | related(?:\s(?:articles?|stories|topics|content|coverage|news))?\s?:.{0,160}
  | share\s(?:this|on|via|article|story|with)\b.{0,60}
  | (?:sign\sup|subscribe|register)\b(?:(?!\.\s).){0,20}
        \b(?:today|now|here|free|us)\b.{0,80}
    )\W{0,6}""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE_WORDS = 6


def is_furniture(line: str) -> bool:
    """True for a line that belongs to the page and not to the article.

    >>> is_furniture("Read more: What we know"), is_furniture("Read my lips, he said.")
    (True, False)
    >>> is_furniture("Share this"), is_furniture("Register now or go, the army said.")
    (True, False)
    """
    if len(line) > _MAX_FURNITURE:
        return False
    return bool(
        _FURNITURE.fullmatch(line)
        or (_LIKELY_FURNITURE.fullmatch(line) and not _is_sentence(line))
        or ("reserved" in line.casefold() and _RIGHTS.fullmatch(line))
    )


def _is_sentence(line: str) -> bool:
    return len(line.split()) >= _SENTENCE_WORDS and line.endswith((".", ".”", '."'))


def tidy_body(text: str) -> tuple[str, list[str], list[str]]:
    """Clean text without page furniture and captions; the captions; what was cut."""
    text = cleaned(text)
    lines, captions, cut = split_captions(text.split("\n"))
    furniture = [bool(line) and is_furniture(line) for line in lines]
    if not (captions or cut or any(furniture)):
        return text, [], []
    kept = [line for line, out in zip(lines, furniture, strict=True) if not out]
    cut += [line for line, out in zip(lines, furniture, strict=True) if out]
    return clean_text("\n".join(kept)), captions, cut


# ----------------------------------------------------------------------- lines that
# wrap

_MIN_WRAPPED = 2  # line breaks that must be explained before lines are joined
_WIDTHS = range(40, 133)  # characters a line that people wrap at may have


def is_wrapped(lines: Sequence[str]) -> bool:
    """True if the line breaks come from a fixed width, not from paragraphs.

    They do when the first word of the next line would not have fitted on the line.
    Short lines (a date, a byline) are followed by a break of their own and say nothing.
    """
    width = max(map(len, lines), default=0)
    pairs = [(a, b) for a, b in pairwise(lines) if b and len(a) > 0.6 * width]
    if len(pairs) < _MIN_WRAPPED or width not in _WIDTHS:
        return False
    return sum(_would_overflow(a, b, width) for a, b in pairs) >= 0.8 * len(pairs)


def join_wrapped(lines: Sequence[str]) -> list[str]:
    """Join the lines of each paragraph of a text wrapped at a fixed width."""
    width = max(map(len, lines), default=0)
    joined: list[str] = []
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else ""
        if line and before and _would_overflow(before, line, width):
            hyphen = re.search(r"\w-$", before)
            joined[-1] += line if hyphen else f" {line}"
        else:
            joined.append(line)
    return joined


def _would_overflow(line: str, after: str, width: int) -> bool:
    # two characters of grace: people wrap by hand, and tools differ by one
    return len(line) + 1 + len(after.split()[0]) > width - 2


def part_paragraphs(text: str) -> str:
    r"""One blank line between paragraphs, where single line ends part them.

    >>> part_paragraphs("Talks resumed.\nNo one spoke.")
    'Talks resumed.\n\nNo one spoke.'
    """
    if text.count("\n") == 2 * text.count("\n\n"):  # no line end stands alone
        return text
    lines = text.split("\n")
    if is_wrapped(lines):
        return "\n".join(join_wrapped(lines))
    if is_printed(lines):
        return join_printed(lines)
    return re.sub(
        r"(?<=[.!?…。؟][\"”’»)])\n(?=\S)|(?<=[.!?…。؟])\n(?=\S)", "\n\n", text
    )


# ----------------------------------------------------------------- repair of wording

# What the second and third byte of UTF-8 look like when read as Windows-1252.
_MOJIBAKE = re.compile("[ÃÂâÐÑØÙ][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2010-\u2122]")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_BLOCK = "p|br|div|h[1-6]|ul|ol|li|figure|blockquote"
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})\b[^<>]{{0,2000}}>", re.IGNORECASE)
_TAG = re.compile(
    rf"</?(?:{_BLOCK}|span|a|b|i|em|strong|img)\b[^<>]{{0,2000}}>", re.IGNORECASE
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# Quotes and dashes of Windows-1252 read as Latin-1. U+0085 alone is a line end.
_WINDOWS_SIGN = re.compile("[\x80\x82-\x84\x86-\x8c\x8e\x91-\x9c\x9e\x9f]")
_WINDOWS_SIGNS = {
    code: sign for code in range(128, 160)
    if (sign := bytes([code]).decode("cp1252", "ignore"))
}  # fmt: skip


def repair(text: str) -> tuple[str, list[str]]:
    r"""Undo damage that is certain; return the text and what was done.

    Doubly encoded letters are put right line by line and only where the library is
    sure; quotes and ligatures stay as they are. Tags and entities left by an export go.

    >>> repair("The minister doesn\u00e2\u20ac\u2122t agree &amp; left")
    ('The minister doesn’t agree & left', ['entities', 'doubly encoded letters'])
    """
    done = []
    if not text.isascii() and _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        done.append("half characters")
    if "<" in text and _TAG.search(text):
        text = _TAG.sub("", _BLOCK_TAG.sub("\n\n", text))
        done.append("tags")
    if "&" in text and _ENTITY.search(text):
        text = unescape(text)
        done.append("entities")
    if text.isascii():
        return text, done
    if _WINDOWS_SIGN.search(text):
        text = text.translate(_WINDOWS_SIGNS)
        done.append("signs of Windows")
    if _MOJIBAKE.search(text) and (fixed := _fix_mojibake(text)) != text:
        text = fixed
        done.append("doubly encoded letters")
    return text, done


def _fix_mojibake(text: str) -> str:
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    return "\n".join(
        fix_encoding(line) if is_bad(line) else line for line in text.split("\n")
    )


# ------------------------------------------------------------------- bylines and
# headings

_BY = re.compile(
    r"^\s*(?:written\s+by|reported\s+by|story\s+by|words\s+by|by)\s*:?\s+",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|;|\||\n|\s+and\s+|\s*&\s*)\s*")
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+|https?://\S+|(?<!\w)@\w+")


def clean_byline(raw: str) -> str:
    """Author names, each once, comma-separated, without ``By`` and addresses.

    >>> clean_byline("By Ann Lee and Bo Ek, Ann Lee")
    'Ann Lee, Bo Ek'
    """
    text = clean_text(_ADDRESS.sub("", raw))
    names: dict[str, str] = {}
    for name in _AND.split(text):
        name = _BY.sub("", name).strip(" .|-–—")
        if name:
            names.setdefault(name.casefold(), name)
    return ", ".join(names.values())


_SUFFIX = re.compile(
    r"^(?P<title>.*\S)\s+(?:[|–—»·]|-|::)\s+(?P<suffix>[^|–—»·]{2,60})$"
)
_MAX_SUFFIX_WORDS = 5
MIN_RECURRING = 3  # articles of a source that must share a suffix before it is cut


def split_suffix(title: str) -> tuple[str, str] | None:
    """Cut a heading at its last bar or dash, if a short capitalised name follows.

    >>> split_suffix("Talks resume | The Gazette")
    ('Talks resume', 'The Gazette')
    """
    found = _SUFFIX.match(title)
    if not found or not (suffix := found["suffix"].strip())[:1].isupper():
        return None
    short = len(suffix.split()) <= _MAX_SUFFIX_WORDS
    return (found["title"], suffix) if short else None


def outlet_key(name: str) -> str:
    """An outlet's name without article, domain ending, case and punctuation.

    >>> outlet_key("The Gazette") == outlet_key("www.gazette.com")
    True
    """
    name = re.sub(
        r"^(?:https?://)?(?:www\.)?|\.(?:com|org|net|co\.uk|news|info)\b.*$",
        "",
        name.casefold().strip(),
    )
    return re.sub(r"[\W_]+", "", re.sub(r"^the\s+", "", name))
