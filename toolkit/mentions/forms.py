"""Is a mention a verb or a noun? By its form, and by what stands beside it.

"Rebels attack the town" and "the attack on the town" look alike to a word list. Verbs
are past forms but for those that describe a noun ("the besieged town"), what follows
*to* or a modal, what a subject and an object enclose, and gerunds with an object.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.clauses import sentence_number
from toolkit.mentions.matching import Hits
from toolkit.mentions.wordclass import (
    ARTICLES,
    DETERMINERS,
    NO_VERB,
    OWN,
    PHRASE,
    PREPOSITIONS,
    Kind,
    is_past,
    of_kinds,
    plain_kinds,
    possessive,
    role_of,
)
from toolkit.text import COMMA, PARAGRAPH, PAUSE, Words

_AUXILIARY = (Kind.BE, Kind.HAVE, Kind.MODAL)
_HELPERS = (Kind.MODAL, Kind.TO)
# "is ready to host": as much a verb as "may host".
_PREDICATES = frozenset(
    "ready willing prepared able unable unwilling reluctant determined eager poised "
    "set due bound likely".split()
)
_OPENS_GERUND = (*PREPOSITIONS, Kind.BY, Kind.AND, Kind.WHEN, Kind.END)
_SUBJECTS = (Kind.NAME, Kind.PRONOUN, Kind.WHO, Kind.ADVERB)
# What a verb in -s may follow when an object follows it.
_BEFORE_THIRD = (Kind.NOUN, Kind.NAME, Kind.ROLE, Kind.AND, Kind.END, Kind.WHO)
# Role nouns that are plural without an -s.
_PLURAL = frozenset("police military army navy troops people".split())


def verb_mentions(words: Words, kind: np.ndarray, hits: Hits) -> np.ndarray:
    """Tell of each mention whether it is a verb.

    Parameters
    ----------
    words, hits
        The texts and the mentions in them.
    kind
        Kind of each word (see ``wordclass.py``).
    """
    if len(hits) == 0:
        return np.zeros(0, bool)
    own, beside = _Form.of(words, hits), _Beside.of(words, kind, hits)
    past = own.past & ~_describes(own, beside)
    verb = _helped(own, beside) | past | _listed(own, beside)
    verb |= _gerund(own, beside) | _bare(own, beside)
    # "the wounded", but "all agreed"
    verb = verb & (~beside.nominal | past) & ~(own.past & beside.article)
    return verb | (own.predicate & beside.behind(_AUXILIARY))


def frames(words: Words, hits: Hits) -> np.ndarray:
    """Kind of verb each mention would be: that of its first word that is no adverb."""
    raw = plain_kinds(words)[_heads(words, hits)]
    return np.where(raw > Kind.VERB, raw, Kind.VERB)


def _is_singular(word: str) -> bool:
    return word[-1] != "s" or word[-2:] in ("ss", "us")


def _is_plural(word: str) -> bool:
    return word[-1] == "s" or word in _PLURAL


def _heads(words: Words, hits: Hits) -> np.ndarray:
    adverb = plain_kinds(words)[hits.first] == Kind.ADVERB
    return hits.first + (adverb & (hits.stop - hits.first > 1))


@dataclass(frozen=True)
class _Form:
    """What the words of a mention say themselves."""

    past: np.ndarray
    ing: np.ndarray
    plural: np.ndarray  # or third person: -s
    base: np.ndarray  # may follow "to": no -s
    listed: np.ndarray  # a verb by the lists
    adverb: np.ndarray
    second: np.ndarray  # kind of the second word, or of the one behind the only word
    determined: np.ndarray  # the second word is an article or the like
    several: np.ndarray
    last: np.ndarray  # kind of the last word
    predicate: np.ndarray  # "ready to ..."

    @classmethod
    def of(cls, words: Words, hits: Hits) -> _Form:
        raw, head = plain_kinds(words), _heads(words, hits)
        second = np.minimum(head + 1, len(words) - 1)
        sentence = sentence_number(words)
        inner = (second > head) & (sentence[second] == sentence[head])
        kind_of_second = np.where(inner, raw[second], Kind.END)
        return cls(
            words.passing(is_past, head) & ~words.among(NO_VERB, head),
            words.ending("ing", at=head),
            words.ending("s", at=head),
            words.passing(_is_singular, head),
            (raw[head] >= Kind.VERB) | of_kinds(raw[hits.first], _AUXILIARY),
            raw[head] == Kind.ADVERB,
            kind_of_second,
            words.among(DETERMINERS, second),
            hits.stop - hits.first > 1,
            raw[hits.stop - 1],
            words.among(_PREDICATES, head) & (kind_of_second == Kind.TO),
        )


@dataclass(frozen=True)
class _Beside:
    """What stands before and behind a mention in its sentence."""

    before: np.ndarray  # kind of the word before
    two: np.ndarray  # kind of the word before that
    follows: np.ndarray  # kind of the word behind
    cut: np.ndarray  # a comma or pause stands before
    nominal: np.ndarray  # it has an article or an owner: a noun phrase
    article: np.ndarray
    own: np.ndarray  # "its", "their"
    role: np.ndarray  # a role noun stands before
    plural: np.ndarray  # and it is plural
    role_behind: np.ndarray
    definite: np.ndarray  # a phrase that can only be an object begins behind

    @classmethod
    def of(cls, words: Words, kind: np.ndarray, hits: Hits) -> _Beside:
        n, first, sentence = len(words), hits.first, sentence_number(words)
        one, after = np.maximum(first - 1, 0), np.minimum(hits.stop, n - 1)
        two = np.maximum(first - 2, 0)
        # "the authorities today release"
        timed = (kind[one] == Kind.TIME) & words.joined[one] & words.joined[first]
        one = np.maximum(one - timed, 0)
        inner = (first > 0) & (sentence[one] == sentence[first])
        breaks = (words.gap & (COMMA | PAUSE | PARAGRAPH)) > 0
        joined = (hits.stop < n) & (sentence[after] == sentence[first])
        joined &= ~breaks[after]
        cut = breaks[first]
        follows = np.where(joined, kind[after], Kind.END)
        role = role_of(words) >= 0
        plural = words.passing(_is_plural)
        determiner = words.among(DETERMINERS)
        return cls(
            np.where(inner, kind[one], Kind.END),
            np.where(sentence[two] == sentence[first], kind[two], Kind.END),
            follows,
            cut,
            (determiner[one] & inner & ~cut) | possessive(words)[first],
            words.among(ARTICLES, one) & inner & ~cut,
            words.among(OWN, one) & inner,
            role[one] & inner,
            plural[one] & inner,
            role[after] & joined,
            joined & (determiner[after] | of_kinds(follows, (Kind.NAME, Kind.PRONOUN))),
        )

    def behind(self, kinds: tuple[Kind, ...]) -> np.ndarray:
        """Tell whether a word of ``kinds`` stands before, adverbs left out."""
        far = (self.before == Kind.ADVERB) & of_kinds(self.two, kinds)
        return of_kinds(self.before, kinds) | far


def _describes(own: _Form, beside: _Beside) -> np.ndarray:
    """A participle in a noun phrase: "the besieged town", "by improvised devices"."""
    noun = own.several & (own.last == Kind.NOUN)
    governed = of_kinds(beside.before, (*PREPOSITIONS, Kind.BY))
    in_phrase = beside.nominal & of_kinds(beside.follows, PHRASE)
    return in_phrase | (noun & (beside.nominal | governed))


def _helped(own: _Form, beside: _Beside) -> np.ndarray:
    """Behind *to* or a modal: "will attack", "to attack"."""
    return beside.behind(_HELPERS) & own.base


def _listed(own: _Form, beside: _Beside) -> np.ndarray:
    """A verb by the lists, unless an article, an owner or *of* makes it a noun."""
    subject = of_kinds(beside.before, (*_SUBJECTS, Kind.NOUN)) | beside.role
    verb = own.listed & ~beside.nominal & ~(own.ing & (beside.follows == Kind.OF))
    return verb & (subject | own.past | ~own.plural)


def _gerund(own: _Form, beside: _Beside) -> np.ndarray:
    """A form in -ing behind *be* or a comma, or with an object of its own."""
    opens = beside.cut | of_kinds(beside.before, _OPENS_GERUND)
    loose = beside.role_behind | (beside.follows == Kind.NOUN)
    object_ = beside.definite | (own.several & (own.second == Kind.PRONOUN))
    verb = beside.behind((Kind.BE,)) | object_ | (opens & loose) | beside.cut
    verb &= (beside.before != Kind.NAME) | object_
    return verb & own.ing & ~beside.nominal & (beside.follows != Kind.OF)


def _bare(own: _Form, beside: _Beside) -> np.ndarray:
    """A present form between subject and object: "X attacks the port"."""
    third = own.plural & of_kinds(beside.before, _BEFORE_THIRD) & ~beside.nominal
    opens_object = of_kinds(own.second, (Kind.TO, Kind.THAT, Kind.PRONOUN))
    opens_object |= own.several & own.determined
    third &= beside.definite | opens_object
    loose = beside.role_behind | (beside.follows == Kind.NOUN)
    loose |= own.several & own.determined
    fielded = beside.role & beside.plural & ~own.plural & loose & ~beside.cut
    subject = of_kinds(beside.before, _SUBJECTS) | beside.role
    object_ = beside.role_behind & (own.plural | beside.plural)
    enclosed = subject & (beside.definite | object_)
    # "helped him oust"
    helped = (beside.before == Kind.PRONOUN) & ~beside.own & ~beside.cut
    verb = (third | fielded | enclosed | helped) & ~own.past & ~own.ing
    return verb & ~of_kinds(own.last, PREPOSITIONS) & ~own.adverb
