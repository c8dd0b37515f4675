"""Are copies of a story found, and nothing else, when we know what was planted?

    python -m tests.benchmarks.planted_copies [--seed 2] [--data DIR]

Invented news (``planted_news.py``) and, where they are present, the full articles of the
shared corpus, are copied as newsrooms copy: cut, under another headline, with background
added, reordered, in another house style, rewritten a little, updated. Beside them stand
articles that look like copies and are none. Thresholds were set on seed 1; figures to
report are those of another seed. The table shows, for each kind and length, how many
planted copies share the story of their original (recall) and how many articles that
were bound to a story belong to it (precision), with 95 % Wilson intervals.

What counts as one story is a decision: an update of a running report, even with another
death toll, is the same story as long as most of its text is; a weekly item with new
numbers, a second reporter's article and a round-up are stories of their own.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.coded_sets import DATA
from tests.benchmarks.planted_news import Newsroom
from toolkit import find_stories

LENGTHS = (25, 60, 120, 250, 500)  # words of an original
OF_EACH = 60  # originals of each kind and length
DAYS = 300  # that the corpus spans

STYLES = (("centre", "center"), ("defence", "defense"), ("programme", "program"),
          ("harbour", "harbor"), ("labour", "labor"), ("neighbour", "neighbor"),
          ("organis", "organiz"), ("criticis", "criticiz"), ("per cent", "percent"),
          ("Mr ", ""), ("Ms ", ""), ("Dr ", ""), ("armoured", "armored"),
          ("is to ", "will "), ("\u2019", "'"), ("towards", "toward"))  # fmt: skip
NUMBERS = dict(zip("2 3 4 5 6 7 8 9 10 11 12 20 30 40 50 60 70 80 90".split(),
                   "two three four five six seven eight nine ten eleven twelve twenty "
                   "thirty forty fifty sixty seventy eighty ninety".split(),
                   strict=True))  # fmt: skip
# What an editor puts for what, when a sentence is gone over.
SYNONYMS = (
    ("said", "told reporters"), ("announced", "made known"), ("rejected", "dismissed"),
    ("wants to", "plans to"), ("criticised", "attacked"), ("last", "latest"),
    ("expected", "due"), ("crossing", "checkpoint"), ("near", "close to"), ("new", "fresh"),
    ("took part", "joined in"), ("meeting", "session"), ("started", "began"), ("killed", "dead"),
    ("has begun", "has started"), ("put at", "estimated at"), ("late", "late"), ("people", "persons"),
    ("without", "while not"), ("despite", "in spite of"), ("after", "following"), ("before", "ahead of"),
    ("about", "around"), ("government", "cabinet"), ("officials", "authorities"), ("also", "further"),
    ("however", "but"), ("against", "versus"), ("reacted", "responded"), ("during", "in the course of"),
    ("follow", "do likewise"), ("given", "named"), ("concerns", "affects"), ("fear", "dread"),
)  # fmt: skip
ADDED_WORDS = ("reportedly", "however", "meanwhile", "officially", "again", "now")

# --------------------------------------------------------------------- ways of copying

Paragraphs = list[str]
Way = Callable[[Newsroom, Paragraphs], Paragraphs]


def sentences(paragraph: str) -> list[str]:
    return re.split(r"(?<=[.!?]) (?=[A-Z])", paragraph)


def same(_: Newsroom, text: Paragraphs) -> Paragraphs:
    """Under another headline only."""
    return text


def cut(room: Newsroom, text: Paragraphs) -> Paragraphs:
    """The first quarter to three quarters of it."""
    keep = max(1, round(len(text) * room.draw.uniform(0.25, 0.75)))
    return text[:keep]


def added(room: Newsroom, text: Paragraphs) -> Paragraphs:
    """Background of a third to twice its length at the end."""
    words = sum(len(p.split()) for p in text)
    return text + room.paragraphs(round(words * room.draw.uniform(0.3, 2)))


def reordered(room: Newsroom, text: Paragraphs) -> Paragraphs:
    """The lead kept, the other paragraphs shuffled."""
    rest = text[1:]
    room.draw.shuffle(rest)
    return [*text[:1], *rest]


def styled(room: Newsroom, text: Paragraphs) -> Paragraphs:
    """Another house style: spelling, numbers, honorifics, and the agency's lines."""
    whole = "\n".join(text)
    for there, here in STYLES:
        whole = whole.replace(there, here)
    whole = re.sub(r"\b\d+\b", lambda m: NUMBERS.get(m[0], m[0]), whole)
    place = room.name()
    styled = whole.split("\n")
    styled[0] = f"{place.upper()} (NPA) - {styled[0]}"
    return [
        *styled,
        f"(Reporting by {room.name()} {room.name()}; editing by {room.name()})",
    ]


def rewritten(room: Newsroom, text: Paragraphs) -> Paragraphs:
    """One place changed in every sentence."""
    return [" ".join(gone_over(room, s) for s in sentences(p)) for p in text]


def rewritten_twice(room: Newsroom, text: Paragraphs) -> Paragraphs:
    """Two places changed in every sentence."""
    return rewritten(room, rewritten(room, text))


def gone_over(room: Newsroom, sentence: str) -> str:
    """A synonym where one is known, or a word put in, or a word left out."""
    known = [(a, b) for a, b in SYNONYMS if re.search(rf"\b{a}\b", sentence)]
    if known and room.draw.random() < 0.7:
        there, here = room.draw.choice(known)
        return re.sub(rf"\b{there}\b", here, sentence, count=1)
    words = sentence.split(" ")
    at = room.draw.randrange(len(words))
    if room.draw.random() < 0.5:
        words.insert(at, room.draw.choice(ADDED_WORDS))
    elif len(words) > 3:
        del words[at]
    return " ".join(words)


def updated(room: Newsroom, text: Paragraphs) -> Paragraphs:
    """A write-through: new lead, other numbers, one paragraph more."""
    rest = "\n".join(text[1:] or text)
    changed = re.sub(
        r"\b\d+\b", lambda m: str(int(m[0]) + room.draw.randint(1, 9)), rest
    )
    return [*room.paragraphs(25), *changed.split("\n"), *room.paragraphs(30)]


def mixed(room: Newsroom, text: Paragraphs) -> Paragraphs:
    """Cut, in another style, with a paragraph of its own."""
    return [*styled(room, cut(room, text)), *room.paragraphs(25)]


WAYS: dict[str, Way] = {
    "headline": same, "cut": cut, "added": added, "reordered": reordered, "style": styled,
    "rewritten": rewritten, "rewritten twice": rewritten_twice, "update": updated, "mixed": mixed,
}  # fmt: skip

# ------------------------------------------------------------------------- not copies


def shared_background(room: Newsroom, words: int) -> list[Paragraphs]:
    """Two stories with the same background: a third of each."""
    own, back = round(words * 2 / 3), room.paragraphs(round(words / 3))
    return [[*room.paragraphs(own), *back] for _ in range(2)]


def recurring(room: Newsroom, words: int) -> list[Paragraphs]:
    """A weekly item: one form, other numbers every week and some other names."""
    text = "\n".join(room.paragraphs(words))
    return [filled_afresh(room, text, names=0.3, numbers=1) for _ in range(3)]


def filled_afresh(
    room: Newsroom, text: str, names: float, numbers: float
) -> Paragraphs:
    """The text with other names and numbers, each changed with these chances."""
    titles = "Mr|Ms|Dr|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"

    def other(match: re.Match[str]) -> str:
        if match[0].isdigit():
            changes = room.draw.random() < numbers
            return str(room.draw.randint(2, 90)) if changes else match[0]
        return room.name() if room.draw.random() < names else match[0]

    name = rf"\b\d+\b|(?<=[a-z.,] )(?!(?:{titles})\b)[A-Z][a-z]+"
    return re.sub(name, other, text).split("\n")


def two_reporters(room: Newsroom, words: int) -> list[Paragraphs]:
    """One event, two reporters: the same facts, each in words of one's own."""
    facts = [room.fact() for _ in range(max(1, words // 14))]
    mine = [fact.told(0) for fact in facts]
    room.draw.shuffle(facts)
    return [mine, [fact.told(room.draw.choice((1, 2))) for fact in facts]]


def short_items(room: Newsroom, words: int) -> list[Paragraphs]:
    """What agencies fill in afresh, several times a day: one form, other particulars."""
    text = "\n".join(room.paragraphs(min(words, 60)))
    return [text.split("\n"), *(changed_item(room, text) for _ in range(2))]


def changed_item(room: Newsroom, text: str) -> Paragraphs:
    """The item with half of its particulars changed, one at least."""
    while (made := filled_afresh(room, text, 0.5, 0.5)) == text.split("\n"):
        text = f"{text} {room.sentence()}"  # there was nothing to change
    return made


def round_up(room: Newsroom, words: int) -> list[Paragraphs]:
    """Four stories and a summary that holds the first sentence of each."""
    stories = [room.paragraphs(words) for _ in range(4)]
    return [*stories, [sentences(text[0])[0] for text in stories]]


def shared_quotation(room: Newsroom, words: int) -> list[Paragraphs]:
    """Two reporters at one press conference: a fifth of each is the same quotation."""
    said = '"' + " ".join(room.paragraphs(words // 5)) + '", a spokesman said.'
    return [[*room.paragraphs(words * 4 // 5), said] for _ in range(2)]


NEGATIVES: dict[str, Callable[[Newsroom, int], list[Paragraphs]]] = {
    "background": shared_background, "recurring": recurring, "two reporters": two_reporters,
    "quotation": shared_quotation, "short items": short_items, "round-up": round_up,
}  # fmt: skip

# ---------------------------------------------------------------------------- the gold


def gold(seed: int, data: Path) -> pd.DataFrame:
    """One row per article: ``gold`` story, ``kind``, ``length``, ``original`` or not."""
    room, rows = Newsroom(seed), []
    for kind, way in WAYS.items():
        for words, text in [*invented(room), *real(data, kind, seed)]:
            plant_copy(room, rows, kind, words, text, way(room, list(text)))
    for kind, make in NEGATIVES.items():
        for words in LENGTHS * OF_EACH:
            first = room.draw.randrange(DAYS)
            for week, text in enumerate(make(room, words)):
                lag = 7 * week if kind == "recurring" else room.draw.choice((0, 0, 1))
                story = f"{kind} {len(rows)}"
                rows.append(row(room, story, kind, str(words), text, first + lag, True))
    table = pd.DataFrame(rows)
    order = np.random.default_rng(seed).permutation(len(table))
    names = [f"{i:06}" for i in order]  # an id says nothing of who copied whom
    return table.assign(article_id=names).iloc[np.argsort(order)].reset_index(drop=True)


def invented(room: Newsroom) -> list[tuple[str, Paragraphs]]:
    return [(str(words), room.paragraphs(words)) for words in LENGTHS * OF_EACH]


def real(data: Path, kind: str, seed: int) -> Iterator[tuple[str, Paragraphs]]:
    """Items and articles of the shared corpora, each of them in one kind only."""
    items = data / "corpora/wiki_current_events_2002_2014.parquet"
    full = data / "corpora/wikinews_2019_2020.parquet"
    mine = slice(list(WAYS).index(kind), None, len(WAYS))
    if full.exists():
        for text in shuffled(pd.read_parquet(full)["text"], seed).iloc[mine]:
            if text.strip():
                yield "news", [p.strip() for p in text.split("\n") if p.strip()]
    if items.exists():
        table = pd.read_parquet(items)
        texts = table["text"][~table["is_heading"]].drop_duplicates()
        yield from of_items(iter(shuffled(texts, seed).iloc[mine]))


def shuffled(texts: pd.Series, seed: int) -> pd.Series:
    return texts.sample(frac=1, random_state=seed)


def of_items(texts: Iterator[str]) -> Iterator[tuple[str, Paragraphs]]:
    """Articles of each length, put together from items of a sentence or two."""
    for words in LENGTHS * OF_EACH:
        made: Paragraphs = []
        while sum(len(p.split()) for p in made) < words * 0.8:
            made.append(next(texts))
        yield f"items {words}", made


def plant_copy(
    room: Newsroom, rows: list[dict], kind: str, words: str, text: Paragraphs,
    copied: Paragraphs,
) -> None:  # fmt: skip
    story, day = f"{kind} {len(rows)}", room.draw.randrange(DAYS)
    rows.append(row(room, story, kind, words, text, day, True))
    lag = room.draw.choice((0, 0, 1, 2, 4))
    rows.append(row(room, story, kind, words, copied, day + lag, False))


def row(
    room: Newsroom, story: str, kind: str, words: str, text: Paragraphs, day: int,
    original: bool,
) -> dict:  # fmt: skip
    # a copy of the same day never comes before its original
    hour = room.draw.randrange(0, 12) + (0 if original else 12)
    when = pd.Timestamp("2024-01-01T00:00Z") + pd.Timedelta(days=day, hours=hour)
    return {"gold": story, "kind": kind, "length": words, "original": original,
            "published": when, "title": room.sentence()[:60], "text": "\n\n".join(text)}  # fmt: skip


# -------------------------------------------------------------------------- the figures


def wilson(hits: int, n: int) -> str:
    """``97.5 (95.3-98.7)`` per cent, with its 95 % interval."""
    if not n:
        return "-"
    z, p = 1.96, hits / n
    mid, half = p + z * z / 2 / n, z * np.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    low, high = ((mid + s * half) / (1 + z * z / n) * 100 for s in (-1, 1))
    return f"{p * 100:5.1f} ({low:.1f}-{high:.1f})"


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """Whether each copy is with its original, and each bound article where it belongs."""
    by_id = table.set_index("article_id")["gold"]
    bound = table["story_id"] != table["article_id"]
    right = by_id[table["story_id"]].to_numpy() == table["gold"].to_numpy()
    originals = table[table["original"]].groupby("gold")["story_id"].first()
    found = table["story_id"].to_numpy() == originals[table["gold"]].to_numpy()
    return table.assign(bound=bound, right=right, found=found & ~table["original"])


def show(table: pd.DataFrame) -> None:
    """Recall and precision by kind, and by kind and length."""
    print(
        f"{'kind':17}{'length':>7}{'copies':>8}  {'recall %':22}{'bound':>6}  precision %"
    )
    for kind, of_kind in table.groupby("kind"):
        for length, part in [("all", of_kind), *of_kind.groupby("length")]:
            copies, bound = part[~part["original"]], part[part["bound"]]
            print(f"{kind:17}{length:>7}{len(copies):8}  "
                  f"{wilson(int(copies['found'].sum()), len(copies)):22}{len(bound):6}  "
                  f"{wilson(int(bound['right'].sum()), len(bound))}")  # fmt: skip
    copies, bound = table[~table["original"]], table[table["bound"]]
    print(f"all: recall {wilson(int(copies['found'].sum()), len(copies))}, "
          f"precision {wilson(int(bound['right'].sum()), len(bound))}")  # fmt: skip
    negatives = table[table["kind"].isin(NEGATIVES)]
    print(f"of {len(negatives):,} articles that are no copies, bound to another story: "
          f"{wilson(int((negatives['bound'] & ~negatives['right']).sum()), len(negatives))}")  # fmt: skip


def main() -> None:
    """Print the table for one seed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--data", type=Path, default=DATA)
    asked = parser.parse_args()
    table = gold(asked.seed, asked.data)
    begin = time.process_time()
    found = find_stories(table)
    seconds = time.process_time() - begin
    show(judged(found))
    print(f"{len(table):,} articles, {seconds:.1f} s of processor time")


if __name__ == "__main__":
    main()
