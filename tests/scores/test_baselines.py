import nltk
import numpy as np
import pandas as pd
import pytest

from toolkit.schema import ToolkitError
from toolkit.scores.baselines import (
    NAIVE_WORDS,
    score_gpr_query,
    score_naive,
    score_vader,
)


def test_the_naive_list_has_sixty_different_words():
    assert len(set(NAIVE_WORDS)) == len(NAIVE_WORDS) == 60


def test_naive_rate_on_paper_and_missing_without_words():
    texts = pd.Series(["War and warm war", ""], index=["x", "y"])
    table = score_naive(texts)
    assert table.loc["x", "naive_rate"] == 2 / 4 * 1000  # warm is no war
    assert np.isnan(table.loc["y", "naive_rate"])


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("war_threats", "a growing war threat"),
        ("peace_threats", "they rejected the treaty"),
        ("military_buildup", "troops are near; months later a naval blockade began"),
        ("nuclear_threats", "nuclear weapons, some say, are a danger"),
        ("terrorist_threats", "terrorist threats"),
        ("beginning_of_war", "hostilities broke out"),
        ("escalation_of_war", "rebels advanced"),
        ("terrorist_acts", "a guerrilla bombing"),
    ],
)
def test_each_gpr_query_matches_its_case(category, text):
    row = score_gpr_query([text]).iloc[0]
    assert row[category]
    assert row["gpr"]


def test_within_two_words_means_at_most_two_places():
    table = score_gpr_query(["war is threat", "war is a threat", "threat of war"])
    assert table["war_threats"].tolist() == [True, False, True]


def test_words_of_two_texts_never_meet():
    assert score_gpr_query(["a war", "threat here"])["war_threats"].tolist() == [
        False,
        False,
    ]


def test_an_exclusion_word_takes_the_whole_text_out():
    row = score_gpr_query(["a war threat in the real estate business"]).iloc[0]
    assert row["war_threats"]
    assert row["excluded"]
    assert not row["gpr"]


def test_vader_is_turned_so_that_higher_is_worse_or_says_what_it_needs():
    try:
        nltk.data.find("sentiment/vader_lexicon.zip")
    except LookupError:
        with pytest.raises(ToolkitError, match="vader_lexicon"):
            score_vader(["Talks resumed."])
        return
    bad, good = score_vader(["They killed and murdered.", "A great, happy success."])[
        "vader"
    ]
    assert bad > 0 > good
