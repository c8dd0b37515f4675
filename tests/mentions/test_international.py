"""Mentions between two named sides: by sentence, by field, by who does it to whom."""

import pandas as pd
import pytest

from toolkit.mentions.find import find_mentions
from toolkit.mentions.international import keep_international
from toolkit.schema import MissingColumn


def kept(texts: list[str], **columns: list[str]) -> list[tuple[str, str]]:
    """(article, matched words) of the mentions that are kept."""
    names = [str(i) for i in range(len(texts))]
    articles = pd.DataFrame({"article_id": names, "text": texts, **columns})
    rows = keep_international(find_mentions(articles), articles)
    return list(zip(rows["article_id"], rows["match"], strict=True))


def test_a_sentence_with_two_states_is_kept_and_one_with_one_goes():
    assert kept(
        ["Iran attacked a base in Iraq.", "Gunmen attacked a base in Iraq."]
    ) == [("0", "attacked")]


def test_an_armed_group_and_an_alliance_are_sides_and_a_party_or_the_un_is_none():
    texts = ["Hezbollah shelled a post in Israel.", "NATO bombed a depot in Libya.",
             "UN experts saw the shelling in Syria."]  # fmt: skip
    assert [article for article, _ in kept(texts)] == ["0", "1"]


def test_the_same_side_named_twice_is_one_side():
    assert kept(["The Syrian army shelled a suburb of Damascus in Syria."]) == []


def test_a_side_in_another_sentence_is_not_company():
    assert kept(["Iran held a parade. Gunmen attacked a base in Iraq."]) == []


def test_the_title_is_a_sentence_of_its_own():
    found = kept(["Gunmen attacked a base."], title=["Iran strikes bases in Iraq"])
    assert found == [("0", "strikes")]


def test_rows_keep_their_order_and_columns():
    articles = pd.DataFrame(
        {"article_id": [7, 3], "text": ["Iran attacked Iraq.", "Iraq attacked Iran."]}
    )
    mentions = find_mentions(articles)
    pd.testing.assert_frame_equal(keep_international(mentions, articles), mentions)


def test_no_mentions_give_no_mentions():
    articles = pd.DataFrame({"article_id": ["a"], "text": ["A fair day."]})
    assert keep_international(find_mentions(articles), articles).empty


def test_a_missing_column_is_named():
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Iran attacked Iraq."]})
    mentions = find_mentions(articles).drop(columns="sentence")
    with pytest.raises(MissingColumn, match="sentence"):
        keep_international(mentions, articles)
