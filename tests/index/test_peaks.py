import pandas as pd
import pytest

from toolkit.index.indices import tension_index
from toolkit.index.peaks import list_peaks
from toolkit.index.recipe import IndexRecipe
from toolkit.schema import BadValue


@pytest.fixture
def scores(scores_of):
    return scores_of(
        ("a", "2024-01-01", 1), ("b", "2024-01-02", 0),
        ("c", "2024-02-01", 6), ("d", "2024-02-02", 2), ("e", "2024-02-03", 0),
        ("f", "2024-03-01", 9),
    )  # fmt: skip


def test_peaks_name_the_stories_that_made_them(scores, mentions_for):
    recipe = IndexRecipe(measure="rate", minimum_stories=2, draws=0)
    index = tension_index(scores, recipe)
    peaks = list_peaks(index, scores, mentions_for(scores, ("attack", "raid")), n=1)
    # March is higher, but rests on one story: not enough
    assert peaks["period"].dt.month.tolist() == [2, 2]
    assert peaks["article_id"].tolist() == ["c", "d"]
    assert peaks["share"].tolist() == [6 / 8, 2 / 8]
    assert peaks["terms"].iloc[0] == "attack, raid"


def test_peaks_need_one_series_and_its_recipe(scores):
    recipe = IndexRecipe(draws=0)
    with pytest.raises(BadValue, match="one series"):
        list_peaks(tension_index(scores, recipe, by="source"), scores)
    index = tension_index(scores, recipe)
    index.attrs = {}
    with pytest.raises(BadValue, match="recipe"):
        list_peaks(index, scores)


def test_terms_that_do_not_count_are_not_named(scores, mentions_for):
    recipe = IndexRecipe(measure="rate", minimum_stories=1, draws=0)
    index = tension_index(scores, recipe)
    mentions = mentions_for(scores, ("attack",))
    denied = mentions.assign(status="denied", term="denied thing")
    peaks = list_peaks(index, scores, pd.concat([mentions, denied]), n=1)
    assert peaks["terms"].tolist() == ["attack"]
