"""The sentences around: violence told on, and texts about something else."""

import pandas as pd
import pytest

from toolkit import find_mentions


def found(text: str, **options: object) -> list[str]:
    table = find_mentions(
        pd.DataFrame({"article_id": ["a"], "text": [text]}), **options
    )
    hostile = table[table["channel"].isin(["act", "threat"])]
    return hostile["match"].tolist()


RAID = "Warplanes bombed the port at dawn."
TOLL = "Nine people were killed."


def test_the_dead_of_a_raid_count_in_the_sentence_after_it():
    assert found(TOLL) == []
    assert found(f"{RAID} {TOLL}")[-1] == "killed"


def test_the_dead_of_a_flood_do_not_count_in_the_sentence_after_it():
    assert found(f"The river burst its banks at dawn. {TOLL}") == []


@pytest.mark.parametrize(("between", "counted"), [(0, True), (1, True), (2, False)])
def test_violence_is_told_on_for_two_sentences(between, counted):
    other = "The minister opened a school. " * between
    assert ("killed" in found(f"{RAID} {other}{TOLL}")) is counted


def test_violence_after_the_dead_lends_nothing():
    assert "killed" not in found(f"{TOLL} {RAID}")


def test_violence_in_another_article_lends_nothing():
    two = pd.DataFrame({"article_id": ["a", "b"], "text": [RAID, TOLL]})
    assert set(find_mentions(two)["article_id"]) == {"a"}


def test_the_dead_of_a_raid_in_the_headline_count_in_the_body():
    told = pd.DataFrame({"article_id": ["a"], "title": [RAID], "text": [TOLL]})
    assert find_mentions(told)["field"].tolist() == ["title", "text"]


MATCH = (
    "The midfielder scored twice in the first half. "
    "The goalkeeper kept the score down. "
    "The striker came on late. "
)


def test_a_report_about_a_match_counts_nothing_where_its_own_sentence_is_silent():
    line = "They attacked from the left."
    assert found(line) == ["attacked"]
    assert found(MATCH + line) == []


def test_the_headline_of_a_match_report_is_read_in_its_light():
    told = pd.DataFrame({"article_id": ["a"], "title": ["All-out attack"]})
    assert len(find_mentions(told.assign(text="They attacked."))) == 2
    assert len(find_mentions(told.assign(text=f"{MATCH} They attacked."))) == 0


def test_a_war_report_that_mentions_a_match_once_still_counts():
    text = f"{RAID} The goalkeeper of the local club fled. Rebels attacked the town."
    assert "attacked" in found(text)


def test_without_the_rule_each_sentence_stands_alone():
    assert "killed" not in found(f"{RAID} {TOLL}", without=["discourse"])
    line = "They attacked from the left."
    assert found(MATCH + line, without=["discourse"]) == ["attacked"]
