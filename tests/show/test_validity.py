"""Validation in a report: which texts are read again, and what is said of them."""

import pandas as pd
import pytest

from toolkit import load_lexicon, read_lexicon
from toolkit.schema import BadValue
from toolkit.show import validity_sections
from toolkit.show.drawing import alt_text
from toolkit.show.report_tables import ReportTables
from toolkit.show.validity import coded_units, validate

CODES = pd.DataFrame(
    [
        ("s1", "Rebels attacked the town.", "act", "actual"),
        ("s2", "Rebels did not attack the town.", "act", "negated"),
        ("s3", "Rain fell on the hills.", "none", ""),
        ("s4", "Rebels are near the town.", "act", "hypothetical"),
    ],
    columns=["sentence_id", "sentence_text", "channel", "status"],
).assign(article_id="a0", coder="Ann")
ARTICLES = pd.DataFrame(
    {"article_id": ["a0", "a1"], "text": ["Rebels attacked.", "Rain fell."],
     "published": pd.Timestamp("2024-05-01", tz="UTC"), "source": "Post"}
)  # fmt: skip


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon()


def report(codes, lexicon):
    tables, who = validate(codes, ARTICLES, lexicon)
    return ReportTables(tables, {"gold": who})


def test_a_coded_sentence_borrows_the_date_of_its_article():
    units = coded_units(CODES, ARTICLES)
    assert units["article_id"].tolist() == ["s1", "s2", "s3", "s4"]
    assert units["text"].tolist() == CODES["sentence_text"].tolist()
    assert units["published"].notna().all()


def test_a_sentence_of_an_unknown_article_is_read_without_a_date():
    units = coded_units(CODES.assign(article_id="other"), ARTICLES)
    assert units["published"].isna().all()
    assert units["text"].tolist() == CODES["sentence_text"].tolist()


def test_texts_that_are_nowhere_are_told():
    codes = CODES.drop(columns="sentence_text")
    with pytest.raises(BadValue, match="sentence_text"):
        coded_units(codes, ARTICLES)


def test_the_finding_gives_the_numbers_behind_every_share(lexicon):
    second = CODES.assign(coder="Ben")
    made = report(pd.concat([CODES, second]), lexicon)
    said = validity_sections.finding(made).words
    # of three coded acts two are found, and both are right
    assert "Acts: 67 % of 3 coded units were found" in said
    assert "100 % of 2 found units were coded so" in said
    assert "4 coded sentences, by 2 coders; all of them" in said
    assert "With fewer than 200 coded units most intervals are wide." in said


def test_a_rule_of_status_earns_what_is_lost_without_it(lexicon):
    ablation = report(CODES, lexicon)["ablation"]
    row = ablation.query(
        "variant == 'without negation' and measure == 'status accuracy'"
    ).iloc[0]
    # two acts are found; if the negated one counts as actual, one status of two is right
    assert (row["value"], row["earns"]) == (1 / 2, 1 / 2)


def test_errors_come_with_their_sentence(lexicon):
    errors = report(CODES, lexicon)["errors"]
    assert errors[["sentence_id", "kind", "sentence_text"]].to_numpy().tolist() == [
        ["s4", "missed", "Rebels are near the town."]
    ]


def test_an_adjudicator_settles_what_coders_differ_on(lexicon):
    gold = CODES.assign(coder="gold")
    other = CODES.assign(coder="Ben", channel="none", status="")
    made = report(pd.concat([CODES, other, gold]), lexicon)
    said = validity_sections.finding(made).words
    assert "by 2 coders, differences settled in a version called gold" in said
    assert "Acts: 67 % of 3 coded units were found" in said
    # Ann against Ben, without gold: acts in three of four units for one, none for the
    # other; Do = 3 * 2 / 8, De = 2 * 3 * 5 / (8 * 7)
    alpha = made["agreement"].set_index("what").loc["any act", "alpha"]
    assert alpha == pytest.approx(1 - (6 / 8) / (30 / 56))


def test_whole_articles_may_be_coded_by_one_coder(lexicon):
    codes = pd.DataFrame({"article_id": ["a0", "a1"], "channel": ["act", "none"]})
    made = report(codes, lexicon)
    assert "2 coded articles, by 1 coder" in validity_sections.finding(made).words
    assert "No unit was coded by two" in validity_sections.agreement(made).words
    assert "No status was coded" in validity_sections.statuses(made).words
    assert "without a coded status" in validity_sections.rules(made).words


def test_coders_who_shared_the_work_out_cannot_be_compared(lexicon):
    made = report(CODES.assign(coder=["Ann", "Ann", "Ben", "Ben"]), lexicon)
    assert "agreement" not in made
    assert "by 2 coders" in validity_sections.finding(made).words


def test_the_figure_speaks_its_numbers_in_the_order_of_the_channels(lexicon):
    second = CODES.iloc[:1].assign(sentence_id="s5", channel="tone")
    tables, _ = validate(pd.concat([CODES, second]), ARTICLES, lexicon)
    ax = validity_sections.plot_validation(tables["validation"])
    assert "act: recall 0.67 of 3 coded, precision 0.67 of 3 found" in alt_text(ax)
    names = [label.get_text().split(" ")[0] for label in ax.get_yticklabels()]
    assert names == ["act", "tone", "none"]
    with pytest.raises(BadValue, match="weather"):
        validity_sections.plot_validation(tables["validation"], "weather")


# Sensitivity --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def larger(lexicon):
    """Sixty sentences of thirty articles of two outlets; every other one an attack."""
    lines = ["Rebels attacked the {}.", "Envoys met in the {}."] * 30
    codes = pd.DataFrame(
        {"sentence_id": [f"s{i}" for i in range(60)],
         "sentence_text": [line.format(f"town {i}") for i, line in enumerate(lines)],
         "article_id": [f"a{i // 2}" for i in range(60)],
         "channel": ["act", "none"] * 30, "status": ["actual", ""] * 30}
    )  # fmt: skip
    articles = pd.DataFrame(
        {"article_id": [f"a{i}" for i in range(30)], "text": "Rain fell.",
         "published": pd.Timestamp("2024-05-01", tz="UTC"),
         "source": ["Post", "Wire"] * 15}
    )  # fmt: skip
    tables, who = validate(codes, articles, lexicon)
    return ReportTables(tables, {"gold": who})


def test_other_measures_stand_beside_the_reports_own(larger):
    table = larger["measures"].set_index("measure")
    assert (table["n"] == 60).all()
    ahead = ["acts and threats per 1,000 words", "model of these codes"]
    assert table.loc[ahead, "auc"].tolist() == [1, 1]
    assert {"GPR, 2 places", "GPR, 2 between", "naive words"} <= set(table.index)
    said = validity_sections.measures(larger).words
    assert "no menu" in said and "1.00 (1.00–1.00)" in said


def test_a_lexicon_of_ones_own_is_set_beside_the_shipped_one(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,channel,severity\nrebel*,act,5\n", "utf-8")
    tables, _ = validate(CODES, ARTICLES, read_lexicon(path))
    assert "the same by escalation_en" in set(tables["measures"]["measure"])
    assert not tables["checks"]["passed"].all()


def test_why_there_is_no_model_is_told(lexicon):
    made = report(CODES, lexicon)
    assert "too few for a model" in validity_sections.measures(made).words


def test_errors_are_shown_by_outlet_with_their_numbers(larger):
    by = larger["errors_by"].set_index(["by", "group"])
    assert by.loc[("source", "Post"), ["n_units", "n", "found"]].tolist() == [
        30,
        15,
        15,
    ]
    assert by.loc[("period", "2024-Q2"), "n"] == 30
    said = validity_sections.error_groups(larger).words
    assert "2024-Q2" in said and "among 30 units" in said
    assert "Post" not in said.split("\n", 1)[1]  # fifteen of either are too few


def test_the_checks_say_what_was_not_passed(larger):
    assert "Not passed" not in validity_sections.checks(larger).words
    rows = larger["checks"].copy()
    passives = rows.index[rows["check"] == "passivise"]
    rows.loc[passives[0], "passed"] = False
    said = validity_sections.checks(ReportTables({"checks": rows}, {})).words
    assert "negate" in said and "Not passed (passivise)" in said


def test_rules_that_move_nothing_are_named_and_not_listed(larger):
    said = validity_sections.rules(larger).words
    assert "all rules" in said and "without denial" in said.split("\n")[0]
