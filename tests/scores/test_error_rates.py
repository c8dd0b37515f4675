import numpy as np
import pandas as pd
import pytest

from toolkit.schema import BadValue
from toolkit.scores.error_rates import errors_by, length_effect
from toolkit.scores.validation import compare_with_codes, list_errors


@pytest.fixture
def codes():
    """Thirty units of each source, coded act; "Wire" is found, of "Post" a third."""
    ids = [f"s{n}" for n in range(60)]
    return pd.DataFrame(
        {
            "sentence_id": ids,
            "article_id": ["a"] * 30 + ["b"] * 30,
            "channel": "act",
            "actor": ["Iran; Syria"] * 30 + ["Israel"] * 30,
            "sentence_text": ["Raid."] * 30 + ["A raid, officials said."] * 30,
        }
    )


@pytest.fixture
def found(mentions_of):
    seen = [f"s{n}" for n in range(30)] + [f"s{n}" for n in range(30, 40)]
    return mentions_of(*[{"article_id": name, "actor": None} for name in seen])


@pytest.fixture
def articles():
    days = pd.to_datetime(["2023-05-01", "2024-05-01"], utc=True)
    return pd.DataFrame(
        {"article_id": ["a", "b"], "source": ["Wire", "Post"], "published": days}
    )


def _group(table, name):
    return table[table["group"] == name].iloc[0]


def test_recall_by_source_on_paper(found, codes, articles):
    table = errors_by(found, codes, "source", units=articles)
    wire, post = _group(table, "Wire"), _group(table, "Post")
    assert (wire["n"], wire["found"], wire["recall"], wire["precision"]) == (
        30, 30, 1, 1,
    )  # fmt: skip
    assert (post["n"], post["found"], post["recall"]) == (30, 10, 1 / 3)
    assert not wire["small"]
    assert post["small"]  # ten found units say little of precision
    # Fisher's exact test of 30/30 against 10/30, twice (Holm)
    assert post["recall_p"] < 1e-6
    assert post["precision_p"] == 1  # whatever was found is right in both


def test_a_difference_is_said_in_words(found, codes, articles, mentions_of):
    more = mentions_of(*[{"article_id": f"s{n}", "actor": None} for n in range(50)])
    said = errors_by(more, codes, "source", units=articles).attrs["sentence"]
    assert said == "Errors differ by source: Post, Wire against the others."
    every = mentions_of(*[{"article_id": f"s{n}", "actor": None} for n in range(60)])
    said = errors_by(every, codes, "source", units=articles).attrs["sentence"]
    assert said.startswith("No clear difference in errors by source")


def test_a_unit_with_two_actors_stands_in_two_groups(found, codes):
    table = errors_by(found, codes, "actor")
    assert table["group"].tolist() == ["Iran", "Israel", "Syria"]
    assert _group(table, "Iran")["recall"] == _group(table, "Syria")["recall"] == 1
    assert _group(table, "Israel")["recall"] == 1 / 3


def test_years_and_lengths_are_groups(found, codes, articles):
    years = errors_by(found, codes, "period", units=articles)
    assert years["group"].tolist() == ["2023", "2024"]
    # 30 texts of 1 word and 30 of 4: numbers as they are
    lengths = errors_by(found, codes, "length")
    assert lengths["group"].tolist() == ["1", "4"]
    assert lengths["recall"].tolist() == [1, 1 / 3]


def test_many_numbers_are_cut_into_thirds(found, codes):
    table = errors_by(found, codes.assign(n=range(60)), "n")
    assert table["group"].tolist() == ["0 to 19", "20 to 39", "40 to 59"]
    assert table["recall"].tolist() == [1, 1, 0]


def test_a_group_that_is_not_there_is_told(found, codes):
    with pytest.raises(BadValue, match="units=articles"):
        errors_by(found, codes, "source")


def test_errors_are_listed_by_kind(mentions_of):
    codes = pd.DataFrame(
        [
            ("s1", "act", "actual", "Iran", "Israel"),
            ("s2", "act", "negated", "", ""),
            ("s3", "none", "", "", ""),
            ("s4", "threat", "threatened", "", ""),
        ],
        columns=["sentence_id", "channel", "status", "actor", "target"],
    )
    found = mentions_of(
        {"article_id": "s1", "actor": "Israel", "target": "Iran"},
        {"article_id": "s2", "actor": "", "target": ""},
        {"article_id": "s3", "channel": "tone", "actor": "", "target": ""},
    )
    table = list_errors(found, codes)
    assert table[["sentence_id", "kind", "coded", "found"]].to_numpy().tolist() == [
        ["s1", "swapped", "Iran", "Israel"],
        ["s2", "status", "negated", "actual"],
        ["s3", "false alarm", "none", "tone"],
        ["s4", "missed", "threat", "none"],
    ]


def test_longer_units_are_missed_more_often(found, codes):
    table = length_effect(found, codes, draws=200)
    missed = table[table["error"] == "missed"].iloc[0]
    assert (missed["n"], missed["wrong"]) == (60, 20)
    # two values each: rho is phi of the table 0/30, 20/10, that is
    # (30 * 20 - 0 * 10) / sqrt(30 * 30 * 20 * 40)
    assert missed["spearman"] == pytest.approx(600 / np.sqrt(720_000))
    assert missed["low"] < missed["spearman"] < missed["high"]


def test_names_in_one_cell_are_parted_by_semicolons(mentions_of):
    codes = pd.DataFrame(
        {"sentence_id": ["s1"], "channel": "act", "actor": ["Iran; Syria"]}
    )
    table = compare_with_codes(
        mentions_of({"article_id": "s1", "actor": "Syria"}), codes
    )
    assert table.set_index("dimension").loc["actor", "recall"] == 1


def test_a_unit_drawn_with_a_chance_of_one_in_ten_stands_for_ten(found, codes):
    # Wire: 30 units found of 30. Post: 10 found with chance 1, 20 missed with 1/10:
    # recall 10 / (10 + 200)
    chance = np.where(np.arange(60) >= 40, 0.1, 1.0)
    table = errors_by(found, codes.assign(probability=chance), "article_id")
    post = _group(table, "b")
    assert (post["n"], post["found"]) == (30, 10)
    assert post["recall"] == pytest.approx(10 / 210)
    assert post["recall_low"] < 10 / 210 < post["recall_high"]
    assert _group(table, "a")["recall"] == 1
    assert "60 coded units stand for 240" in table.attrs["weighted"]
    plain = errors_by(found, codes.assign(probability=chance), "article_id",
                      probability=None)  # fmt: skip
    assert _group(plain, "b")["recall"] == pytest.approx(1 / 3)
    assert "weighted" not in plain.attrs


def test_units_of_one_chance_have_the_rates_of_units_without_any(found, codes):
    own = codes.assign(article_id=codes["sentence_id"])  # no unit shares an article
    even = errors_by(found, own.assign(probability=0.2), "actor")
    plain = errors_by(found, own, "actor")
    rates = ["group", "n_units", "n", "found", "precision", "recall"]
    pd.testing.assert_frame_equal(even[rates], plain[rates])
    clear = plain["recall_p"] < 0.05
    assert ((even["recall_p"] < 0.05) == clear).all()


def test_weighted_units_of_one_article_are_one_witness(found, codes):
    alone = codes.assign(article_id=codes["sentence_id"], probability=0.5)
    together = codes.assign(
        article_id=["a"] * 30 + [f"b{n // 10}" for n in range(30)], probability=0.5
    )
    # found are the ten of one article, missed those of the two others
    wide, narrow = (
        _group(errors_by(found, table, "sentence_text"), "A raid, officials said.")
        for table in (together, alone)
    )
    assert wide["recall"] == narrow["recall"]
    reach = [row["recall_high"] - row["recall_low"] for row in (wide, narrow)]
    assert reach[0] > reach[1]


def test_length_is_related_to_errors_by_what_units_stand_for():
    # words 1, 2, 3, the second missed; the third stands for four: as if written
    # four times
    codes = pd.DataFrame({
        "sentence_id": ["a", "b", "c"], "channel": "act",
        "sentence_text": ["Raid.", "A raid.", "A raid came."],
    })  # fmt: skip
    found = pd.DataFrame({"article_id": ["a", "c"], "channel": "act"})
    chance = codes.assign(probability=[1, 1, 0.25])
    written = pd.concat(
        [codes, *(codes.tail(1).assign(sentence_id=f"c{n}") for n in range(3))]
    )
    more = pd.DataFrame({"article_id": ["a", "c", "c0", "c1", "c2"], "channel": "act"})
    weighted = length_effect(found, chance, draws=20)
    plain = length_effect(more, written, draws=20)
    assert weighted["spearman"][0] == pytest.approx(plain["spearman"][0])
    assert weighted["spearman"][0] < 0
    assert weighted["n"].tolist() == [3, 0]
