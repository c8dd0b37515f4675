import numpy as np
import pandas as pd
import pytest

from toolkit import IndexRecipe, check_robustness, weighting_fan
from toolkit.schema import BadValue, MissingColumn
from toolkit.scores.score import score_articles


def corpus(*rows):
    """Articles of 100 words from (id, day, source, [(type, severity), ...])."""
    articles = pd.DataFrame(
        {
            "article_id": [row[0] for row in rows],
            "published": pd.to_datetime([row[1] for row in rows], utc=True),
            "source": [row[2] for row in rows],
            "n_words": 100,
        }
    )
    found = [
        {
            "article_id": row[0], "field": "text", "sentence": 0, "start": 0, "end": 4,
            "match": "word", "term": kind.lower(), "type": kind, "channel": "act",
            "severity": float(severity), "status": "actual", "hedged": False,
            "voice": "narrator", "actor": "A", "target": target,
        }
        for row in rows
        for kind, severity, target in row[3]
    ]  # fmt: skip
    mentions = pd.DataFrame(found)
    return score_articles(articles, mentions), mentions


@pytest.fixture
def scored():
    return corpus(
        ("a", "2024-01-05", "Mail", [("PROTEST", 5, "B"), ("PROTEST", 5, "B")]),
        ("b", "2024-02-05", "Post", [("ASSAULT", 9, "C")]),
        ("c", "2024-03-05", "Post", []),
    )


def test_flat_weights_show_the_sum_on_paper(scored):
    # published: January 2 x 5 = 10, February 9, per 100 words; flat: 2 against 1
    table = check_robustness(*scored, weightings=0)
    assert table.attrs["published"] == {"2024-01": 100, "2024-02": 90, "2024-03": 0}
    flat = table[table["kind"] == "preset"].iloc[0]
    assert (flat["variant"], flat["first"], flat["first_stays"]) == (
        "flat", "2024-01", True,
    )  # fmt: skip
    assert flat["spearman"] == pytest.approx(1.0)


def test_leaving_out_the_term_a_peak_rests_on_moves_the_peak(scored):
    table = check_robustness(*scored, weightings=0).set_index(["kind", "variant"])
    gone = table.loc[("without term", "protest")]
    assert (gone["first"], gone["first_stays"]) == ("2024-02", False)
    assert table.loc[("without term", "assault"), "first_stays"]


def test_half_of_all_weightings_favour_two_light_acts_over_a_heavy_one(scored):
    # January first if 2 p > a with p, a even on 0-10: probability 3/4
    table = check_robustness(*scored, weightings=2000)
    drawn = table[table["kind"] == "random weighting"]
    assert drawn["first_stays"].mean() == pytest.approx(0.75, abs=0.03)
    assert "75 % of 2000" in table.attrs["sentence"].replace(
        f"{100 * drawn['first_stays'].mean():.0f} %", "75 %"
    )


def test_same_seed_same_table(scored):
    one, other = (check_robustness(*scored, weightings=50) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_a_source_left_out_takes_its_words_along(scored):
    table = check_robustness(*scored, weightings=0).set_index(["kind", "variant"])
    assert table.loc[("without source", "Mail"), "first"] == "2024-02"
    assert table.loc[("without source", "Post"), "first_stays"]


def test_dyads_and_sources_are_ranked_too(scored):
    dyads = check_robustness(*scored, of="dyad", weightings=10)
    assert list(dyads.attrs["published"]) == ["A -> B", "A -> C"]
    sources = check_robustness(*scored, of="source", weightings=10)
    # Mail 10 in 100 words, Post 9 in 200
    assert sources.attrs["published"] == {"Mail": 100, "Post": 45}


def test_a_preset_is_one_severity_per_mention(scored):
    scores, mentions = scored
    table = check_robustness(
        scores, mentions, weightings=0, presets={"mine": [1.0, 1.0, 9.0]}
    )
    mine = table[table["variant"] == "mine"].iloc[0]
    assert (mine["first"], mine["first_stays"]) == ("2024-02", False)
    with pytest.raises(BadValue, match="2 severities for 3 mentions"):
        check_robustness(scores, mentions, presets={"mine": [1.0, 2.0]})


def test_counting_every_copy_is_tried():
    scores, mentions = corpus(
        ("a", "2024-01-05", "Mail", [("ASSAULT", 9, "B")]),
        ("b", "2024-02-05", "Mail", [("COERCE", 7, "B")]),
        ("b2", "2024-01-06", "Post", []),
    )
    scores["story_id"] = ["a", "b", "a"]
    table = check_robustness(scores, mentions, weightings=0)
    # once: January 9 in 100 words; every copy: 9 in 200 against 7 in 100
    assert table.attrs["published"] == {"2024-01": 90, "2024-02": 70}
    copies = table[table["kind"] == "other copies"].iloc[0]
    assert (copies["first"], copies["first_stays"]) == ("2024-02", False)


def test_unknown_choices_say_what_there_is(scored):
    with pytest.raises(BadValue, match="period, source, dyad"):
        check_robustness(*scored, of="week")
    scores, mentions = scored
    with pytest.raises(MissingColumn, match='lacks "actor"'):
        check_robustness(scores, mentions.drop(columns="actor"), of="dyad")
    bare = mentions.assign(target="")
    with pytest.raises(BadValue, match="no mention to rank by dyad"):
        check_robustness(scores, bare, of="dyad")


def test_cooling_lowers_the_level_of_the_composite():
    scores, mentions = corpus(
        ("a", "2024-01-05", "Mail", [("ASSAULT", 9, "B"), ("AGREE", 8, "B")]),
        ("b", "2024-02-05", "Mail", [("COERCE", 7, "B")]),
    )
    mentions.loc[1, "channel"] = "deescalation"
    articles = scores[["article_id", "published", "source", "n_words"]]
    scores = score_articles(articles, mentions)
    table = check_robustness(
        scores, mentions, IndexRecipe(measure="tension"), weightings=0
    )
    assert table.attrs["published"] == {"2024-01": 10, "2024-02": 70}
    assert np.isnan(table["spearman"]).all()  # two periods make no ranking


@pytest.fixture(scope="module")
def many():
    """A hundred articles of four sources, some of them copies of each other."""
    rng = np.random.default_rng(7)
    rows = [
        (f"a{i:03d}", f"2024-0{rng.integers(1, 5)}-{rng.integers(1, 28):02d}",
         "ABCD"[rng.integers(4)],
         [(("PROTEST", "ASSAULT", "COERCE")[rng.integers(3)], int(rng.integers(1, 10)),
           "XYZ"[rng.integers(3)]) for _ in range(rng.integers(0, 4))])
        for i in range(100)
    ]  # fmt: skip
    scores, mentions = corpus(*rows)
    scores["story_id"] = [f"s{i}" for i in rng.integers(0, 60, 100)]
    scores["n_words"] = 100.0
    return scores, mentions


@pytest.mark.parametrize("of", ["period", "dyad"])
@pytest.mark.parametrize("copies", ["once", "all"])
def test_leaving_out_a_source_is_as_if_it_had_never_been_read(many, of, copies):
    scores, mentions = many
    recipe = IndexRecipe(copies=copies)
    table = check_robustness(scores, mentions, recipe, of=of, weightings=0)
    table = table.set_index(["kind", "variant"])
    for source in "ABCD":
        kept = scores[scores["source"] != source]
        mine = mentions[mentions["article_id"].isin(kept["article_id"])]
        again = check_robustness(kept, mine, recipe, of=of, weightings=0)
        level = pd.Series(again.attrs["published"])
        row = table.loc[("without source", source)]
        assert row["first"] == level.idxmax()
        before = pd.Series(table.attrs["published"])[level.index]
        assert row["spearman"] == pytest.approx(before.corr(level, method="spearman"))


def test_a_source_is_judged_by_all_it_printed_copies_too():
    scores, mentions = corpus(
        ("a", "2024-01-05", "Mail", [("ASSAULT", 9, "B")]),
        ("b", "2024-01-06", "Post", [("ASSAULT", 9, "B")]),
        ("c", "2024-01-07", "Post", []),
    )
    scores["story_id"] = ["s", "s", "c"]  # Post printed it after Mail
    table = check_robustness(scores, mentions, of="source", weightings=0)
    assert table.attrs["published"] == {"Mail": 90, "Post": 45}


def test_another_reading_of_the_articles_is_ranked_too(scored):
    scores, mentions = scored
    table = check_robustness(
        scores, mentions, weightings=0, readings={"query": [0, 0, 1]}
    ).set_index(["kind", "variant"])
    # stories with a hit: all of January and of February, so the first of them
    assert table.loc[("other reading", "share of stories"), "first"] == "2024-01"
    assert table.loc[("other reading", "query"), "first"] == "2024-03"
    with pytest.raises(BadValue, match="2 values for 3 articles"):
        check_robustness(scores, mentions, readings={"query": [0, 1]})
    with pytest.raises(BadValue, match="rank no dyads"):
        check_robustness(scores, mentions, of="dyad", readings={"query": [0, 0, 1]})


def test_presets_follow_the_mentions_whatever_their_labels(scored):
    scores, mentions = scored
    alike = mentions.set_axis([5, 5, 5])
    table = check_robustness(
        scores, alike, weightings=0, presets={"mine": [1.0, 1.0, 9.0]}
    )
    assert table[table["variant"] == "mine"].iloc[0]["first"] == "2024-02"


def test_mentions_without_actors_are_no_dyad(scored):
    scores, mentions = scored
    some = mentions.assign(actor=["A", None, "A"])
    table = check_robustness(scores, some, of="dyad", weightings=0)
    assert table.attrs["published"] == {"A -> B": 1000 * 5 / 300, "A -> C": 30}


def test_the_fan_holds_the_published_series_and_every_weighting(scored):
    fan = weighting_fan(*scored, weightings=20)
    assert fan["weighting"].nunique() == 21
    published = fan[fan["weighting"] == 0].set_index("period")
    # 100, 90 and 0 have the mean 63.3
    assert published["value"].round(1).tolist() == [157.9, 142.1, 0.0]
    assert published["rank"].tolist() == [1, 2, 3]
    means = fan.groupby("weighting")["value"].mean()
    assert means.to_numpy() == pytest.approx(100)
