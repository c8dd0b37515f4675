import pandas as pd
import pytest

from toolkit import IndexRecipe, dyad_balance, dyad_index, list_dyads
from toolkit.schema import BadValue
from toolkit.scores.score import score_articles

NO_DRAWS = IndexRecipe(draws=0)


@pytest.fixture
def scored():
    """Four articles; A strikes B in two of three of January, B strikes A in February."""
    articles = pd.DataFrame(
        {
            "article_id": list("abcd"), "n_words": 100, "source": "Mail",
            "published": pd.to_datetime(
                ["2024-01-02", "2024-01-03", "2024-01-04", "2024-02-05"], utc=True
            ),
        }
    )  # fmt: skip
    rows = [("a", "A", "B"), ("a", "A", "B"), ("b", "A", "B"), ("a", "B", "A"),
            ("d", "B", "A"), ("c", "A", "A"), ("c", "A", "")]  # fmt: skip
    mentions = pd.DataFrame(
        [
            {
                "article_id": name, "field": "text", "sentence": 0, "start": i,
                "end": i + 4, "match": "raid", "term": "raid", "type": "ASSAULT",
                "channel": "act", "severity": 8.0, "status": "actual",
                "hedged": False, "voice": "narrator", "actor": actor, "target": target,
            }
            for i, (name, actor, target) in enumerate(rows)
        ]
    )  # fmt: skip
    return score_articles(articles, mentions), mentions


def test_dyads_are_counted_by_direction_or_without(scored):
    _, mentions = scored
    one_way = list_dyads(mentions).set_index("dyad")
    assert one_way["mentions"].to_dict() == {"A -> B": 3, "B -> A": 2}
    assert one_way.loc["A -> B", "articles"] == 2
    assert list_dyads(mentions, directed=False)["mentions"].tolist() == [5]
    assert "A -> A" in set(list_dyads(mentions, domestic=True)["dyad"])


def test_the_level_of_a_dyad_is_a_share_of_all_stories(scored):
    index = dyad_index(*scored, NO_DRAWS, dyads=["A -> B", "B -> A"])
    level = index.set_index(["dyad", index["period"].dt.month])["level"]
    assert level[("A -> B", 1)] == pytest.approx(2 / 3)
    assert level[("A -> B", 2)] == 0
    assert level[("B -> A", 1)] == pytest.approx(1 / 3)
    assert level[("B -> A", 2)] == 1
    assert index["n_stories"].tolist() == [3, 1, 3, 1]


def test_swapping_the_actors_swaps_the_series(scored):
    scores, mentions = scored
    swapped = mentions.rename(columns={"actor": "target", "target": "actor"})
    one = dyad_index(scores, mentions, NO_DRAWS, dyads="A -> B")
    other = dyad_index(scores, swapped, NO_DRAWS, dyads="B -> A")
    assert one["value"].tolist() == other["value"].tolist()


def test_the_rate_counts_mentions_per_1000_words(scored):
    recipe = IndexRecipe(measure="rate", draws=0)
    index = dyad_index(*scored, recipe, dyads="A -> B")
    assert index["level"].tolist() == [3 / 300 * 1000, 0]


def test_a_dyad_without_a_base_is_left_out_and_said(scored):
    recipe = IndexRecipe(base=("2024-02", "2024-02"), draws=0)
    index = dyad_index(*scored, recipe)
    assert set(index["dyad"]) == {"B -> A"}
    assert [entry["series"] for entry in index.attrs["left_out"]] == ["A -> B"]


def test_unknown_dyads_and_the_composite_are_refused(scored):
    with pytest.raises(BadValue, match="'A -> B'"):
        dyad_index(*scored, dyads=["A -> C"])
    with pytest.raises(BadValue, match="heat less cooling"):
        dyad_index(*scored, IndexRecipe(measure="tension"))


def test_the_net_of_a_pair_is_forward_less_back(scored):
    table = dyad_balance(*scored, "A", "B", NO_DRAWS)
    # January, three stories: A -> B in two of them, B -> A in one; February, one: back
    assert table["forward"].tolist() == pytest.approx([2 / 3, 0])
    assert table["back"].tolist() == pytest.approx([1 / 3, 1])
    assert table["net"].tolist() == pytest.approx([1 / 3, -1])
    turned = dyad_balance(*scored, "B", "A", NO_DRAWS)
    assert turned["net"].tolist() == pytest.approx([-1 / 3, 1])


def test_the_net_has_an_interval_that_its_stories_allow(scored):
    table = dyad_balance(*scored, "A", "B", IndexRecipe(draws=200))
    # one story in February: it cannot vary
    assert table["low"].iloc[1] == table["high"].iloc[1] == -1
    assert table["low"].iloc[0] <= 1 / 3 <= table["high"].iloc[0]


def test_a_balance_of_nobody_is_refused(scored):
    with pytest.raises(BadValue, match="'A -> Z' or 'Z -> A'"):
        dyad_balance(*scored, "A", "Z")
    with pytest.raises(BadValue, match="pooled"):
        dyad_balance(*scored, "A", "B", IndexRecipe.epu())
