"""Invented news: sentences put together word by word, so that two seldom agree.

What is planted in it (``planted_copies.py``) is known, and nobody's text is used. A
sentence is a pattern with a mark at every second word or third; names of places and
people are made of syllables. In news of the world of ten years 8 % of the runs of four
words come back for weeks; here fewer than that should.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

ONSETS = "b br d dr f g gr h k kl l m n p r s st t tr v w z".split()
VOWELS = "a e i o u ai ea ou".split()
CODAS = "n r l m s t k nd rt lm st".split()

LISTS = {
    "office": "ministry council court commission agency union bank army police parliament senate "
              "inspectorate board alliance association garrison consulate port-authority cabinet "
              "prosecutor governor mayor treasury navy militia customs-office cooperative "
              "broadcaster clinic operator".split(),
    "of": "interior defence trade labour finance transport health justice energy farming fisheries "
          "mining border-affairs elections housing education planning provincial-affairs".split(),
    "adj": "new former second disputed northern southern eastern western urgent secret partial joint "
           "annual military civilian foreign local naval armed unarmed temporary lasting costly "
           "overdue sudden planned limited public private wounded frozen heavy light regional "
           "neighbouring legal illegal hidden central mountainous coastal rural urban ruined old "
           "damaged repaired closed contested expected promised failed rival mixed neutral".split(),
    "noun": "crossing bridge harbour truce convoy embargo loan budget strike curfew election treaty "
            "garrison pipeline refinery depot market harvest railway canal airfield barracks prison "
            "hospital school dam reservoir mine quarry shipyard ferry patrol checkpoint fence "
            "warehouse tribunal inquiry report census subsidy tariff licence contract amnesty "
            "exchange ransom delegation summit session amendment petition protest march rally "
            "siege shelling raid ambush explosion arrest verdict appeal ceasefire blockade "
            "evacuation quarantine drought flood landslide fire shortage reform programme".split(),
    "people": "soldiers farmers miners officers teachers nurses pilots sailors traders refugees "
              "villagers prisoners deputies drivers dockers students engineers reservists settlers "
              "guards observers monitors doctors fishermen pensioners lawyers recruits".split(),
    "did": "rejected examined extended suspended announced defended criticised reopened cancelled "
           "proposed postponed signed investigated approved demanded presented withdrew accepted "
           "ignored questioned backed published halted renewed blocked opened visited inspected "
           "denied confirmed delayed protected attacked seized restored closed guarded".split(),
    "will": "reject examine extend suspend announce defend criticise reopen cancel propose postpone "
            "sign investigate approve demand present withdraw accept ignore question back publish "
            "halt renew block open visit inspect deny confirm delay protect restore close".split(),
    "adv": "again quietly openly formally briefly reluctantly finally jointly firmly secretly "
           "hastily largely partly twice nearly unanimously narrowly officially repeatedly".split(),
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "prep": "near beyond outside behind above below around towards".split(),
    "said": "said stated declared added warned explained complained recalled admitted argued".split(),
    "link": "after before while although because since whereas until when once".split(),
}  # fmt: skip

# Each happening in the words of three desks: the same marks in another order.
PATTERNS = (
    ("The {office} for {of} {did} the {adj} {noun} {prep} {place} on {day}.",
     "On {day} the {adj} {noun} {prep} {place} was {did}, the {of} {office} reports.",
     "{place}: {noun} ({adj}) {did} {day} by {of} {office}."),
    ("{n} {people} from {place} {adv} {did} a {adj} {noun}, {person} {said}.",
     "{person} {said} a {adj} {noun} had been {did} {adv} by {people}, {n} in all, of {place}.",
     "A group of {place} {people} ({n}) {did} the {noun}, {adj} as {person} calls it."),
    ("{person} will {will} the {noun} of {place} {link} {people} {did} its {adj} {noun2}.",
     "{link} its {adj} {noun2} was {did} by {people}, {place} expects {person} to {will} the {noun}.",
     "Its {noun2}, {adj} to {people}, was {did}; {person} may {will} {place} a {noun}."),
    ("In {place} the {adj} {noun} cost {n} million crowns, {m} more than the {of} {office} {said}.",
     "{n} million crowns went into a {noun}, {adj} and {m} over what {of} {office} {said}, in {place}.",
     "The {of} {office} {said} {m} less; {place} paid {n} million crowns for its {adj} {noun}."),
    ("{adv}, {people} {did} {person}, whose {office} {did2} the {noun} {prep} {place}.",
     "The {office} under {person}, {did} {adv} by {people}, {did2} a {place} {noun}.",
     "{did2} was the {noun} {prep} {place}; {people} {adv} {did} {person} and the {office}."),
    ("A {adj} {noun} {link} {day} left {n} {people} {prep} {place} without {noun2}.",
     "Without {noun2} are {n} {people} {prep} {place} {link} the {adj} {noun} of {day}.",
     "{place} {people}, {n} of them, lack {noun2} since {day} and its {adj} {noun}."),
    ("Both {office} and {office2} {did} what {person} {said} of the {adj} {noun}.",
     "What {person} {said} about a {adj} {noun} was {did} by {office2} and {office} alike.",
     "{office2} like {office} {did} {person} over {noun}, {adj} or not."),
    ("{person} of {place} {said} that {n} {people} {adv} {did} the {noun}; {m} {did2} it.",
     "By the count of {person}, {m} {did2} the {noun} and {n} {people} of {place} {did} it {adv}.",
     "{n} to {m} is how {people} {adv} {did} or {did2} a {noun}, {person} in {place} {said}."),
)  # fmt: skip
_SAME_LIST = {"noun2": "noun", "did2": "did", "office2": "office"}


@dataclass(frozen=True)
class Fact:
    """One happening: which pattern, and what stands at its marks."""

    pattern: int
    values: dict[str, str]

    def told(self, desk: int) -> str:
        """The sentence as one of three desks writes it."""
        text = PATTERNS[self.pattern][desk].format(**self.values)
        return text[:1].upper() + text[1:]


class Newsroom:
    """Draws names, happenings and articles; the same seed gives the same news."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def name(self) -> str:
        """An invented name of two syllables or three."""
        pick = self.draw.choice
        parts = [pick(ONSETS) + pick(VOWELS) for _ in range(pick((1, 2)))]
        return ("".join(parts) + pick(CODAS)).capitalize()

    def value(self, mark: str) -> str:
        """A word for a mark of a pattern."""
        if mark == "place":
            return self.name()
        if mark == "person":
            return f"{self.draw.choice(('Mr ', 'Ms ', 'Dr ', ''))}{self.name()} {self.name()}"
        if mark in ("n", "m"):
            return str(self.draw.randint(2, 90))
        return self.draw.choice(LISTS[_SAME_LIST.get(mark, mark)]).replace("-", " ")

    def fact(self) -> Fact:
        """A happening."""
        marks = ["place", "person", "n", "m", *LISTS, *_SAME_LIST]
        return Fact(
            self.draw.randrange(len(PATTERNS)), {m: self.value(m) for m in marks}
        )

    def sentence(self) -> str:
        """One sentence of 12 to 20 words, as the first desk writes it."""
        return self.fact().told(0)

    def paragraphs(self, n_words: int) -> list[str]:
        """Paragraphs of one to three sentences, ``n_words`` or a few more in all."""
        made: list[str] = []
        while (left := n_words - sum(len(p.split()) for p in made)) > 0:
            many = min(self.draw.randint(1, 3), max(1, left // 14))
            made.append(" ".join(self.sentence() for _ in range(many)))
        return made
