import pandas as pd
import pytest

from toolkit import (
    IndexRecipe,
    check_robustness,
    explain_change,
    index_by,
    select_scores,
    tension_index,
)
from toolkit.index.indices import index_notes
from toolkit.schema import BadValue
from toolkit.scores.score import score_articles

RATE = IndexRecipe(measure="rate", draws=0)


@pytest.fixture
def scored():
    """Four articles of 100 words: two in January, two in February."""
    articles = pd.DataFrame({
        "article_id": list("abcd"), "n_words": 100, "source": list("MMPP"),
        "published": pd.to_datetime(
            ["2024-01-02", "2024-01-03", "2024-02-04", "2024-02-05"], utc=True),
    })  # fmt: skip
    rows = [
        ("a", "ASSAULT", "actual", "narrator", "Iran", "Israel"),
        ("a", "COERCE", "actual", "quoted", "Israel", "Iran"),
        ("b", "ASSAULT", "denied", "quoted", "Iran", "Israel"),
        ("c", "ASSAULT", "actual", "narrator", "Israel", "Iran"),
        ("d", "COERCE", "actual", "narrator", None, None),
    ]
    mentions = pd.DataFrame([
        {"article_id": key, "field": "text", "sentence": 0, "start": i, "end": i + 1,
         "match": "x", "term": kind.lower(), "type": kind, "channel": "act",
         "severity": 8.0, "status": status, "hedged": False, "voice": voice,
         "actor": actor, "target": target}
        for i, (key, kind, status, voice, actor, target) in enumerate(rows)
    ])  # fmt: skip
    return score_articles(articles, mentions), mentions


def test_a_type_is_counted_against_all_words(scored):
    chosen = select_scores(*scored, type="ASSAULT")
    assert chosen["act_count"].tolist() == [1, 0, 1, 0]
    assert chosen["act_rate"].tolist() == [1000 / 100, 0, 10, 0]
    assert chosen["act_weighted"].tolist() == [80, 0, 80, 0]
    assert chosen["tension"].tolist() == [10, 0, 10, 0]


def test_a_status_the_scores_left_out_can_be_selected(scored):
    chosen = select_scores(*scored, status="denied")
    assert chosen["act_count"].tolist() == [0, 1, 0, 0]


def test_a_pair_is_selected_one_way_or_both(scored):
    one_way = select_scores(*scored, dyad="Iran -> Israel")
    assert one_way["act_count"].tolist() == [1, 0, 0, 0]
    both = select_scores(*scored, dyad="Israel - Iran")
    assert both["act_count"].tolist() == [2, 0, 1, 0]


def test_a_source_leaves_with_its_words(scored):
    chosen = select_scores(*scored, source="P", voice="narrator")
    assert chosen["article_id"].tolist() == ["c", "d"]


def test_selections_of_a_selection_narrow_it(scored):
    scores, mentions = scored
    once = select_scores(scores, mentions, type="ASSAULT")
    twice = select_scores(once, mentions, actor="Iran")
    assert twice["act_count"].tolist() == [1, 0, 0, 0]


def test_the_notes_say_which_mentions_count(scored):
    index = tension_index(select_scores(*scored, type="ASSAULT"), RATE)
    assert "mentions counted: type ASSAULT; status actual" in index_notes(index)
    assert index.attrs["selection"] == {"type": ["ASSAULT"]}


def test_what_is_not_recorded_is_not_claimed(scored):
    scores, _ = scored
    scores.attrs = {}  # as after reading a CSV file
    assert "mentions counted: not recorded" in index_notes(tension_index(scores, RATE))


def test_whatever_takes_scores_and_mentions_follows_the_selection(scored):
    scores, mentions = scored
    chosen = select_scores(scores, mentions, actor=["Iran", "Israel"], type="ASSAULT")
    parts = explain_change(chosen, mentions, "2024-01", "2024-02", by="actor",
                           recipe=RATE)  # fmt: skip
    # one assault by Iran in January, one by Israel in February, 200 words each
    assert dict(zip(parts["actor"], parts["change"], strict=True)) == {
        "Iran": -5.0, "Israel": 5.0,
    }  # fmt: skip
    checked = check_robustness(chosen, mentions, RATE, weightings=3)
    assert checked.attrs["published"] == {"2024-01": 40, "2024-02": 40}


def test_what_cannot_be_selected_is_said(scored):
    scores, mentions = scored
    with pytest.raises(BadValue, match=r"type='WAR'.*'ASSAULT'"):
        select_scores(scores, mentions, type="WAR")
    with pytest.raises(BadValue, match="choose channel"):
        select_scores(scores, mentions, colour="red")
    with pytest.raises(BadValue, match="choose channel"):
        select_scores(scores, mentions, speaker="x")
    with pytest.raises(BadValue, match="Iran -> Israel"):
        select_scores(scores, mentions, dyad="Iran -> Cyprus")


def test_an_empty_selection_says_what_was_selected(scored):
    scores, mentions = scored
    chosen = select_scores(scores, mentions, type="COERCE")
    with pytest.raises(BadValue, match=r"threat \(mentions counted: type COERCE"):
        tension_index(chosen, IndexRecipe(channels=("threat",), draws=0))


def test_series_per_type_are_made_elsewhere(scored):
    with pytest.raises(BadValue, match=r"index_by\(scores, mentions, 'type'"):
        tension_index(scored[0], RATE, by="type")
    with pytest.raises(BadValue, match="dyad_index"):
        tension_index(scored[0], RATE, by="dyad")


def test_one_series_per_status_counts_each_of_them(scored):
    index = index_by(*scored, "status", RATE)
    wide = index.pivot(index="status", columns="period", values="level")
    assert wide.to_numpy().tolist() == [[10, 10], [5, 0]]  # actual, denied


def test_parts_by_type_add_up_to_the_whole(scored):
    scores, mentions = scored
    whole = tension_index(scores, RATE)["level"]
    parts = index_by(scores, mentions, "type", RATE).groupby("period")["level"].sum()
    assert parts.tolist() == whole.tolist()


def test_breakdowns_teach(scored):
    with pytest.raises(BadValue, match="choose type"):
        index_by(*scored, "colour")
    with pytest.raises(BadValue, match="'Cyprus' is no actor"):
        index_by(*scored, "actor", RATE, values=["Cyprus"])
