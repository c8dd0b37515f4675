"""What kind of word is it? From closed lists, endings, and the words beside it.

No tagger: prepositions, auxiliaries and the like come from lists, verbs from
``lexicons/verbs_en.csv`` and from *-ed*; the rest are nouns until their neighbours say
otherwise. Mentions are sorted into verbs and event nouns by ``forms.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, auto
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.clauses import sentence_number
from toolkit.text import Words


class Kind(IntEnum):
    """What a token is."""

    END = 0  # the edge of a sentence
    COMMA = auto()
    PAUSE = auto()
    NAME = auto()  # a noun phrase that holds the name of an actor
    ROLE = auto()  # a noun phrase that holds a role noun: police, rebels
    PRONOUN = auto()
    NOUN = auto()  # any other noun phrase
    TIME = auto()
    EVENT = auto()  # a mention that is a noun
    BY = auto()
    OF = auto()
    IN = auto()
    NEAR = auto()
    FROM = auto()
    ON = auto()
    FOR = auto()
    WITH = auto()
    BETWEEN = auto()
    TO = auto()
    AND = auto()
    BUT = auto()
    WHO = auto()
    THAT = auto()
    WHEN = auto()  # opens a clause or phrase of circumstance: after, while, because
    BE = auto()
    HAVE = auto()
    MODAL = auto()
    ADVERB = auto()
    VERB = auto()
    CONTROL = auto()  # urge, order: the object does what the infinitive says
    BOTH = auto()  # send, order: object control, and a support verb
    ATTITUDE = auto()  # welcome, deny: the subject does not do what the object says
    ACCUSE = auto()  # accuse of, prevent from
    SUPPORT = auto()  # launch, hold, impose: the subject does what the object says
    SUFFER = auto()  # face, survive: the subject is the target of its object


_WORDS = {
    Kind.BY: "by",
    Kind.OF: "of",
    Kind.IN: "in inside across within throughout",
    Kind.NEAR: "near around outside beside along",
    Kind.FROM: "from",
    Kind.ON: "on against at into upon over toward towards targeting onto off",
    Kind.FOR: "for about regarding concerning behind",
    Kind.WITH: "with alongside",
    Kind.BETWEEN: "between among",
    Kind.TO: "to",
    Kind.AND: "and or nor",
    Kind.BUT: "but yet",
    Kind.WHO: "which who whom whose where",
    Kind.THAT: "that",
    Kind.WHEN: "after before since until till because although though while whereas as "
    "if unless when whether amid despite during following without under through "
    "like via except besides",
    Kind.BE: "is are was were be been being am isn't aren't wasn't weren't get gets "
    "got",
    Kind.HAVE: "has have had having hasn't haven't hadn't",
    Kind.MODAL: "will would can could may might shall should must do does did cannot "
    "won't wouldn't can't couldn't shouldn't don't doesn't didn't",
    Kind.ADVERB: "not never also again already still now then here there just only "
    "even once soon later earlier ago together meanwhile however yesterday today "
    "tomorrow "
    "tonight well far away back up down out too very both jointly twice therefore "
    "abroad ahead apart forward instead perhaps",
    Kind.PRONOUN: "it they he she we i you them him us me himself itself themselves "
    "others",
    Kind.TIME: "monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december week "
    "month year weekend night morning evening afternoon day days weeks months years "
    "hours midnight noon spring summer autumn winter last next late early earlier past "
    "recent overnight yesterday today",
}
DETERMINERS = frozenset(
    "the a an this these those its their his her our my your some several many no any "
    "all each every another more most other two three four five six seven eight nine "
    "ten dozens hundreds thousands".split()
)
ARTICLES = frozenset("the a an this these those its their his her".split())
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozens hundreds "
    "thousands twenty thirty forty fifty".split()
)
# "the group", "the country", "its close ally": they take up somebody named before.
GROUPS = frozenset(
    "group movement militia faction party organisation organization network".split()
)
COUNTRIES = frozenset("country kingdom nation republic".split())
ALLIES = frozenset(
    "ally neighbour neighbor rival foe enemy adversary patron backer".split()
)
OWN = frozenset("its their his her".split())
# Nouns and names in -ed or -ly, and adjectives that never are the verb of a clause.
NO_VERB = frozenset(
    "united hundred need seed speed breed bed red armed allied unarmed "
    "masked alleged suspected so-called veiled hooded family ally july italy supply "
    "assembly only reply rally monopoly anomaly friendly deadly early daily weekly "
    "monthly elderly unruly fed embed indeed sacred naked wicked hatred".split()
)
_MONTHS = frozenset(["may", "march"])
# "A-B talks", "A's B": how far the end of a word is from the next, by what is between
_POSSESSIVE_S, _POSSESSIVE = 3, 2

PHRASE = (Kind.NOUN, Kind.NAME, Kind.TIME)
PREPOSITIONS = (
    Kind.OF, Kind.IN, Kind.FROM, Kind.ON, Kind.FOR, Kind.WITH, Kind.TO, Kind.BETWEEN
)  # fmt: skip


@lru_cache(maxsize=1)
def load_roles() -> dict[str, str]:
    """Role nouns (police, rebels), each with its kind."""
    return _rows("roles_en.csv", "role", "kind")


@lru_cache(maxsize=1)
def load_verbs() -> dict[str, str]:
    """Forms of verbs, each with the frame of its verb."""
    rows = _rows("verbs_en.csv", "forms", "frame")
    return {form: frame for forms, frame in rows.items() for form in forms.split("|")}


def _rows(file_name: str, key: str, value: str) -> dict[str, str]:
    import pandas as pd

    path = files("toolkit.mentions") / "lexicons" / file_name
    with path.open(encoding="utf-8") as file:
        rows = pd.read_csv(file, dtype="str", keep_default_na=False)
    return dict(zip(rows[key], rows[value], strict=True))


ROLE_KINDS = ("state", "police", "force", "rebel", "civil", "anywhere", "part")


@lru_cache(maxsize=1)
def _kind_of() -> dict[str, Kind]:
    """Kind of every word of the closed lists."""
    kinds = {form: Kind[frame.upper()] for form, frame in load_verbs().items()}
    for kind, listed in _WORDS.items():
        kinds |= dict.fromkeys(listed.split(), kind)
    return kinds


@lru_cache(maxsize=2**18)
def guess_kind(word: str) -> Kind:
    """Kind of a word by list and ending."""
    known = _kind_of().get(word)
    if known is not None:
        return known
    if word in NO_VERB:
        return Kind.NOUN
    if word.endswith("ly") and len(word) > 4:
        return Kind.ADVERB
    return Kind.VERB if word.endswith("ed") and len(word) > 4 else Kind.NOUN


# Participles and past forms that do not end in -ed.
_PAST = frozenset(
    "struck hit shot fought met held took taken seized sent gave given broke broken "
    "drove driven overran blew blown slain slew cut hurt beaten beat sunk sank shut "
    "swore sworn withdrew withdrawn threw thrown overthrew overthrown stole stolen "
    "made built laid led set put made torn fired told spoke caught burnt bound hung "
    "fell won lost left paid sought fled freed agreed".split()
)


def is_past(word: str) -> bool:
    """Tell whether a word may be a past form or participle."""
    return word.endswith("ed") or word in _PAST


def of_kinds(kind: np.ndarray, kinds: Iterable[Kind]) -> np.ndarray:
    """Tell of each kind whether it is one of ``kinds``; a look-up, unlike ``isin``.

    Examples
    --------
    >>> of_kinds(np.array([Kind.BY, Kind.NAME]), (Kind.BY, Kind.OF)).tolist()
    [True, False]
    """
    return _flags(tuple(kinds))[kind]


@cache
def _flags(kinds: tuple[Kind, ...]) -> np.ndarray:
    flags = np.zeros(len(Kind), bool)
    flags[list(kinds)] = True
    return flags


def before(values: np.ndarray, missing: object) -> np.ndarray:
    """``values`` of the word before.

    Examples
    --------
    >>> before(np.array([4, 5]), 0).tolist()
    [0, 4]
    """
    return np.concatenate([[missing], values[:-1]])


def plain_kinds(words: Words) -> np.ndarray:
    """Kind of each word by its form alone."""
    return words.values(guess_kind, np.int8)


def word_kinds(words: Words, named: np.ndarray, compound: np.ndarray) -> np.ndarray:
    """Kind of each word, from its form and from what stands beside it.

    ``named`` and ``compound`` mark words of actor names and of hyphened adjectives.
    """
    kind = plain_kinds(words)
    opens = np.diff(sentence_number(words), prepend=-1) > 0
    # "Willy", "the Canadian Press"
    name = words.capital & ~opens & ((kind >= Kind.VERB) | (kind == Kind.ADVERB))
    kind[name | compound] = Kind.NOUN
    kind[words.among(_MONTHS) & words.capital & ~opens] = Kind.TIME
    kind[_of_number(words)] = Kind.NOUN
    noun = (kind == Kind.NOUN) & ~named
    kind[named] = Kind.NAME
    kind = _verbs_by_place(words, kind, noun)
    kind = _third_person(words, kind)
    kind = _nouns_by_place(words, kind)
    return _adjectives(words, kind)


_ROUGHLY = frozenset("about around over nearly almost under to".split())


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBERS


def _of_number(words: Words) -> np.ndarray:
    """Words that are part of a number: "at least 12", "up to 40", "about 300"."""
    number = words.passing(_is_number)
    follows = np.append(number[1:], False) & np.append(words.joined[1:], False)
    least = words.among(frozenset(("least", "most")))
    at = words.among(frozenset(["at"])) & np.append(least[1:], False)
    up = words.among(frozenset(["up"])) & np.append(
        words.among(frozenset(["to"]))[1:], False
    )
    to = words.among(frozenset(["to"]))
    roughly = words.among(_ROUGHLY) & follows & (~to | before(up, False))
    return at | roughly | (up & np.append(roughly[1:], False))


_HOMOGRAPHS = frozenset(
    "force press plan plans use set call calls help cause order orders appeal charge "
    "ban bar support fear fears face hope end host grant offer step start lead claim "
    "claims want command lobby push stage mount issue open halt ease place receive "
    "kill stop hold break host use wound supports demands threatens drive deal cut "
    "shot hit hurt spread ruled rules resist keep thanks strikes strike lifting use "
    "opening beginning meeting holding making building preparing felt left lost "
    "following including host prepare".split()
)


def _nouns_by_place(words: Words, kind: np.ndarray) -> np.ndarray:
    """A word that may be a noun is one behind an article, an owner, a preposition."""
    kind = kind.copy()
    may = (kind >= Kind.VERB) & words.among(_HOMOGRAPHS)
    left = before(kind, Kind.END)
    after_noun = of_kinds(left, (Kind.NOUN, Kind.OF, Kind.ON, Kind.FOR, Kind.IN))
    plural = before(words.ending("s"), False)
    article = before(words.among(DETERMINERS), False)
    verb_form = words.ending("ed", "t") & ~article
    noun = may & ((after_noun & ~plural & ~verb_form) | possessive(words) | article)
    # "rejected calls"
    noun |= may & (left >= Kind.VERB) & words.ending("s")
    ing = words.ending("ing") & (kind >= Kind.VERB)
    kind[(noun | (ing & (article | possessive(words)))) & words.joined] = Kind.NOUN
    return kind


def _is_no_plain_verb(word: str) -> bool:
    return word in load_roles() or word[0].isdigit() or word[-1] == "s"


def _verbs_by_place(words: Words, kind: np.ndarray, noun: np.ndarray) -> np.ndarray:
    """A plain word behind *to* or a modal is a verb: "must return", "to leave"."""
    kind = kind.copy()
    low = noun & ~words.capital & ~words.among(DETERMINERS)
    low &= ~words.passing(_is_no_plain_verb)
    left = before(kind, Kind.END)
    two = before(left, Kind.END)
    opens = of_kinds(left, (Kind.TO, Kind.MODAL))
    opens |= (left == Kind.ADVERB) & of_kinds(two, (Kind.TO, Kind.MODAL))
    kind[low & opens & words.joined] = Kind.VERB
    return kind


def _is_s_form(word: str) -> bool:
    return word[-1] == "s" and word[-2:] not in ("ss", "us", "is")


def _third_person(words: Words, kind: np.ndarray) -> np.ndarray:
    """A word in -s between a name and a noun phrase: "X welcomes the offer"."""
    kind = kind.copy()
    form = words.passing(_is_s_form)
    form &= (kind == Kind.NOUN) & ~words.capital & (role_of(words) < 0)
    named = (before(kind, Kind.END) == Kind.NAME) | before(words.capital, False)
    follows = words.among(DETERMINERS) | (kind == Kind.NAME) | (kind == Kind.THAT)
    follows &= words.joined
    clear = form & named & words.joined & ~possessive(words)
    kind[clear & np.append(follows[1:], False)] = Kind.VERB
    return kind


def _adjectives(words: Words, kind: np.ndarray) -> np.ndarray:
    """A participle between an article or preposition and a noun is an adjective."""
    kind = kind.copy()
    ed = words.ending("ed")
    verb = (kind >= Kind.VERB) & ed
    article = before(words.among(DETERMINERS), False)
    governed = of_kinds(before(kind, Kind.END), (Kind.BY, Kind.OF, Kind.IN, Kind.WITH))
    after = np.append(kind[1:], Kind.END)
    noun_after = of_kinds(after, (Kind.NOUN, Kind.NAME))
    kind[verb & (article | governed) & noun_after] = Kind.NOUN
    return kind


def _is_plural(word: str) -> bool:
    return word.endswith("s") and "." not in word


def possessive(words: Words) -> np.ndarray:
    """Tell of each word whether the word before it owns it: Israel's, the rebels'."""
    gap = words.start - before(words.end, 0)
    plural = words.passing(_is_plural)
    owner = (gap == _POSSESSIVE_S) | ((gap == _POSSESSIVE) & before(plural, False))
    return words.joined & owner


def role_of(words: Words) -> np.ndarray:
    """Number of the role kind each word names, -1 for none."""
    return words.values(_role_number, np.int64)


def _role_number(word: str) -> int:
    kind = load_roles().get(word)
    return -1 if kind is None else ROLE_KINDS.index(kind)
