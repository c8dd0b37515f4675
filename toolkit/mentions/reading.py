"""One walk through the texts: terms, cues, reported speech and actors, side by side.

All expressions, whatever they are for, are compiled into one matcher, so that a text is
walked once; what each finding means is decided afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.mentions.actors import NO_ACTOR, Gazetteer, load_gazetteer
from toolkit.mentions.attribution import Attributions, attributions
from toolkit.mentions.cues import GROUPS, SETTLED, Cues, CueTable, load_cues
from toolkit.mentions.discourse import follows
from toolkit.mentions.infinitives import opens_infinitive, purposes
from toolkit.mentions.lexicon import EXCEPTION, Lexicon, load_lexicon
from toolkit.mentions.matching import Hits, Matcher, longest, specificity
from toolkit.mentions.nearby import Excerpt, same_article, same_passage
from toolkit.mentions.past import NO_DAY, past_dates
from toolkit.mentions.questions import questions
from toolkit.mentions.reporting import load_reporting
from toolkit.mentions.rules import silent_kinds
from toolkit.mentions.senses import SenseRules
from toolkit.mentions.spans import holder, pick
from toolkit.mentions.wordclass import is_past
from toolkit.schema import BadValue
from toolkit.text import Words, split_words

# Violence is told over several sentences: an entry that asks for armed company in its
# own sentence may have it in the ones before.
VIOLENT = "ASSAULT"
_ARMED_COMPANY = frozenset(("@armed", "@contested", "attack*"))

# Nouns that are verbs before an actor's name, and words that show them to be.
_AMBIGUOUS = frozenset("strike striking shell shelling".split())
_SIGNS = frozenset(
    "to will would could may might should can must did not from of by without before "
    "after".split()
)

# Cues that a mention of a channel has used up, if they stand inside it.
_USED_UP = {
    "deescalation": ("relief", "negation"),
}


@dataclass(frozen=True)
class Passages:
    """Sentences around mentions: all there is to read for status and direction."""

    words: Words
    terms: Hits  # every one there is
    cues: Cues
    actors: Hits


@dataclass(frozen=True)
class Found:
    """Everything that is read off one block of texts before the rules meet it."""

    words: Words
    terms: Hits
    attributed: Attributions  # words and thoughts of others
    intended: Attributions  # their intentions and deeds: nobody's words
    actors: Hits
    passages: Passages

    def reported(self) -> Attributions:
        """Words and intentions alike, in text order."""
        both = Attributions.joined([self.attributed, self.intended])
        return both.take(np.lexsort((both.content_stop, both.content_first)))


class Reader:
    """A lexicon compiled with cues, reporting verbs and actors into one matcher."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer | None = None) -> None:
        entries = lexicon.entries
        self.lexicon = lexicon
        self.gazetteer: Gazetteer = gazetteer or load_gazetteer()
        cues = load_cues()
        self.cues: dict[str, CueTable] = {
            kinds[0]: cues.only(kinds) for kinds in GROUPS
        }
        self.senses = SenseRules.of(entries["needs"], entries["unless"], lexicon.senses)
        nothing = [""] * len(self.gazetteer.aliases)
        self.namesakes = SenseRules.of(nothing, self.gazetteer.unless, {})
        groups = self._groups()
        self.matcher = Matcher(groups, cased=frozenset(["actor"]))
        self.rank = {
            name: np.array([specificity(e) for e in expressions])
            for name, expressions in groups.items()
        }
        self.channel = entries["channel"].to_numpy(object)
        self.kind = entries["type"].to_numpy(object)
        self.severity = entries["severity"].to_numpy(float)
        self.violent = self.kind == VIOLENT
        asks = [
            not _ARMED_COMPANY.isdisjoint(spec.split()) for spec in entries["needs"]
        ]
        self.told_on = self.violent & np.array(asks, bool)

    def _groups(self) -> dict[str, Sequence[str]]:
        """Every list of expressions that one walk through a text looks for."""
        return {
            "term": tuple(self.lexicon.entries["term"]),
            "sense": self.senses.expressions,
            "namesake": self.namesakes.expressions,
            "report": load_reporting().expressions,
            "actor": self.gazetteer.aliases,
            **{name: table.expressions for name, table in self.cues.items()},
        }

    def scan(
        self,
        texts: list[str],
        published: np.ndarray,
        article: np.ndarray,
        without: frozenset[str] = frozenset(),
        everywhere: bool = False,
    ) -> Found:
        """Find terms, cues, attributions and actors, by all rules but some.

        ``published`` and ``article`` hold the day and the article of each text: a title
        and the body under it belong to one article. What stands far from any mention is
        left out unless asked for ``everywhere``.
        """
        words = split_words(texts)
        hits = self.matcher.find(words)
        actors = self._actors(words, hits, published)
        terms = self._terms(words, hits, actors, article[words.doc], without)
        kept = everywhere or same_article(words, terms, article)
        read = Excerpt.of(words, np.broadcast_to(kept, len(words)))
        there, named = read.spans(terms), read.spans(actors)
        verbs = longest(read.spans(hits["report"]), self.rank["report"])
        reported = attributions(read.words, texts, verbs)
        if "attribution" in without:
            reported = reported.take(np.zeros(len(reported), bool))
        kept = everywhere or self._near(read.words, there, named)
        near = read.narrowed(np.broadcast_to(kept, len(read.words)))
        hits = {name: near.spans(hits[name]) for name in self.cues}
        around, inner = near.words, near.spans(terms)
        cues = self._cues(around, texts, hits, published, inner)
        silent = np.isin(cues.kind, silent_kinds(without))
        return Found(
            read.words,
            there,
            reported.take(reported.spoken),
            reported.take(~reported.spoken),
            named,
            Passages(around, inner, cues.take(~silent), near.spans(actors)),
        )

    def _near(self, words: Words, terms: Hits, actors: Hits) -> np.ndarray:
        states = actors.take(self.gazetteer.kind[actors.pattern] == "state")
        return same_passage(words, terms, states)

    def _terms(
        self,
        words: Words,
        hits: dict[str, Hits],
        actors: Hits,
        article: np.ndarray,
        without: frozenset[str],
    ) -> Hits:
        """Lexicon entries: the longest in each place, in the company they need.

        An entry without the company it needs leaves its words to shorter ones; one
        whose company speaks against it keeps them, as an exception does.
        """
        terms, heard = hits["term"], hits["sense"]
        if "exceptions" in without:
            terms = terms.take(self.channel[terms.pattern] != EXCEPTION)
        if "senses" in without:
            terms = longest(terms, self.rank["term"])
            return terms.take(self.channel[terms.pattern] != EXCEPTION)
        against = _outside_names(heard, actors)
        needed = self.senses.satisfied(words, terms, heard, only="needs")
        needed |= self._by_an_actor(words, terms, actors)

        def suited(needed: np.ndarray) -> Hits:
            best = longest(terms.take(needed), self.rank["term"])
            fine = self.senses.satisfied(words, best, against, only="unless")
            if "discourse" not in without:
                fine &= ~self.senses.prevailing(words, best, against, article)
            return best.take(fine & (self.channel[best.pattern] != EXCEPTION))

        told = suited(needed)
        if "discourse" in without:
            return told
        violence = told.take(self.violent[told.pattern])
        again = follows(words, terms, violence, article)
        again &= self.told_on[terms.pattern] & ~needed
        return suited(needed | again) if again.any() else told

    def _by_an_actor(self, words: Words, terms: Hits, actors: Hits) -> np.ndarray:
        """Find verbs of violence and arrest right behind an actor's own name.

        "Israel killed ten farmers" needs no further political word; "an Israeli killed
        ten farmers" does.
        """
        after = actors.stop[self.gazetteer.own_name[actors.pattern]]
        harm = np.isin(self.kind[terms.pattern], ("ASSAULT", "COERCE"))
        verb = words.passing(is_past, terms.first) & words.joined[terms.first]
        return (harm & verb & np.isin(terms.first, after)) | _aimed(
            words, terms, actors
        )

    def _cues(
        self,
        words: Words,
        texts: Sequence[str],
        hits: dict[str, Hits],
        published: np.ndarray,
        terms: Hits,
    ) -> Cues:
        """All cues but those that a mention has used up."""
        found = [
            Cues.of(longest(hits[name], self.rank[name]), table)
            for name, table in self.cues.items()
        ]
        at_verb = opens_infinitive(words)
        found = [c.with_their_verb(words, at_verb).unless_names(words) for c in found]
        asked = questions(words, texts)
        found = [c.outside(asked) for c in found]  # "Will they ...?" announces nothing
        cues = Cues.joined([past_dates(words, published), asked, *found])
        cues = cues.where_nothing_else_stands("open")
        # "plans to" is one cue, not two
        aims = purposes(words, texts).outside(cues.take(np.isin(cues.kind, SETTLED)))
        appeals = Cues.appeals(terms.take(self.kind[terms.pattern] == "REQUEST"))
        cues = Cues.joined([aims, appeals, cues])
        cues = cues.in_text_order()
        for channel, kinds in _USED_UP.items():
            users = terms.take(self.channel[terms.pattern] == channel)
            cues = cues.unless_inside(users, kinds)
        return cues

    def _actors(
        self, words: Words, hits: dict[str, Hits], published: np.ndarray
    ) -> Hits:
        # vetoed names go first, so that a shorter alias inside one may still count
        clear = self.namesakes.satisfied(
            words, hits["actor"], hits["namesake"], adjacent=True
        )
        clear &= ~self._everyday(words, hits["actor"])
        days = np.where(published == NO_DAY, np.iinfo(np.int64).min, published)
        day = days.astype("M8[D]")[words.doc[hits["actor"].first]]
        clear &= self.gazetteer.in_force(hits["actor"].pattern, day)
        actors = longest(hits["actor"].take(clear), self.rank["actor"])
        return actors.take(self.gazetteer.kind[actors.pattern] != NO_ACTOR)

    def _everyday(self, words: Words, actors: Hits) -> np.ndarray:
        """Find lower-case names of states: "turkey for dinner", "poles apart".

        In a text without any capital nothing can be told from its case.
        """
        country = np.isin(self.gazetteer.kind, ("state", "territory"))[actors.pattern]
        single = actors.stop - actors.first == 1
        cased = np.bincount(words.doc[words.capital], minlength=words.n_texts) > 0
        small = ~words.capital[actors.first] & cased[words.doc[actors.first]]
        return country & single & small


def _aimed(words: Words, terms: Hits, actors: Hits) -> np.ndarray:
    """Find verbs like *strike* between a sign of the verb and the name of an actor.

    "Will strike Norland" and "refrained from shelling Norland's ports" are about no
    strike for pay and no seashell.
    """
    before, after = np.maximum(terms.first - 1, 0), terms.stop
    joined = np.append(words.joined, False)
    aimed = words.among(_AMBIGUOUS, terms.first) & words.among(_SIGNS, before)
    aimed &= joined[terms.first] & joined[after] & np.isin(after, actors.first)
    return aimed & (terms.stop - terms.first == 1)


def _outside_names(company: Hits, actors: Hits) -> Hits:
    """Company but for words that are part of a longer name of an actor.

    The union of the African Union calls no strike, and Ivory Coast is no tusk.
    """
    name = holder(actors.first, actors.stop, company.first)
    width = pick(actors.stop - actors.first, name, 0)
    return company.take(company.stop - company.first >= width)


_READERS_KEPT = 4
_readers: dict[str, Reader] = {}


def compiled(
    lexicon: Lexicon | None = None, gazetteer: Gazetteer | None = None
) -> Reader:
    """The compiled lexicon (``escalation_en`` unless given), kept for the next call."""
    lexicon = load_lexicon() if lexicon is None else lexicon
    if not isinstance(lexicon, Lexicon):
        raise BadValue(
            f"lexicon={lexicon!r} is no Lexicon. Give load_lexicon({str(lexicon)!r}), "
            "or read_lexicon(path) for a file of your own."
        )
    gazetteer = load_gazetteer() if gazetteer is None else gazetteer
    if not isinstance(gazetteer, Gazetteer):
        raise BadValue(
            f"gazetteer={gazetteer!r} is no Gazetteer. Give read_gazetteer(path)."
        )
    key = lexicon.sha256 + gazetteer.sha256
    if key not in _readers:
        if len(_readers) >= _READERS_KEPT:
            _readers.pop(next(iter(_readers)))
        _readers[key] = Reader(lexicon, gazetteer)
    return _readers[key]
