"""An entry tried on articles, before it goes into a lexicon."""

import pandas as pd
import pytest

from toolkit import find_mentions, load_lexicon, load_sample, read_lexicon
from toolkit.mentions.lexicon_formats import LexiconError
from toolkit.mentions.trying import try_entry, with_entries, write_entries

LEXICON = load_lexicon()


def table(*texts):
    ids = [str(n) for n in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


def trial_of(articles, term, **entry):
    entry = {"channel": "act", "type": "COERCE", "severity": 5} | entry
    mentions = find_mentions(articles, LEXICON)
    return try_entry(articles, mentions, LEXICON, term, **entry)


def test_hits_become_mentions_with_status_and_severity():
    articles = table(
        "Gunboats zigged at the pier.", "They did not zig.", "Tea was served."
    )
    trial = trial_of(articles, "zig|zigged")
    assert trial.n_hits == 2
    assert trial.found["status"].tolist() == ["actual", "negated"]
    assert trial.found["severity"].tolist() == [5, 5]


def test_untouched_articles_keep_their_mentions_and_the_rest_is_as_a_full_search():
    articles = load_sample("chronicle")
    trial = trial_of(articles, "carrier*")
    again = find_mentions(articles, trial.lexicon)
    keys = ["article_id", "field", "start", "term", "status"]
    ours = trial.mentions.astype({"field": str, "status": str})[keys]
    full = again.astype({"field": str, "status": str})[keys]
    same = [frame.sort_values(keys, ignore_index=True) for frame in (ours, full)]
    pd.testing.assert_frame_equal(*same)
    assert len(trial.found) > 0


def test_war_with_a_wildcard_is_told_what_it_swallows():
    trial = trial_of(table("A warm day in Warsaw, not a war of wars."), "war*")
    assert "war* also fits: warm (1), warsaw (1)." in trial.warnings[0]


def test_a_short_stem_is_doubted_even_where_it_fits_nothing_else():
    (warning,) = trial_of(table("The war goes on."), "war*").warnings
    assert "begins with 3 letters" in warning


def test_a_longer_term_takes_mentions_from_a_shorter_one():
    articles = table("Rebels bombed the base at dawn.")
    trial = trial_of(articles, "bombed the base")
    assert trial.taken["mentions"].tolist() == [1]
    assert "bomb" in trial.taken["term"].item()


def test_entries_that_share_words_are_named_with_the_one_that_wins():
    trial = trial_of(table("Nothing."), "trade")
    row = trial.overlaps.set_index("term").loc["trade war"]
    assert (row["channel"], row["longer"]) == ("none", "present")


def test_needs_and_unless_are_followed():
    articles = table("Troops zigged north.", "Dancers zigged north.")
    assert len(trial_of(articles, "zigged", needs="troops").found) == 1
    assert trial_of(articles, "zigged", unless="dancers").found["article_id"].tolist() == ["0"]  # fmt: skip


@pytest.mark.parametrize(
    ("example", "counterexample", "said"),
    [("Nobody came.", "", "In the example the entry does not count"),
     ("", "Troops zigged.", "In the counterexample the entry counts")],
)  # fmt: skip
def test_example_and_counterexample_are_put_to_the_test(example, counterexample, said):
    trial = trial_of(
        table("x"), "zigged", example=example, counterexample=counterexample
    )
    assert trial.warnings[0].startswith(said)


def test_an_entry_that_is_there_already_is_refused():
    with pytest.raises(LexiconError, match="'trade war' is an entry"):
        trial_of(table("x"), "Trade-war")


@pytest.mark.parametrize("term", ["", "*", "* war"])
def test_a_term_that_cannot_be_matched_is_refused(term):
    with pytest.raises(LexiconError, match="a word first"):
        trial_of(table("x"), term)


def test_written_entries_are_read_back(tmp_path):
    wider = with_entries(
        LEXICON,
        [
            {
                "term": "zig*",
                "channel": "tone",
                "severity": 2,
                "example": 'He said "zig".',
            }
        ],
    )
    path = write_entries(wider.entries.tail(1), tmp_path / "mine.csv")
    entry = read_lexicon(path).entries.iloc[0]
    assert (entry["term"], entry["channel"], entry["severity"]) == ("zig*", "tone", 2)
    assert entry["example"] == 'He said "zig".'


def test_a_whole_lexicon_is_written_and_read_back(tmp_path):
    path = write_entries(LEXICON.entries, tmp_path / "all.csv")
    assert read_lexicon(path).counts == LEXICON.counts


def test_an_empty_or_foreign_file_is_refused(tmp_path):
    with pytest.raises(LexiconError, match=r"ends in \.csv"):
        write_entries(LEXICON.entries, tmp_path / "mine.txt")
    with pytest.raises(LexiconError, match="record one first"):
        write_entries(LEXICON.entries.head(0), tmp_path / "mine.csv")
