"""What is left of a corpus that is killed, torn and starved of disk while it is written.

    python -m tests.benchmarks.crash_store              (about 15 minutes, POSIX only)
    python -m tests.benchmarks.crash_store --memory     (100,000 articles, streamed)

Three kinds of harm, each many times, to two writers: the corpus store, and a careless
one that appends to a CSV file and trusts a list of what is done. Careless writers are
common and mostly go well: a harness that finds nothing wrong with one proves nothing.

kills      kill -9 at random times, every second one while a part is being written
tears      the newest file cut at a random byte, as after a power cut
full disks a small file system, or a limit on the size of files, then room again

After each harm, and again once the same input has been sent in full, is counted

lost       accepted articles (``add`` had returned) that are not there. After a tear:
           only once the input was sent again, for a torn tail was there and is not
doubled    articles that are there more than once
half-read  articles that came back altered, batches of which a part came back, and
           reading or going on that failed where it should not
refused    readings that stopped with a typed error, which only a tear may cause
redone     most batches that one harm made the writer write again
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from toolkit import open_corpus
from toolkit.articles.store import Corpus
from toolkit.schema import ToolkitError

BATCHES, PER_BATCH = 12, 200  # of one corpus
WORDS = 400  # of one article
LONGEST_WRITE = 0.002  # seconds that writing one part takes
SMALL_DISK = 1_200  # KiB; a corpus of this harness takes about three times as much

VOCABULARY = [f"word{n}" for n in range(5_000)]


@cache
def batch_of(number: int) -> pd.DataFrame:
    """The articles of one batch, always the same for the same number."""
    draw = random.Random(number)
    names = [f"{number}-{i}" for i in range(PER_BATCH)]
    texts = [" ".join(draw.choices(VOCABULARY, k=WORDS)) for _ in names]
    return pd.DataFrame({"article_id": names, "text": texts})


# ------------------------------------------------------------------------- two writers


class Store:
    """The corpus store."""

    name = "corpus store"
    longest_wait = 0.6  # seconds until a kill: a few batches

    def __init__(self) -> None:
        self.opened: dict[Path, Corpus] = {}

    def add(self, folder: Path, number: int) -> bool:
        """Whether anything had to be written."""
        corpus = self.opened.setdefault(folder, open_corpus(folder))
        return bool(corpus.add(batch_of(number))["n_articles"].sum())

    def read(self, folder: Path) -> pd.DataFrame:
        """What anybody reads; both ways must give the same."""
        if not list(folder.glob("part-*")):
            return pd.DataFrame({"article_id": [], "text": []}, dtype="str")
        articles = open_corpus(folder).articles()
        pd.testing.assert_frame_equal(articles, pd.read_parquet(folder))
        return articles


class Careless:
    """A writer that must fail: it writes in place and believes its list, not its rows."""

    name = "careless writer"
    longest_wait = 0.1  # seconds; it is quicker, for it does less

    def add(self, folder: Path, number: int) -> bool:
        """Whether anything had to be written."""
        done = folder / "done.txt"
        if done.exists() and str(number) in done.read_text().split():
            return False
        with done.open("a") as file:
            file.write(f"{number}\n")
        with (folder / "articles.csv").open("a", newline="") as file:
            csv.writer(file).writerows(batch_of(number).itertuples(index=False))
        return True

    def read(self, folder: Path) -> pd.DataFrame:
        """What anybody reads."""
        if not (folder / "articles.csv").exists():
            return pd.DataFrame({"article_id": [], "text": []}, dtype="str")
        return pd.read_csv(folder / "articles.csv", names=["article_id", "text"],
                           dtype="str")  # fmt: skip


# --------------------------------------------------------------------------- the verdict


@dataclass
class Place:
    """A corpus under test, and the record of what its writer had accepted."""

    root: Path

    @property
    def folder(self) -> Path:
        path = self.root / "corpus"
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def acks(self) -> Path:
        return self.root / "accepted.txt"

    def accepted(self) -> list[int]:
        return (
            list(map(int, self.acks.read_text().split())) if self.acks.exists() else []
        )

    def accept(self, number: int) -> None:
        with self.acks.open("a") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())


ALL = list(range(BATCHES))


@cache
def expected() -> dict[str, str]:
    """Text of every article of a whole corpus, by its id."""
    batches = [batch_of(number) for number in range(BATCHES)]
    return dict(pd.concat(batches).itertuples(index=False))


def ids_of(numbers: list[int]) -> list[str]:
    return [f"{number}-{i}" for number in numbers for i in range(PER_BATCH)]


def verdict(writer: Store | Careless, place: Place, must: list[int]) -> Counter:
    """Count what is wrong, given the batches that must be there."""
    try:
        table = writer.read(place.folder)
    except ToolkitError:
        return Counter(refused=1)
    except Exception:
        return Counter({"half-read": 1})
    there = Counter(table["article_id"])
    rows = zip(table["article_id"], table["text"], strict=True)
    altered = sum(expected().get(name) != text for name, text in rows)
    sizes = Counter(str(name).partition("-")[0] for name in there)
    partly = sum(0 < sizes[str(number)] < PER_BATCH for number in range(BATCHES))
    lost = sum(name not in there for name in ids_of(must))
    doubled = len(table) - len(there)
    return Counter({"lost": lost, "doubled": doubled, "half-read": altered + partly})


def send_all(writer: Store | Careless, place: Place) -> int:
    """Send everything in order, as a run that is started again does; batches written."""
    writer = type(writer)()
    return sum(writer.add(place.folder, number) for number in range(BATCHES))


def finished(writer: Store | Careless, place: Place) -> Counter:
    """Verdict once the input has been sent in full: everything must be there."""
    try:
        send_all(writer, place)
    except Exception:
        return Counter({"half-read": 1})
    return verdict(writer, place, ALL)


@contextmanager
def new_place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as root:
        yield Place(Path(root))


# ------------------------------------------------------------------------------- kills

# Children come from a server that has loaded everything and used nothing, so that they
# start in milliseconds and hold no lock of a parent.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pandas", "pyarrow.parquet", "toolkit.articles.store"])


def write_on(writer: Store | Careless, place: Place, begun: object) -> None:
    """Go on where the record ends, sending two batches again that had been accepted."""
    for number in range(BATCHES):
        batch_of(number)  # made before the clock runs
    begun.set()
    start = max(len(place.accepted()) - 2, 0)
    for number in range(start, BATCHES):
        writer.add(place.folder, number)
        if number not in place.accepted():
            place.accept(number)


def kills(writer: Store | Careless, n: int, draw: random.Random) -> Counter:
    """Kill a writer ``n`` times, over as many corpora as that takes."""
    total = Counter()
    while total["n"] < n:
        with new_place() as place:
            total += one_killed_corpus(writer, place, draw, n - total["n"])
            total += finished(writer, place)
    return total


def one_killed_corpus(
    writer: Store | Careless, place: Place, draw: random.Random, most: int
) -> Counter:
    total = Counter()
    while len(place.accepted()) < BATCHES and total["n"] < most:
        begun = FORKS.Event()
        child = FORKS.Process(target=write_on, args=(writer, place, begun))
        child.start()
        begun.wait()
        wait_for_a_moment(child, place, draw, writer.longest_wait)
        child.kill()
        child.join()
        if child.exitcode == -9:  # otherwise it had ended before
            total["n"] += 1
        elif child.exitcode:  # it could not go on
            return total + Counter({"half-read": 1})
        total["in mid-write"] += strays(place)
        total += verdict(writer, place, place.accepted())
    return total


def wait_for_a_moment(
    child: object, place: Place, draw: random.Random, longest: float
) -> None:
    """Any moment, or, every second time, one while a part is being written."""
    if draw.random() < 0.5:
        child.join(draw.uniform(0, longest))
        return
    end = time.monotonic() + longest
    while time.monotonic() < end and child.is_alive():
        if strays(place):
            time.sleep(draw.uniform(0, LONGEST_WRITE))
            return


def strays(place: Place) -> bool:
    """Whether a part is being written, or was when its writer ended."""
    return any(path.suffix == ".tmp" for path in place.folder.iterdir())


# ------------------------------------------------------------------------------- tears


def tears(writer: Store | Careless, n: int, draw: random.Random) -> Counter:
    """Cut the newest file of a corpus at a random byte, ``n`` times."""
    total, redone = Counter(), 0
    with new_place() as whole:
        for number in range(BATCHES):
            writer.add(whole.folder, number)
            time.sleep(0.01)  # so that the newest file is the newest
        for _ in range(n):
            with new_place() as place:
                shutil.copytree(whole.folder, place.folder, dirs_exist_ok=True)
                tear(place.folder, draw)
                total += Counter(n=1) + verdict(writer, place, [])
                total, redone = after_tear(writer, place, total, redone)
    return total + Counter(redone=redone)


def tear(folder: Path, draw: random.Random) -> None:
    newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    os.truncate(newest, draw.randrange(newest.stat().st_size))


def after_tear(
    writer: Store | Careless, place: Place, total: Counter, redone: int
) -> tuple[Counter, int]:
    try:
        redone = max(redone, send_all(writer, place))
    except Exception:
        return total + Counter({"half-read": 1}), redone
    return total + verdict(writer, place, ALL), redone


# -------------------------------------------------------------------------- full disks


def full_disks(writer: Store | Careless, n: int, draw: random.Random) -> Counter:
    """Run out of room ``n`` times: half on a small disk, where one can be mounted."""
    total = Counter()
    for i in range(n):
        with new_place() as place:
            if i % 2 and can_mount():
                total += on_small_disk(writer, place, draw)
            else:
                total += under_limit(writer, place, draw)
    return total


def write_under_limit(writer: Store | Careless, place: Place, most: int) -> None:
    """Write until a file would grow beyond ``most`` bytes."""
    half = draw_half(most)
    for number in range(half):
        accept_next(writer, place, number)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    for number in range(half, BATCHES):
        accept_next(writer, place, number)


def draw_half(seed: int) -> int:
    return random.Random(seed).randrange(BATCHES)


def accept_next(writer: Store | Careless, place: Place, number: int) -> None:
    writer.add(place.folder, number)
    place.accept(number)


def under_limit(writer: Store | Careless, place: Place, draw: random.Random) -> Counter:
    most = draw.randrange(1_000, 250_000)
    child = FORKS.Process(target=quietly, args=(write_under_limit, writer, place, most))
    child.start()
    child.join()
    total = Counter(n=1, filled=int(child.exitcode != 0))
    total += verdict(writer, place, place.accepted())
    return total + finished(writer, place)


def quietly(run: Callable, *args: object) -> None:
    """Run, and end with code 3 where a full disk was said in a typed error or OSError."""
    try:
        run(*args)
    except (ToolkitError, OSError):
        os._exit(3)


def write_all(writer: Store | Careless, place: Place) -> None:
    for number in range(BATCHES):
        accept_next(writer, place, number)


def can_mount() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0


def on_small_disk(
    writer: Store | Careless, place: Place, draw: random.Random
) -> Counter:
    """A disk too small for the corpus; then it is made larger, and all is sent again."""
    disk = str(place.folder)
    size = draw.randrange(SMALL_DISK // 3, SMALL_DISK)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", disk]
    subprocess.run(mount, check=True)
    try:
        child = FORKS.Process(target=quietly, args=(write_all, writer, place))
        child.start()
        child.join()
        total = Counter(n=1, filled=int(child.exitcode != 0))
        total += verdict(writer, place, place.accepted())
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        return total + finished(writer, place)
    finally:
        subprocess.run(["umount", disk], check=True)


# -------------------------------------------------------------------------------- memory


def memory(n_articles: int, per_batch: int = 1_000) -> None:
    """Stream articles into a corpus and print the memory in use after each tenth."""
    with new_place() as place:
        corpus = open_corpus(place.folder)
        started = time.process_time()
        for number in range(n_articles // per_batch):
            draw = random.Random(number)
            texts = [
                " ".join(draw.choices(VOCABULARY, k=WORDS)) for _ in range(per_batch)
            ]
            names = [f"{number}-{i}" for i in range(per_batch)]
            corpus.add(pd.DataFrame({"article_id": names, "text": texts}))
            if (number + 1) * per_batch % (n_articles // 10) == 0 or number == 0:
                print(f"{(number + 1) * per_batch:8,} articles  {resident():7.1f} MiB  "
                      f"{time.process_time() - started:6.1f} s CPU")  # fmt: skip
        started = time.process_time()
        open_corpus(place.folder).add(pd.DataFrame({"article_id": ["x"], "text": "x"}))
        print(f"opened and one added: {time.process_time() - started:.2f} s CPU")


def resident() -> float:
    """Memory of this process, MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


# ------------------------------------------------------------------------------- the run

SHOWN = ("n", "lost", "doubled", "half-read", "refused", "redone", "in mid-write",
         "filled")  # fmt: skip
WRITERS = (Store, Careless)
WRONG = ("lost", "doubled", "half-read")


def main() -> None:
    """Harm both writers and print what was found; code 1 if the harness is not met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--tears", type=int, default=200)
    parser.add_argument("--disks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--only", choices=[w.name for w in WRITERS])
    asked = parser.parse_args()
    if asked.memory:
        memory(100_000)
        return
    harms = {"kills": (kills, asked.kills), "tears": (tears, asked.tears),
             "full disks": (full_disks, asked.disks)}  # fmt: skip
    wrong: Counter = Counter()
    print(f"{'':28}" + "".join(f"{name:>13}" for name in SHOWN))
    for writer in (w() for w in WRITERS if asked.only in (None, w.name)):
        for name, (harm, n) in harms.items():
            found = harm(writer, n, random.Random(asked.seed))
            shown = "".join(f"{found[column]:>13,}" for column in SHOWN)
            print(f"{writer.name:16}{name:12}{shown}", flush=True)
            wrong[writer.name] += sum(found[column] for column in WRONG)
            wrong[writer.name] += max(found["redone"] - 1, 0)
    met = wrong[Store.name] == 0 and (wrong[Careless.name] > 0 or bool(asked.only))
    print("met" if met else "NOT MET")
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
