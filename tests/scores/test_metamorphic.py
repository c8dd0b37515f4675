"""The checks themselves on finders made by hand; then the toolkit's own finder."""

from functools import partial

import pandas as pd
import pytest

from toolkit import find_mentions, read_lexicon, tension_index
from toolkit.schema import MissingColumn
from toolkit.scores.metamorphic import (
    CHECKS,
    core_sentences,
    metamorphic_checks,
    summarise_checks,
)


@pytest.fixture
def one():
    invade = core_sentences().query("base == 'invade'")
    return invade.assign(actor="Norway", target="Peru")


def finder(mentions_of, **always):
    """A finder that sees one plain attack in every text, whatever it says."""

    def find(articles):
        rows = [{"article_id": name, **always} for name in articles["article_id"]]
        return mentions_of(*rows)

    return find


def passed(checks):
    return checks.set_index("check")["passed"].to_dict()


def test_a_finder_without_grammar_fails_all_that_grammar_decides(mentions_of, one):
    find = finder(mentions_of, actor="Norway", target="Peru")
    assert passed(metamorphic_checks(find, one)) == {
        "find": True, "direction": True, "negate": False, "passivise": True,
        "if": False, "past year": False, "quote": False, "swap": False,
        "double": False,  # one mention in a text twice as long: half the rate
    }  # fmt: skip


def test_a_finder_that_sees_nothing_passes_nothing(mentions_of):
    checks = metamorphic_checks(lambda _: mentions_of())
    assert not checks["passed"].any()
    assert set(checks["got"]) == {"nothing"}


def test_a_lexicon_of_two_words_is_checked_on_what_it_knows(tmp_path):
    """Sentences it finds nothing in fail "find", and nothing else."""
    path = tmp_path / "mine.csv"
    path.write_text("term,channel,severity\nshell*,act,8\nbomb*,act,9\n", "utf-8")
    mine = partial(find_mentions, lexicon=read_lexicon(path))
    table = summarise_checks(metamorphic_checks(mine)).set_index("check")
    assert table.loc["find", ["n", "passed"]].tolist() == [16, 2]
    assert table.loc["negate", ["n", "passed"]].tolist() == [2, 2]
    assert table.loc["double", ["n", "passed"]].tolist() == [2, 2]


def test_no_index_of_nothing_is_asked_for(mentions_of):
    checks = metamorphic_checks(lambda _: mentions_of(), index=tension_index)
    assert "syndicate" not in set(checks["check"])


def test_a_finder_without_directions_is_not_asked_for_them(mentions_of, one):
    got = passed(metamorphic_checks(finder(mentions_of), one))
    assert "direction" not in got
    assert got["passivise"]
    assert got["swap"]  # nothing but type and severity is left to compare


def test_a_sentence_without_a_status_needs_one_that_counts(mentions_of, one):
    find = finder(mentions_of, status="threatened")
    assert not passed(metamorphic_checks(find, one))["find"]
    assert passed(metamorphic_checks(find, one.drop(columns="status")))["find"]
    find = finder(mentions_of, status="negated")
    assert not passed(metamorphic_checks(find, one.drop(columns="status")))["find"]


def test_the_forms_of_a_sentence(mentions_of):
    kill = core_sentences().query("base == 'kill'")
    kill = kill.assign(actor="Norway", target="Peru")
    checks = metamorphic_checks(finder(mentions_of), kill).set_index("check")[
        "sentence"
    ]
    assert checks["negate"] == "Troops of Norway did not kill six soldiers of Peru."
    assert (
        checks["passivise"] == "Six soldiers of Peru were killed by troops of Norway."
    )
    assert checks["if"].startswith("If troops of Norway killed six soldiers of Peru,")
    assert checks["past year"].startswith("In 2009, troops of Norway killed")
    assert checks["swap"] == "Troops of Peru killed six soldiers of Norway."
    assert "spelling" not in checks  # nothing in it is spelled in two ways


def test_an_index_that_counts_copies_is_noticed(mentions_of, one):
    def copies_counted(scores):
        return pd.DataFrame({"value": [float(len(scores))]})

    checks = metamorphic_checks(finder(mentions_of), one, index=copies_counted)
    last = checks.iloc[-1]
    # seven texts of one sentence and its double; then ten more
    assert (last["check"], last["wanted"], last["got"]) == ("syndicate", "8", "18")
    assert not last["passed"]


def test_a_summary_counts_each_check_and_all(mentions_of):
    summary = summarise_checks(metamorphic_checks(finder(mentions_of)))
    whole = summary.set_index("check").loc["all"]
    assert whole["n"] == summary["n"].iloc[:-1].sum()
    assert whole["passed"] == summary["passed"].iloc[:-1].sum()


def test_sentences_of_ones_own_need_the_same_columns(one):
    with pytest.raises(MissingColumn, match="participle"):
        metamorphic_checks(find_mentions, one.drop(columns="participle"))


# The toolkit's own finder ---------------------------------------------------------------


@pytest.fixture(scope="module")
def own():
    return metamorphic_checks(find_mentions, index=tension_index)


EACH = [name for name in CHECKS if name not in ("spelling", "syndicate")]


@pytest.mark.parametrize(
    ("check", "verb"), [(c, v) for c in EACH for v in core_sentences()["base"]]
)
def test_our_finder_passes(own, check, verb):
    mine = own[own["check"] == check].assign(verb=core_sentences()["base"].to_numpy())
    row = mine[mine["verb"] == verb].iloc[0]
    assert row["passed"], f"{row['sentence']} wanted {row['wanted']}, got {row['got']}"


@pytest.mark.parametrize(("check", "n"), [("spelling", 5), ("syndicate", 1)])
def test_our_finder_and_index_pass(own, check, n):
    assert own.loc[own["check"] == check, "passed"].tolist() == [True] * n
