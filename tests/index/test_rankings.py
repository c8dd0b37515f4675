"""Rankings under weights of one's own."""

import pytest

from toolkit.index.rankings import Ranking
from toolkit.index.recipe import IndexRecipe
from toolkit.index.robustness import check_robustness
from toolkit.schema import BadValue


@pytest.fixture
def scores(scores_of):
    return scores_of(
        ("a", "2024-06-01", 2), ("b", "2024-07-01", 1, {"threat_count": 2}),
        ("c", "2024-08-01", 1, {"source": "Post"}),
    )  # fmt: skip


@pytest.fixture
def mentions(scores, mentions_for):
    # June: attack 5, raid 5; July: attack 5, two threats; August: attack 5
    made = mentions_for(scores, ("attack", "raid"))
    made["type"] = ["ASSAULT", "COERCE", "ASSAULT", "THREATEN", "THREATEN", "ASSAULT"]
    return made


def levels(table):
    return dict(zip(table["period"], table["level"], strict=True))


def test_levels_on_paper(scores, mentions):
    ranking = Ranking.of_scores(scores, mentions)
    # 100 words each, 5 a mention
    assert levels(ranking.table()) == {"2024-06": 100, "2024-07": 150, "2024-08": 50}
    assert ranking.table()["rank"].tolist() == [1, 2, 3]


def test_a_severity_replaces_and_a_channel_multiplies(scores, mentions):
    ranking = Ranking.of_scores(scores, mentions)
    table = ranking.table({"ASSAULT": 1}, {"threat": 0.5})
    # June 1 + 5, July 1 + (5 + 5) / 2, August 1
    assert levels(table) == {"2024-06": 60, "2024-07": 60, "2024-08": 10}
    assert table["rank"].tolist() == [1, 1, 3]


def test_random_weightings_are_those_of_check_robustness(scores, mentions):
    checked = check_robustness(scores, mentions, weightings=200, seed=3)
    drawn = checked[checked["kind"] == "random weighting"]
    survived = Ranking.of_scores(scores, mentions).survival(weightings=200, seed=3)
    at_random = survived.set_index("kind").loc["any"]
    assert at_random["stays"] == drawn["first_stays"].sum()
    assert at_random["spearman"] == pytest.approx(drawn["spearman"].median())


def test_the_sentence_holds_its_denominators(scores, mentions):
    ranking = Ranking.of_scores(scores, mentions)
    survived = ranking.survival(weightings=50)
    said = survived.attrs["sentence"]
    assert said.startswith("Under these weights 2024-07 is first of 3 periods.")
    assert all(f"{n} of 50 weightings" in said for n in survived["stays"])


def test_what_is_first_by_far_stays_first_nearby(scores, mentions):
    # July 500 to June 10: no halving and doubling brings June above it
    survived = Ranking.of_scores(scores, mentions).survival(
        {"ASSAULT": 0.5, "COERCE": 0.5, "THREATEN": 25}
    )
    assert survived.set_index("kind").at["near", "share"] == 1


@pytest.mark.parametrize("of", ["period", "source"])
def test_cooling_is_subtracted_from_tension(scores, mentions, of):
    mentions["channel"] = mentions["channel"].replace("threat", "deescalation")
    scores = scores.rename(columns={"threat_count": "deescalation_count",
                                    "deescalation_count": "threat_count"})  # fmt: skip
    table = Ranking.of_scores(
        scores, mentions, IndexRecipe(measure="tension"), of=of
    ).table()
    # July 5 - 10; by source: Mail 15 - 10 over 200 words
    lowest = {"period": -50, "source": 25}[of]
    assert table["level"].min() == lowest


@pytest.mark.parametrize(
    ("severities", "channels", "said"),
    [({"WAR": 1}, {}, "There are ASSAULT"), ({"ASSAULT": -1}, {}, "0 or more"),
     ({}, {"tone": 1}, "There are act, threat")],
)  # fmt: skip
def test_weights_that_cannot_be_are_named(scores, mentions, severities, channels, said):
    with pytest.raises(BadValue, match=said):
        Ranking.of_scores(scores, mentions).table(severities, channels)
