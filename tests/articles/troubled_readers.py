"""Readers that misbehave, for the tests of the watchdog; their child imports them."""

import os
import time

from toolkit.articles.readers.base import Reader, Reading, Unreadable
from toolkit.dates import parse_date


def well(item):
    print("a library that prints")
    reading = Reading(item)
    reading.layout = "plain"
    reading.add(
        "part 1", text=item.data.decode(), published=parse_date("6 August 2024").time
    )
    reading.note("a note")
    return reading


def busy(item):
    while True:
        pass


def asleep(item):
    time.sleep(3600)


def hungry(item):
    return bytearray(3 * 2**30)


def dying(item):
    os._exit(3)


def failing(item):
    raise KeyError("an odd tree")


def refusing(item):
    raise Unreadable("The page is empty.", "Save it again.")


def reader(read):
    return Reader("troubled", (), bool, read, guarded=True)
