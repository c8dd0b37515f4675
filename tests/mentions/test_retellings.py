"""Which mentions tell one event: small invented articles, the events counted by eye."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit import find_mentions, same_events
from toolkit.schema import MissingColumn


def events(text: str, words: str) -> int:
    """Count the events that mentions holding ``words`` tell in a text."""
    found = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    told = found["match"].str.lower().str.contains(words)
    assert told.sum() > 1
    return same_events(found)[told].nunique()


@pytest.mark.parametrize(
    ("text", "words", "n"),
    [
        ("Rebels ambushed a patrol. The ambush lasted an hour.", "ambush", 1),
        ("A rocket attack hit a base. The attack came at dawn.", "attack", 1),
        # a list of raids is not the raid
        ("A bombing hit the port. Bombings have multiplied.", "bombing", 2),
        # what did not happen is another thing
        ("A bombing hit the port. There was no bombing in the north.", "bombing", 2),
        # two doers, two deeds; one unnamed, one deed
        ("Iran bombed a base. Israel bombed a port.", "bombed", 2),
        ("Iran bombed a base. It was bombed at dawn.", "bombed", 1),
        # two who suffer, two deeds; unless another voice says the same words again
        ("A rocket attack on Iran. A rocket attack on Iraq.", "attack", 2),
        (
            "A rocket attack on Iran was seen. “A rocket attack on Iraq,” he said.",
            "attack",
            1,
        ),
        # wording tells no event
        ("It is a powder keg. It is a powder keg.", "powder", 2),
    ],
)
def test_tellings_of_one_event_get_one_number(text, words, n):
    assert events(text, words) == n


def test_events_are_numbered_per_article_in_the_order_of_telling():
    text = "Rebels ambushed a patrol. A bombing followed. The ambush was fierce."
    two = pd.DataFrame({"article_id": ["a", "b"], "text": [text, text]})
    event = same_events(find_mentions(two))
    assert event.tolist() == [0, 1, 0, 0, 1, 0]
    assert event.name == "event"


def test_the_index_is_that_of_the_mentions_and_an_empty_table_has_no_event():
    text = "Rebels ambushed a patrol. A bombing followed."
    found = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    assert same_events(found.set_axis([7, 3])).index.tolist() == [7, 3]
    assert same_events(found.iloc[:0]).empty


def test_a_table_that_cannot_tell_events_apart_is_refused():
    with pytest.raises(MissingColumn, match="voice"):
        same_events(pd.DataFrame({"article_id": ["a"], "match": ["attack"]}))
