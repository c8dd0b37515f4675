"""A text as a row of short tokens: noun phrases, verbs, prepositions, commas.

No parser: words are sorted by closed lists, endings and what stands beside them. That
is enough to walk from a verb to its subject and object (see ``direction.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.senses import sentence_number
from toolkit.mentions.spans import ArrayTable
from toolkit.text import COMMA, PARAGRAPH, PAUSE, QUOTE, Words


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
    Kind.BE: "is are was were be been being am isn't aren't wasn't weren't get gets got",
    Kind.HAVE: "has have had having hasn't haven't hadn't",
    Kind.MODAL: "will would can could may might shall should must do does did cannot "
    "won't wouldn't can't couldn't shouldn't don't doesn't didn't",
    Kind.ADVERB: "not never also again already still now then here there just only even "
    "once soon later earlier ago together meanwhile however yesterday today tomorrow "
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
_DETERMINERS = frozenset(
    "the a an this these those its their his her our my your some several many no any "
    "all each every another more most other two three four five six seven eight nine "
    "ten dozens hundreds thousands".split()
)
_ARTICLES = frozenset("the a an this these those its their his her".split())
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozens hundreds "
    "thousands twenty thirty forty fifty a".split()
) - {"a"}
_OWN = frozenset("its their his her".split())
# Nouns and names in -ed or -ly, and adjectives that never are the verb of a clause.
_NO_VERB = frozenset(
    "united hundred need seed speed breed bed red armed allied unarmed "
    "masked alleged suspected so-called veiled hooded family ally july italy supply "
    "assembly only reply rally monopoly anomaly friendly deadly early daily weekly "
    "monthly elderly unruly fed embed indeed sacred naked wicked hatred".split()
)
# "Iran-backed militia": behind a hyphen these make an adjective of the name before
# them, which then is neither doer nor target.
_COMPOUND = frozenset(
    "led backed brokered sponsored allied occupied controlled born based made mediated "
    "supported funded trained held run linked affiliated style friendly aligned owned "
    "installed appointed imposed ruled era bound wide administered built dominated "
    "inspired".split()
)
_HYPHENS = "-\u2010\u2011\u2013"
_MONTHS = frozenset(["may", "march"])
# "A-B talks", "A's B": how far the end of a word is from the next, by what is between
_POSSESSIVE_S, _POSSESSIVE = 3, 2

_PHRASE = (Kind.NOUN, Kind.NAME, Kind.TIME)


@dataclass(frozen=True)
class Tokens(ArrayTable):
    """Tokens of all texts in order; the first and the last are ``END``.

    Attributes
    ----------
    kind
        A :class:`Kind`.
    first, stop
        Words; a comma or edge stands before its ``first``.
    name
        Number of the actor hit a ``NAME`` stands for (the last in it), -1 for none.
    other
        Number of the first actor hit of a ``NAME``.
    role
        Number of the role kind of a ``ROLE`` or ``NAME``, -1 for none.
    """

    kind: np.ndarray
    first: np.ndarray
    stop: np.ndarray
    name: np.ndarray
    other: np.ndarray
    role: np.ndarray


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


ROLE_KINDS = ("state", "force", "rebel", "civil", "anywhere", "part")


@lru_cache(maxsize=1)
def _kind_of() -> dict[str, Kind]:
    """Kind of every word of the closed lists."""
    kinds = {form: Kind[frame.upper()] for form, frame in load_verbs().items()}
    for kind, listed in _WORDS.items():
        kinds |= dict.fromkeys(listed.split(), kind)
    return kinds


def guess_kind(word: str) -> Kind:
    """Kind of a word by list and ending."""
    known = _kind_of().get(word)
    if known is not None:
        return known
    if word in _NO_VERB:
        return Kind.NOUN
    if word.endswith("ly") and len(word) > 4:
        return Kind.ADVERB
    return Kind.VERB if word.endswith("ed") and len(word) > 4 else Kind.NOUN


def _marked(n: int, spans: Hits) -> np.ndarray:
    """Number of the span each of ``n`` words lies in, -1 for none."""
    length = spans.stop - spans.first
    which = np.repeat(np.arange(len(spans)), length)
    begin = np.repeat(np.cumsum(length) - length, length)
    marked = np.full(n, -1)
    marked[spans.first[which] + np.arange(len(which)) - begin] = which
    return marked


@dataclass(frozen=True)
class Parts:
    """What the tokens are made from: words, names and mentions."""

    words: Words
    texts: Sequence[str]
    actors: Hits
    hits: Hits


def tokens_of(parts: Parts) -> Tokens:
    """Cut all texts into tokens."""
    words = parts.words
    n = len(words)
    actor, hit = _marked(n, parts.actors), _marked(n, parts.hits)
    compound = _compound(parts, actor)
    actor[compound] = -1
    kind = _word_kinds(words, actor, compound, parts.hits)
    edges = _edges(words, kind, actor, hit)
    first = np.flatnonzero(edges)
    stop = np.append(first[1:], n)
    return _with_marks(words, _phrases(words, first, stop, kind, actor, hit, compound))


def _before(values: np.ndarray, missing: object) -> np.ndarray:
    """``values`` of the word before."""
    return np.concatenate([[missing], values[:-1]])


def _compound(parts: Parts, actor: np.ndarray) -> np.ndarray:
    """Find the words of hyphened adjectives: "Iran-backed", "besieged-looking"."""
    words = parts.words
    tail = words.among(_COMPOUND) & words.joined
    tail &= words.start - _before(words.end, 0) == 1
    places = [i for i in np.flatnonzero(tail).tolist() if _hyphened(parts, i)]
    at = np.array(places, int)
    found = np.zeros(len(words), bool)
    found[at], found[at - 1] = True, True
    # "the X-led coalition" may be a name itself
    led = at[actor[at] != actor[at - 1]]
    return found | (np.isin(actor, actor[led - 1]) & (actor >= 0))


def _hyphened(parts: Parts, word: int) -> bool:
    words = parts.words
    return parts.texts[words.doc[word]][words.start[word] - 1] in _HYPHENS


def _word_kinds(
    words: Words, actor: np.ndarray, compound: np.ndarray, hits: Hits
) -> np.ndarray:
    """Kind of each word, from its form and from what stands beside it."""
    by_word = np.array([guess_kind(v) for v in words.vocabulary], np.int8)
    kind = by_word[words.word] if len(words) else np.zeros(0, np.int8)
    opens = np.diff(sentence_number(words), prepend=-1) > 0
    # "Willy", "the Canadian Press"
    name = words.capital & ~opens & ((kind >= Kind.VERB) | (kind == Kind.ADVERB))
    kind[name | compound] = Kind.NOUN
    kind[words.among(_MONTHS) & words.capital & ~opens] = Kind.TIME
    kind[_of_number(words)] = Kind.NOUN
    noun = (kind == Kind.NOUN) & (actor < 0)
    kind[actor >= 0] = Kind.NAME
    raw = by_word[words.word] if len(words) else kind
    kind = _verbs_by_place(words, kind, noun)
    kind = _third_person(words, kind)
    kind = _nouns_by_place(words, kind)
    kind = _adjectives(words, kind)
    return _mention_kinds(words, kind, raw, hits)


_ROUGHLY = frozenset("about around over nearly almost under to".split())


def _of_number(words: Words) -> np.ndarray:
    """Words that are part of a number: "at least 12", "up to 40", "about 300"."""
    number = words.passing(lambda w: w[0].isdigit() or w in _NUMBERS)
    follows = np.append(number[1:], False) & np.append(words.joined[1:], False)
    least = words.among(frozenset(("least", "most")))
    at = words.among(frozenset(["at"])) & np.append(least[1:], False)
    up = words.among(frozenset(["up"])) & np.append(
        words.among(frozenset(["to"]))[1:], False
    )
    to = words.among(frozenset(["to"]))
    roughly = words.among(_ROUGHLY) & follows & (~to | _before(up, False))
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
    before = _before(kind, Kind.END)
    after_noun = np.isin(before, (Kind.NOUN, Kind.OF, Kind.ON, Kind.FOR, Kind.IN))
    plural = _before(words.passing(lambda w: w.endswith("s")), False)
    article = _before(words.among(_DETERMINERS), False)
    verb_form = words.passing(lambda w: w.endswith(("ed", "t"))) & ~article
    noun = may & ((after_noun & ~plural & ~verb_form) | _possessive(words) | article)
    # "rejected calls"
    noun |= may & (before >= Kind.VERB) & words.passing(lambda w: w[-1] == "s")
    ing = words.passing(lambda w: w.endswith("ing")) & (kind >= Kind.VERB)
    kind[(noun | (ing & (article | _possessive(words)))) & words.joined] = Kind.NOUN
    return kind


def _verbs_by_place(words: Words, kind: np.ndarray, noun: np.ndarray) -> np.ndarray:
    """A plain word behind *to* or a modal is a verb: "must return", "to leave"."""
    kind = kind.copy()
    low = noun & ~words.capital & ~words.among(_DETERMINERS)
    low &= ~words.passing(lambda w: w in load_roles() or w[0].isdigit() or w[-1] == "s")
    before = _before(kind, Kind.END)
    two = _before(before, Kind.END)
    opens = np.isin(before, (Kind.TO, Kind.MODAL))
    opens |= (before == Kind.ADVERB) & np.isin(two, (Kind.TO, Kind.MODAL))
    kind[low & opens & words.joined] = Kind.VERB
    return kind


def _third_person(words: Words, kind: np.ndarray) -> np.ndarray:
    """ "Country X welcomes the offer": a word in -s between a name and a noun phrase."""
    kind = kind.copy()
    form = words.passing(lambda w: w[-1] == "s" and w[-2:] not in ("ss", "us", "is"))
    form &= (kind == Kind.NOUN) & ~words.capital & (_role_of(words) < 0)
    named = (_before(kind, Kind.END) == Kind.NAME) | _before(words.capital, False)
    follows = words.among(_DETERMINERS) | (kind == Kind.NAME) | (kind == Kind.THAT)
    follows &= words.joined
    clear = form & named & words.joined & ~_possessive(words)
    kind[clear & np.append(follows[1:], False)] = Kind.VERB
    return kind


def _adjectives(words: Words, kind: np.ndarray) -> np.ndarray:
    """A participle between an article or preposition and a noun is an adjective."""
    kind = kind.copy()
    ed = words.passing(lambda w: w.endswith("ed"))
    verb = (kind >= Kind.VERB) & ed
    article = _before(words.among(_DETERMINERS), False)
    governed = np.isin(_before(kind, Kind.END), (Kind.BY, Kind.OF, Kind.IN, Kind.WITH))
    after = np.append(kind[1:], Kind.END)
    noun_after = np.isin(after, (Kind.NOUN, Kind.NAME))
    kind[verb & (article | governed) & noun_after] = Kind.NOUN
    return kind


# Participles and past forms that do not end in -ed.
_PAST = frozenset(
    "struck hit shot fought met held took taken seized sent gave given broke broken "
    "drove driven overran blew blown slain slew cut hurt beaten beat sunk sank shut "
    "swore sworn withdrew withdrawn threw thrown overthrew overthrown stole stolen "
    "made built laid led set put made torn fired told spoke caught burnt bound hung "
    "fell won lost left paid sought fled freed agreed".split()
)
_AUXILIARY = (Kind.BE, Kind.HAVE, Kind.MODAL)
_PREPOSITIONS = (
    Kind.OF, Kind.IN, Kind.FROM, Kind.ON, Kind.FOR, Kind.WITH, Kind.TO, Kind.BETWEEN
)  # fmt: skip
_OPENS_GERUND = (*_PREPOSITIONS, Kind.BY, Kind.AND, Kind.WHEN, Kind.END)


_BEFORE_THIRD = (Kind.NOUN, Kind.NAME, Kind.ROLE, Kind.AND, Kind.END, Kind.WHO)
_PLURAL = frozenset("police military army navy troops people".split())


def is_past(word: str) -> bool:
    return word.endswith("ed") or word in _PAST


def _mention_kinds(
    words: Words, kind: np.ndarray, raw: np.ndarray, hits: Hits
) -> np.ndarray:
    """Sort mentions into verbs and event nouns, by form and by what stands beside."""
    kind = kind.copy()
    n = len(words)
    if len(hits) == 0:
        return kind
    first, after = hits.first, np.minimum(hits.stop, n - 1)
    adverb = (raw[first] == Kind.ADVERB) & (hits.stop - first > 1)
    head = first + adverb
    several = hits.stop - first > 1
    after_head = np.minimum(head + 1, n - 1)
    past = words.passing(is_past)[head] & ~words.among(_NO_VERB)[head]
    ing = words.passing(lambda w: w.endswith("ing"))[head]
    listed = (raw[head] >= Kind.VERB) | np.isin(raw[first], _AUXILIARY)
    before = np.where(
        (first > 0) & (words.sentence[first - 1] == words.sentence[first]),
        kind[first - 1], Kind.END,
    )  # fmt: skip
    same = (hits.stop < n) & (words.sentence[after] == words.sentence[first])
    same &= (words.gap[after] & (COMMA | PAUSE | PARAGRAPH)) == 0
    follows = np.where(same, kind[after], Kind.END)
    article = words.among(_DETERMINERS)
    cut = (words.gap[first] & (COMMA | PAUSE | PARAGRAPH)) > 0
    nominal = article[np.maximum(first - 1, 0)] & (first > 0) & ~cut
    nominal |= _possessive(words)[first]
    helped = np.isin(before, (Kind.MODAL, Kind.TO))
    helped |= (before == Kind.ADVERB) & np.isin(
        kind[np.maximum(first - 2, 0)], (Kind.MODAL, Kind.TO)
    )
    helped &= ~words.passing(lambda w: w[-1] == "s" and w[-2:] not in ("ss", "us"))[
        head
    ]
    role = words.passing(lambda w: w in load_roles())
    last = np.maximum(first - 1, 0)
    plural = words.passing(lambda w: w.endswith("s"))
    definite = same & (article[after] | np.isin(follows, (Kind.NAME, Kind.PRONOUN)))
    loose = same & (role[after] | (follows == Kind.NOUN))
    subject = np.isin(before, (Kind.NAME, Kind.PRONOUN, Kind.WHO, Kind.ADVERB))
    subject |= role[last] & (first > 0)
    ends_in_preposition = np.isin(raw[hits.stop - 1], _PREPOSITIONS)
    agrees = plural[head] | plural[last]
    third = plural[head] & np.isin(before, _BEFORE_THIRD) & ~nominal
    third &= (
        definite
        | np.isin(raw[after_head], (Kind.TO, Kind.THAT, Kind.PRONOUN))
        | (several & article[after_head])
    )
    fielded = role[last] & (first > 0) & (plural[last] | words.among(_PLURAL)[last])
    fielded &= ~plural[head] & loose & ~cut
    bare = (
        (subject | third | fielded)
        & (definite | third | fielded | (role[after] & same & agrees))
        & ~past
        & ~ing
    )
    # "helped him oust"
    own = words.among(_OWN)[last]
    bare |= (before == Kind.PRONOUN) & ~own & ~past & ~ing & ~cut
    bare &= ~ends_in_preposition & (raw[head] != Kind.ADVERB)
    opens = cut | np.isin(before, _OPENS_GERUND)
    gerund = ing & ~nominal & (follows != Kind.OF)
    holds_object = several & (raw[after_head] == Kind.PRONOUN)
    two = kind[np.maximum(first - 2, 0)]
    be = (before == Kind.BE) | ((before == Kind.ADVERB) & (two == Kind.BE))
    gerund &= be | definite | (opens & loose) | cut | holds_object
    gerund &= (before != Kind.NAME) | definite | holds_object
    listed &= ~nominal & ~(ing & (follows == Kind.OF))
    listed &= ~(plural[head] & ~past) | subject | (before == Kind.NOUN)
    adjective = nominal & past & np.isin(follows, _PHRASE)
    noun_last = several & (raw[hits.stop - 1] == Kind.NOUN)
    adjective |= (
        past & noun_last & (nominal | np.isin(before, (*_PREPOSITIONS, Kind.BY)))
    )
    verb = helped | (past & ~adjective) | listed | gerund | bare
    verb &= ~nominal | (past & ~adjective)
    # "the wounded", but "all agreed"
    verb &= ~(past & words.among(_ARTICLES)[last] & (first > 0) & ~cut)
    inside = _marked(n, hits)
    kind[inside >= 0] = Kind.EVENT
    is_verb = (inside >= 0) & np.append(verb, False)[inside]
    kind[is_verb] = Kind.VERB
    frame = np.where(raw[head] > Kind.VERB, raw[head], Kind.VERB)
    kind[first[verb]] = frame[verb]
    return kind


def _possessive(words: Words) -> np.ndarray:
    """Tell of each word whether the word before it owns it: Israel's, the rebels'."""
    gap = words.start - _before(words.end, 0)
    plural = words.passing(lambda w: w.endswith("s") and "." not in w)
    owner = (gap == _POSSESSIVE_S) | ((gap == _POSSESSIVE) & _before(plural, False))
    return words.joined & owner


def _edges(
    words: Words, kind: np.ndarray, actor: np.ndarray, hit: np.ndarray
) -> np.ndarray:
    """True for each word that begins a token."""
    phrase, before = np.isin(kind, _PHRASE), _before(kind, Kind.END)
    go_on = phrase & np.isin(before, _PHRASE)
    article = words.among(_DETERMINERS)
    go_on &= ~(article & ~_before(article, False))
    time = kind == Kind.TIME
    go_on &= time == _before(time, False)
    go_on &= (words.gap & (COMMA | PAUSE | PARAGRAPH)) == 0
    go_on &= ~_possessive(words)
    go_on &= (hit < 0) & (_before(hit, -1) < 0)
    for spans in (hit, actor):
        go_on |= (spans >= 0) & (spans == _before(spans, -1))
    sentence = np.diff(sentence_number(words), prepend=-1) > 0
    return ~go_on | sentence


def _phrases(
    words: Words, first: np.ndarray, stop: np.ndarray, kind: np.ndarray,
    actor: np.ndarray, hit: np.ndarray, compound: np.ndarray,
) -> Tokens:  # fmt: skip
    """One token per run of words."""
    if len(first) == 0:
        none = np.zeros(0, np.int64)
        return Tokens(none, none, none, none, none, none)
    in_mention = hit[first] >= 0
    name = np.maximum.reduceat(actor, first)
    far = np.where(actor < 0, np.iinfo(np.int64).max, actor)
    other = np.where(name < 0, -1, np.minimum.reduceat(far, first))
    role = np.maximum(
        np.maximum.reduceat(np.where(_titles(words), _role_of(words), -1), first),
        _role_of(words)[stop - 1],
    )
    role = np.where(np.logical_or.reduceat(compound, first), -1, role)
    plain = np.isin(kind[first], (Kind.NOUN, Kind.NAME))
    whole = kind[first].astype(np.int64)
    whole[plain & (role >= 0)] = Kind.ROLE
    whole[plain & (name >= 0)] = Kind.NAME
    whole[plain & (name < 0) & (role < 0)] = Kind.NOUN
    whole[plain & (stop - first == 1) & words.among(_OWN)[first]] = Kind.PRONOUN
    agent = in_mention & (whole == Kind.EVENT) & (role >= 0)
    whole[agent] = Kind.ROLE
    role = np.where(plain | agent, role, -1)
    return Tokens(whole, first, stop, name, other, role)


def _role_of(words: Words) -> np.ndarray:
    """Number of the role kind each word names, -1 for none."""
    roles = {role: ROLE_KINDS.index(kind) for role, kind in load_roles().items()}
    return np.array([roles.get(v, -1) for v in words.vocabulary], np.int64)[words.word]


def _titles(words: Words) -> np.ndarray:
    """Words with a capital word behind them, as titles have: "President Smith"."""
    return np.append((words.capital & words.joined)[1:], False)


def _with_marks(words: Words, tokens: Tokens) -> Tokens:
    """Put a token for every comma, pause and sentence edge between the others."""
    sentence = np.diff(sentence_number(words), prepend=-1) > 0
    gap = words.gap[tokens.first] if len(tokens) else np.zeros(0, np.uint8)
    mark = np.full(len(tokens), -1)
    mark[(gap & COMMA) > 0] = Kind.COMMA
    mark[(gap & PAUSE) > 0] = Kind.PAUSE
    if len(tokens):
        mark[sentence[tokens.first]] = Kind.END
    having = np.flatnonzero(mark >= 0)
    at = np.concatenate([2 * having, 2 * np.arange(len(tokens)) + 1])
    none = np.full(len(having), -1)
    marks = Tokens(
        mark[having], tokens.first[having], tokens.first[having], none, none, none
    )
    last = np.array([-1])
    end = Tokens(
        np.array([Kind.END]), np.array([len(words)]), np.array([len(words)]),
        last, last, last,
    )  # fmt: skip
    return Tokens.joined([Tokens.joined([marks, tokens]).take(np.argsort(at)), end])
