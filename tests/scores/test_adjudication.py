"""From a draw to a calibrated index: coders, agreement, decisions, gold, weights."""

import numpy as np
import pandas as pd
import pytest

from toolkit import (
    IndexRecipe,
    calibrate_index,
    calibration_codes,
    compare_with_codes,
    draw_sample,
    gold_codes,
    list_disagreements,
    read_coding,
    score_articles,
)
from toolkit.schema import BadValue
from toolkit.scores.agreement import agreement_table, krippendorff_alpha
from toolkit.scores.coding_files import GOLD, CoderFile
from toolkit.scores.coding_session import CodingSession
from toolkit.scores.designs import coding_sheet, design_of, with_chances


def codes(*rows):
    """Codes from short rows: unit, coder, channel and what else a row says."""
    names = ("sentence_id", "coder", "channel")
    return pd.DataFrame(
        [dict(zip(names, r[:3], strict=True)) | (r[3] if len(r) > 3 else {})
         for r in rows]
    )  # fmt: skip


def test_the_order_of_statements_and_names_is_no_disagreement():
    table = codes(
        ("s1", "Ann", "act", {"actor": "Iran; Iraq"}), ("s1", "Ann", "tone"),
        ("s1", "Ben", "tone"), ("s1", "Ben", "act", {"actor": "Iraq ;Iran"}),
    )  # fmt: skip
    assert list_disagreements(table).empty
    assert list_disagreements(table).attrs["compared"] == 1
    gold = gold_codes(table)
    assert sorted(gold["channel"]) == ["act", "tone"]
    assert set(gold["settled"]) == {"agreed"}


def test_a_disagreement_says_on_what_and_who_said_what():
    table = codes(
        ("s1", "Ann", "act", {"status": "actual", "text": "Shells fell."}),
        ("s1", "Ben", "act", {"status": "negated", "text": "Shells fell."}),
        ("s2", "Ann", "none"),
        ("s2", "Ben", "none"),
        ("s3", "Ann", "tone"),
    )
    (row,) = list_disagreements(table).to_dict("records")
    assert row == {
        "sentence_id": "s1", "differ": "status", "Ann": "act, actual",
        "Ben": "act, negated", "text": "Shells fell.",
    }  # fmt: skip


def test_the_same_answers_put_together_otherwise_are_a_disagreement():
    table = codes(
        ("s1", "A", "act", {"status": "actual"}), ("s1", "A", "tone", {"status": "x"}),
        ("s1", "B", "act", {"status": "x"}), ("s1", "B", "tone", {"status": "actual"}),
    )  # fmt: skip
    assert list_disagreements(table)["differ"].tolist() == ["combination"]


def test_gold_is_not_made_over_an_open_disagreement():
    table = codes(("s1", "A", "act"), ("s1", "B", "tone"), ("s2", "A", "none"))
    with pytest.raises(BadValue, match=r"differ on 1 units .* 's1'"):
        gold_codes(table)
    dropped = gold_codes(table, unsettled="drop")
    assert dropped[["sentence_id", "settled"]].to_numpy().tolist() == [
        ["s2", "one coder"]
    ]
    with pytest.raises(BadValue, match="several adjudicators"):
        gold_codes(table, codes(("s1", "C", "act"), ("s1", "D", "tone")))


def test_grades_on_which_coders_differ_are_averaged():
    table = codes(
        ("s1", "A", "act", {"severity": 6}), ("s1", "B", "act", {"severity": 9})
    )
    assert gold_codes(table)["severity"].tolist() == [7.5]


def test_an_uncoded_unit_lowers_the_chance_of_its_stratum():
    sample = pd.DataFrame({
        "article_id": list("abcdef"), "stratum": ["x"] * 4 + ["y"] * 2,
        "probability": [0.5] * 4 + [1.0] * 2,
    })  # fmt: skip
    coded = pd.DataFrame({"article_id": list("abef"), "channel": "act"})
    chances = with_chances(coded, sample).set_index("article_id")["probability"]
    # two of the four of x were coded: .5 x 2/4
    assert chances.to_dict() == {"a": 0.25, "b": 0.25, "e": 1.0, "f": 1.0}
    with pytest.raises(BadValue, match="No unit of the stratum 'y' is coded"):
        with_chances(coded[:2], sample)


def test_a_sheet_shows_nothing_of_what_was_found():
    sample = draw_sample(corpus(), 10, by="source")
    sheet = coding_sheet(sample)
    hidden = set(design_of(sample)) - {"article_id", "row"}
    assert hidden >= {"stratum", "probability", "seed"}
    assert not hidden & set(sheet)
    assert not {"source", "published"} & set(sheet)
    assert (sheet["channel"] == "").all()


# Weights ------------------------------------------------------------------------------


def test_a_weighted_recall_is_the_one_of_the_whole_corpus(mentions_of):
    # 4 units drawn with chance 1, 2 drawn with chance 1/10: they stand for 4 and 20
    table = codes(*[(f"s{i}", "gold", "act") for i in range(6)])
    table = table.assign(probability=[1.0] * 4 + [0.1] * 2)
    found = mentions_of(*[{"article_id": f"s{i}"} for i in (0, 1, 2, 4)])
    act = compare_with_codes(found, table).query("`class` == 'act'").iloc[0]
    # found: three that stand for one each, one that stands for ten
    assert act["recall"] == pytest.approx((3 + 10) / 24)
    assert act["f1"] == pytest.approx(2 * 13 / (13 + 24))
    assert act["recall_low"] < act["recall"] < act["recall_high"]
    assert (act["n"], act["found"], act["precision"]) == (6, 4, 1.0)
    plain = compare_with_codes(found, table, probability=None)
    assert plain.query("`class` == 'act'")["recall"].tolist() == [4 / 6]


def test_equal_chances_change_no_figure(mentions_of):
    table = codes(*[(f"s{i}", "gold", ["act", "none"][i % 2]) for i in range(40)])
    found = mentions_of(*[{"article_id": f"s{i}"} for i in range(0, 40, 3)])
    columns = ["precision", "recall", "f1", "precision_low", "recall_high"]
    plain = compare_with_codes(found, table)[columns]
    even = compare_with_codes(found, table.assign(probability=0.2))[columns]
    np.testing.assert_allclose(even[columns[:3]], plain[columns[:3]])
    # the effective number is that of the units, or a little below by the draws
    np.testing.assert_allclose(even, plain, atol=0.03)


def test_weighted_ranks_count_a_unit_as_often_as_it_stands_for():
    table = pd.DataFrame({
        "sentence_id": list("abcd"), "heat": [1, 1, 0, 0],
        "probability": [1.0, 0.5, 1.0, 0.25],
    })  # fmt: skip
    scores = pd.DataFrame({"article_id": list("abcd"), "tension": [3.0, 1, 2, 0]})
    row = compare_with_codes(scores, table, human="heat").iloc[0]
    # a beats c and d: 1 x (1 + 4); b (twice) beats d: 2 x 4; of 3 x 5 pairs
    assert row["auc"] == pytest.approx((5 + 8) / 15)
    # the same table written out, each unit as often as it stands for
    times = [1, 2, 1, 4]
    whole = pd.DataFrame({
        "x": np.repeat([3.0, 1, 2, 0], times), "y": np.repeat([1, 1, 0, 0], times)
    })  # fmt: skip
    rho = whole.corr("spearman").loc["x", "y"]
    assert row["spearman"] == pytest.approx(rho)


def test_weighted_intervals_hold_the_truth_about_as_often_as_they_say(mentions_of):
    rng = np.random.default_rng(3)
    n = 3000
    article = np.arange(n) // 10
    hot = rng.random(n) < 0.1
    easy = rng.random(n // 10)[article]  # some articles are easier than others
    seen = hot & (rng.random(n) < 0.3 + 0.6 * easy)
    truth = (hot & seen).sum() / hot.sum()
    names = np.array([f"s{i}" for i in range(n)])
    held, runs = 0, 100
    for seed in range(runs):
        draw = np.random.default_rng(seed)
        first = draw.permutation(n // 10)[:100]
        chance = np.where(hot, 0.9, 0.1) * 100 / (n // 10)
        kept = np.isin(article, first) & (draw.random(n) < np.where(hot, 0.9, 0.1))
        table = pd.DataFrame({
            "sentence_id": names[kept], "article_id": article[kept].astype(str),
            "channel": np.where(hot, "act", "none")[kept], "probability": chance[kept],
        })  # fmt: skip
        found = mentions_of(*[{"article_id": name} for name in names[kept & seen]])
        rows = compare_with_codes(found, table, draws=200, seed=seed)
        act = rows[rows["class"] == "act"].iloc[0]
        held += act["recall_low"] <= truth <= act["recall_high"]
    # 95 of 100, give or take; a bad interval holds it far less often
    assert held >= 88


@pytest.mark.parametrize("chance", [0.0, 1.2, np.nan])
def test_an_impossible_chance_is_refused(mentions_of, chance):
    table = codes(("s1", "gold", "act")).assign(probability=chance)
    with pytest.raises(BadValue, match="'probability'"):
        compare_with_codes(mentions_of({"article_id": "s1"}), table)


# The whole way ------------------------------------------------------------------------


def corpus(n=60):
    """Articles of two outlets over two quarters; every second one tells of an act."""
    return pd.DataFrame({
        "article_id": [f"a{i:03}" for i in range(n)], "title": "",
        "text": ["Shells fell." if i % 2 else "Envoys met." for i in range(n)],
        "source": ["Wire" if i % 3 else "Post" for i in range(n)],
        "published": pd.date_range("2024-01-01", periods=n, freq="3D", tz="UTC"),
    })  # fmt: skip


def code_all(folder, sample, coder, channel_of, kind="codes"):
    session = CodingSession(sample, CoderFile(folder, coder, kind))
    while not session.done:
        session.save([{"channel": channel_of(session.unit)}], note="so it reads")


def test_from_the_draw_to_the_calibrated_index(tmp_path, mentions_of):
    articles = corpus()
    # the lexicon misses every third act and sees one where there is none
    acts = [a for i, a in enumerate(articles["article_id"]) if i % 2]
    found = mentions_of(
        *[{"article_id": name} for name in [*acts[1::3], *acts[2::3], "a000"]]
    )
    sample = draw_sample(articles, 40, by="channel", mentions=found, even=0.0)
    # 21 articles with a hit, 39 without: 14 and 26 of them are drawn
    assert sample["stratum"].value_counts().to_dict() == {"none": 26, "act": 14}

    def truth(name):
        return "act" if name in acts else "none"

    drawn = sample["article_id"].tolist()
    slips = set(drawn[:4])
    code_all(tmp_path, sample, "Ann", truth)
    code_all(tmp_path, sample, "Ben", lambda u: "tone" if u in slips else truth(u))
    both = read_coding(tmp_path, sample)
    assert len(both) == 80

    # agreement: 4 of 40 units differ
    table = agreement_table(both, ["channel"], unit="article_id").iloc[0]
    n_act = sum(truth(u) == "act" for u in drawn)
    slipped = sum(truth(u) == "act" for u in slips)
    margin = np.array([2 * n_act - slipped, 80 - 2 * n_act - (4 - slipped), 4])
    expected = 1 - (margin * (margin - 1)).sum() / (80 * 79)
    assert table["alpha"] == pytest.approx(1 - (4 / 40) / expected)
    wide = both.pivot_table("channel", "article_id", "coder", aggfunc="first")
    assert krippendorff_alpha(wide).alpha == pytest.approx(table["alpha"])

    # adjudication: the adjudicator sees the four, and decides them
    differing = list_disagreements(both)
    assert set(differing["article_id"]) == slips
    disputed = sample[sample["article_id"].isin(slips)]
    code_all(tmp_path, disputed, "Cleo", truth, GOLD)
    gold = gold_codes(both, read_coding(tmp_path, sample, kind=GOLD), sample=sample)
    assert gold.attrs["settled"] == {"agreed": 36, "adjudicated": 4}
    assert len(read_coding(tmp_path)) == 80  # decisions are no third coder
    assert set(gold.loc[gold["settled"] == "adjudicated", "note"]) == {"so it reads"}

    # validation, weighted: sums on paper, over strata
    rows = compare_with_codes(found, gold)
    act = rows[(rows["dimension"] == "channel") & (rows["class"] == "act")].iloc[0]
    weight = dict(zip(sample["article_id"], 1 / sample["probability"], strict=True))
    hit = set(found["article_id"])
    right = sum(weight[u] for u in drawn if u in hit and u in acts)
    missed = sum(weight[u] for u in drawn if u not in hit and u in acts)
    assert act["recall"] == pytest.approx(right / (right + missed))
    assert act["precision"] == pytest.approx(
        right / sum(weight[u] for u in drawn if u in hit)
    )

    # calibration: the share of acts in each stratum, times the stratum
    scores = score_articles(articles, found)
    recipe = IndexRecipe(every="quarter", draws=50)
    calibrated = calibrate_index(scores, calibration_codes(gold), recipe)
    overall = calibrated.attrs["overall"]
    assert overall["naive"] == pytest.approx(21 / 60)
    # the design-based estimate is 'right + missed' of 60; g adds sampling noise of the
    # cross-fitting only
    assert overall["level"] == pytest.approx((right + missed) / 60, abs=0.02)
    assert overall["low"] < 0.5 < overall["high"]


def test_codes_of_sentences_do_not_calibrate_an_index_of_articles():
    table = codes(("s1", "gold", "act")).assign(article_id="a", probability=0.5)
    with pytest.raises(BadValue, match="Draw with unit='article'"):
        calibration_codes(table)
