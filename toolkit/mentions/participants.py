"""Who a noun phrase stands for: named actors, role nouns, pronouns.

"Egyptian police" names its state. "Police" alone, or "the president", is taken for the
only state that the sentence names, or failing that the only one its text names so far;
a pronoun for the only actor before it. Where two would fit, nobody is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.anaphora import only_before, only_one, taken_up
from toolkit.mentions.clauses import sentence_number
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import ArrayTable
from toolkit.mentions.subjects import SUBJECT
from toolkit.mentions.syntax import Tokens
from toolkit.mentions.walks import answer, walk
from toolkit.mentions.wordclass import OWN, ROLE_KINDS, Kind
from toolkit.text import Words

# How a token came by its name.
NAMED, HOME, PRONOUN, PLACE = range(4)
_CLEAR = (NAMED, PLACE)
_ARMED = [ROLE_KINDS.index(kind) for kind in ("police", "force")]
FORCE = ROLE_KINDS.index("force")
REBEL = ROLE_KINDS.index("rebel")
CITIZENS = [ROLE_KINDS.index("civil")]
_OPPOSING = [ROLE_KINDS.index(kind) for kind in ("rebel", "civil")]


@dataclass(frozen=True)
class Participants(ArrayTable):
    """Names, with the words that stand for them; "" and -1 for none."""

    name: np.ndarray
    first: np.ndarray
    stop: np.ndarray
    how: np.ndarray  # one of the ways below
    role: np.ndarray

    def take_or_none(self, which: np.ndarray) -> Participants:
        """The rows of ``which``; nobody where it is -1 or the row has no name."""
        found = Participants(
            np.append(self.name, "")[which],
            np.append(self.first, -1)[which],
            np.append(self.stop, -1)[which],
            np.append(self.how, NAMED)[which],
            np.append(self.role, -1)[which],
        )
        return found.only(found.name != "")

    def or_else(self, other: Participants, mask: np.ndarray) -> Participants:
        """The same rows, with those of ``other`` where nobody is and ``mask`` holds."""
        here = mask & (self.name == "")
        return Participants(*(
            np.where(here, theirs, mine)
            for mine, theirs in zip(
                vars(self).values(), vars(other).values(), strict=True
            )
        ))  # fmt: skip

    def only(self, mask: np.ndarray) -> Participants:
        """The same rows, with nobody where ``mask`` is False."""
        return Participants(
            np.where(mask, self.name, ""),
            np.where(mask, self.first, -1),
            np.where(mask, self.stop, -1),
            self.how,
            self.role,
        )


def apart(
    everyone: Participants, doer: np.ndarray, target: np.ndarray
) -> tuple[Participants, Participants]:
    """Doers and targets, without pairs in which somebody is set against himself.

    Two sides of one state may stand against each other ("police arrested protesters")
    if one of them opposes it, or is its police, and the other has a role of its own. A
    government is not taken for that of the state it deals with.
    """
    one, other = everyone.take_or_none(doer), everyone.take_or_none(target)
    same = (one.name == other.name) & (one.name != "")
    domestic = np.isin(one.role, _OPPOSING) | np.isin(other.role, _OPPOSING)
    domestic |= np.isin(one.role, _ARMED) & (other.role >= 0)
    # forces, and states as such, also act abroad: whom they fight there is not named
    abroad = np.isin(one.how, _CLEAR) & (other.how == HOME)
    domestic &= ~(abroad & (one.role == FORCE))
    domestic &= ~(abroad & (one.role < 0) & (other.role == REBEL))
    domestic |= other.how == PLACE
    guessed = (one.how == HOME) | (other.how == HOME)
    wrong = same & ((one.first == other.first) | (guessed & ~domestic))
    # "his promise to the people" may be a promise to his own
    own = (one.how == PRONOUN) & (other.how != PRONOUN) & (other.role >= 0)
    own &= domestic | (other.how != HOME)
    wrong |= same & ((one.how == PRONOUN) | (other.how == PRONOUN)) & ~own
    named_first = np.isin(one.how, _CLEAR) | ~np.isin(other.how, _CLEAR)
    return one.only(~wrong | named_first), other.only(~wrong | ~named_first)


@dataclass(frozen=True)
class Actors:
    """Actor hits with their canonical names, and which of them are states."""

    hits: Hits
    name: np.ndarray
    state: np.ndarray


def resolve(words: Words, tokens: Tokens, actors: Actors) -> Participants:
    """Whom each token stands for."""
    hits = actors.hits
    named = tokens.name >= 0
    first = np.where(named, np.append(hits.first, -1)[tokens.name], tokens.first)
    stop = np.where(named, np.append(hits.stop, -1)[tokens.name], tokens.stop)
    number, known = _numbered(np.append(actors.name, "")[tokens.name])
    state = np.append(actors.state, False)[tokens.name]
    sentence, text = places(words, tokens)
    role = _role_nouns(tokens) & ~named & np.isin(tokens.role, AT_HOME)
    number[role] = _home(number, state, sentence, text)[role]
    own, personal = (_begins(words, tokens, these) for these in (OWN, _THIRD))
    owned = _role_nouns(tokens) & ~named & own
    # "its long planned attack"
    owner = (tokens.kind == Kind.NOUN) & np.append(tokens.kind[1:] == Kind.EVENT, False)
    phrase, meant = taken_up(words, tokens, number, state, (sentence, text))
    third = ((tokens.kind == Kind.PRONOUN) | owner) & personal & ~phrase
    number[owned] = -1
    number[phrase] = meant[phrase]
    how = np.select([phrase, role, _placed(tokens)], [PRONOUN, HOME, PLACE], NAMED)
    who = Participants(np.append(known, "")[number], first, stop, how, tokens.role)
    return _with_pronouns(tokens, who, owned | third, (number, known, sentence, text))


def _role_nouns(tokens: Tokens) -> np.ndarray:
    """Role nouns, also those inside a mention: "to disperse the demonstrators"."""
    return (tokens.kind == Kind.ROLE) | (
        (tokens.kind >= Kind.VERB) & (tokens.role >= 0)
    )


def _placed(tokens: Tokens) -> np.ndarray:
    """Tell of each token whether it says where: "in X"."""
    return np.append(False, tokens.kind[:-1] == Kind.IN)


def _with_pronouns(
    tokens: Tokens, who: Participants, which: np.ndarray,
    names: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> Participants:  # fmt: skip
    """Give pronouns, and what pronouns own, the name of whom they take up."""
    number, known, sentence, text = names
    antecedent = answer(
        tokens, walk(SUBJECT, tokens, *_before_speech(tokens, which), -1)
    )
    spoken = np.append(number, -1)[antecedent]
    only = only_before(_free(tokens, number), number, sentence, text)
    number = np.where(which, np.where(spoken >= 0, spoken, only), number)
    role = np.where(which & (spoken >= 0), tokens.role[antecedent], who.role)
    how = np.where(which, PRONOUN, who.how)
    # "the party said it": the party
    how[which & (spoken >= 0) & (who.how[antecedent] == HOME)] = HOME
    return Participants(np.append(known, "")[number], who.first, who.stop, how, role)


def _free(tokens: Tokens, number: np.ndarray) -> np.ndarray:
    """Names that no preposition governs."""
    before = np.append(Kind.END, tokens.kind[:-1])
    governed = (before >= Kind.BY) & (before <= Kind.TO)
    return np.flatnonzero((tokens.kind == Kind.NAME) & (number >= 0) & ~governed)


# Role nouns that, without a state beside them, are those of the state spoken of.
AT_HOME = [ROLE_KINDS.index(kind) for kind in ROLE_KINDS[:5]]
_THIRD = frozenset("it they he she him them its their his her".split())


def _within(words: Words, tokens: Tokens) -> np.ndarray:
    """The first word of each token, kept among the words there are."""
    return np.minimum(tokens.first, max(len(words) - 1, 0))


def _begins(words: Words, tokens: Tokens, these: frozenset[str]) -> np.ndarray:
    """Tell of each token whether it begins with one of ``these`` words."""
    return np.append(words.among(these), False)[tokens.first]


def places(words: Words, tokens: Tokens) -> tuple[np.ndarray, np.ndarray]:
    """Number of the sentence and of the text each token stands in."""
    at = _within(words, tokens)
    if len(words) == 0:
        return at, at
    return sentence_number(words)[at], words.doc[at]


def _home(
    number: np.ndarray, state: np.ndarray, sentence: np.ndarray, text: np.ndarray
) -> np.ndarray:
    """The only state of the sentence; if it names none, the only one of the text."""
    in_sentence, several = only_one(sentence, np.where(state, number, -1))
    in_text, _ = only_one(text, np.where(state, number, -1))
    elsewhere = np.where(several[sentence], -1, in_text[text])
    return np.where(in_sentence[sentence] >= 0, in_sentence[sentence], elsewhere)


def _before_speech(tokens: Tokens, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(len(tokens)), np.where(which, SUBJECT.number["spoken"], 1)


def _numbered(name: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number of each name (-1 for "") and the names."""
    import pandas as pd

    number, known = pd.factorize(np.where(name == "", None, name))
    return number, np.asarray(known, object)
