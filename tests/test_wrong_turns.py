"""The wrong turns of the course: each misleads, and what repairs it repairs it.

The notebooks run the naive count, show what it says, and put it right. Their prose is
only true while these tests pass.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit import (
    IndexRecipe,
    find_mentions,
    find_stories,
    load_events,
    load_lexicon,
    load_sample,
    score_articles,
    tension_index,
    try_entry,
)
from toolkit.dates import period_start
from toolkit.scores.baselines import score_naive

ESCALATION = ["act", "threat"]


@pytest.fixture(scope="module")
def articles():
    return load_sample("chronicle")


@pytest.fixture(scope="module")
def mentions(articles):
    return find_mentions(articles)


@pytest.fixture(scope="module")
def scores(articles, mentions):
    return score_articles(articles, mentions)


def titled(articles, beginning):
    found = articles["title"].str.startswith(beginning)
    assert found.sum() == 1
    return found


def test_raw_counts_put_july_first_and_counts_per_word_october(scores):
    month = scores["published"].dt.strftime("%Y-%m")
    raw = (scores["act_count"] + scores["threat_count"]).groupby(month).sum()
    words = scores["n_words"].groupby(month).sum()
    assert raw.idxmax() == "2024-07" == words.idxmax()
    assert (raw / words).idxmax() == "2024-10"
    assert raw.rank(ascending=False)["2024-08"] == 2
    assert (raw / words).rank(ascending=False)["2024-08"] == 5


def test_a_stem_of_war_sweeps_up_what_is_warm_and_who_warns(articles, mentions):
    trial = try_entry(articles, mentions, load_lexicon(), "war*", channel="tone")
    for word in ("warm (1)", "warned (5)", "wards (1)"):
        assert word in trial.warnings[0]
    spelt_out = mentions.loc[mentions["term"] == "war|wars", "match"].str.lower()
    assert set(spelt_out) == {"war", "wars"}


def test_twelve_reprints_of_one_report_heat_may_unless_a_story_counts_once(
    articles, scores
):
    one = articles[titled(articles, "Houthis claim attack on US carrier")]
    reprints = [one.assign(article_id=f"r{n}", source=f"r{n}") for n in range(12)]
    archive = find_stories(pd.concat([articles, *reprints], ignore_index=True))
    assert archive["story_id"].nunique() == articles["story_id"].nunique()
    printed = score_articles(archive, find_mentions(archive))
    recipe = IndexRecipe(measure="rate", base=("2024-04", "2024-10"), draws=0)
    may = [
        tension_index(table, replace(recipe, copies=copies)).loc[1, "value"]
        for table, copies in ((scores, "once"), (printed, "once"), (printed, "all"))
    ]
    assert may[0] == pytest.approx(may[1])
    assert may[2] > 1.3 * may[0]


def test_a_flood_looks_like_war_by_plain_words_and_is_nothing_by_sense(
    articles, scores
):
    plain = score_naive(articles["text"])["naive_rate"]
    flood = titled(articles, "River Ostra floods")
    killing = titled(articles, "NASRALLAH DEAD")
    assert plain[flood].item() > plain[killing].item()
    heat = scores["act_count"] + scores["threat_count"]
    assert heat[flood].item() == 0 < heat[killing].item()


def test_a_neutral_bulletin_threatens_like_the_wire_until_voices_are_kept_apart(
    articles, mentions, scores
):
    threats = scores.groupby("source")["threat_count"].sum()
    bulletin, wire = "State Bulletin Service of Karuna", "Meridian Wire"
    assert threats[bulletin] == threats[wire]
    own = score_articles(articles, mentions, voices=["narrator"])
    own = own.groupby("source")["threat_count"].sum()
    assert own[bulletin] < threats[bulletin] / 2 < own[wire]


def test_the_year_before_would_double_the_acts_of_a_report_on_a_truce(
    articles, mentions, scores
):
    past = ["actual", "threatened", "historical"]
    with_past = score_articles(articles, mentions, statuses=past)
    truce = titled(articles, "Hamas accepts Egyptian-Qatari ceasefire plan")
    assert with_past.loc[truce, "act_count"].item() == 2 * 2
    assert scores.loc[truce, "act_count"].item() == 2


@pytest.fixture
def weeks(mentions, scores):
    """Rates of every entry by week, and violent events, of weeks with stories."""
    recipe = IndexRecipe(every="week", measure="weighted", draws=0)
    index = tension_index(scores, recipe).set_index("period")
    index = index[index["n_stories"] > 0]
    events = load_events("chronicle")
    violent = events[events["kind"].isin(["attack", "strike", "killing"])]
    number = period_start(violent["date"], "week").value_counts()
    truth = number.reindex(index.index).fillna(0)
    told = mentions[mentions["status"].isin(scores.attrs["statuses"])]
    told = told[told["channel"].isin(ESCALATION)].merge(
        scores.sort_values("published").drop_duplicates("story_id")[
            ["article_id", "published"]
        ]
    )
    counts = pd.crosstab(period_start(told["published"], "week"), told["term"])
    rates = counts.reindex(index.index).fillna(0).div(index["n_words"], axis=0)
    return rates, truth, index["value"]


def test_fitted_weights_reproduce_any_events_and_foretell_no_better_than_none(weeks):
    rates, truth, published = weeks
    early = rates.index < "2024-07-22"

    def fitted(series):
        weights = np.linalg.lstsq(rates[early], series[early], rcond=None)[0]
        index = rates @ weights
        return index[early].corr(series[early]), index[~early].corr(series[~early])

    seen, unseen = fitted(truth)
    assert seen == pytest.approx(1)
    assert unseen < published[~early].corr(truth[~early]) + 0.1
    shuffled = [
        fitted(truth.sample(frac=1, random_state=seed).set_axis(truth.index))
        for seed in range(20)
    ]
    assert [seen for seen, _ in shuffled] == pytest.approx([1] * 20)
    assert abs(np.mean([unseen for _, unseen in shuffled])) < 0.25
