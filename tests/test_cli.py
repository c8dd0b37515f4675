"""The command line: files in, files out, and an exit code that can be relied on."""

import subprocess
import sys

import pandas as pd
import pytest

from toolkit import cli

ARTICLE = (
    "Talks resume after attack\n\n6 August 2024\n\n"
    "Rebels attacked the town. Envoys met.\n"
)


@pytest.fixture
def run(capsys):
    def run(*words):
        sys_argv, sys.argv = sys.argv, ["toolkit", *map(str, words)]
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = stop.code
        finally:
            sys.argv = sys_argv
        return code or 0, capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    (news / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (news / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    return news


def test_the_verbs_follow_each_other_through_files(run, folder, tmp_path):
    assert run("ingest", folder, "--out", tmp_path / "a.parquet")[0] == 0
    assert run("score", tmp_path / "a.parquet", "--out", tmp_path / "s")[0] == 0
    assert run("index", tmp_path / "s", "--out", tmp_path / "i.csv")[0] == 0
    assert pd.read_csv(tmp_path / "i.csv")["n_articles"].tolist() == [1]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_an_index_is_the_same_from_every_format(run, folder, tmp_path, form):
    run("ingest", folder, "--out", tmp_path / "a.parquet")
    run("score", tmp_path / "a.parquet", "--out", tmp_path / form, "--format", form)
    run("index", tmp_path / form, "--out", tmp_path / f"{form}.csv")
    assert pd.read_csv(tmp_path / f"{form}.csv")["value"].tolist() == [100.0]


TRICKY = [
    ("=SUM(A1) after 3 killed", "-5 degrees as rebels attacked the town."),
    ("'Truce' is off", "'We attacked,' he said.\n\n\"Never\", she said; NA, null."),
    ("NA", "NA\tRebels vowed to strike, comma and all."),
    ("007", "@desk: Envoys met on 6 August.\u2028Talks failed."),
]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_own_articles_come_back_exactly_from_every_format(run, tmp_path, form):
    # read as foreign, "2024-08" would become the first of August, to the minute
    raw = pd.DataFrame(TRICKY, columns=["title", "text"])
    raw.assign(date="2024-08", source="NA").to_json(
        tmp_path / "raw.jsonl", orient="records", lines=True
    )
    for ending in ("parquet", form):
        run("ingest", tmp_path / "raw.jsonl", "--out", tmp_path / f"a.{ending}")
        run("score", tmp_path / f"a.{ending}", "--out", tmp_path / ending)
        run("ingest", tmp_path / f"a.{ending}", "--out", tmp_path / f"{ending}.csv")
    for name in ("articles", "mentions", "scores"):
        ours, other = (tmp_path / e / f"{name}.parquet" for e in ("parquet", form))
        pd.testing.assert_frame_equal(pd.read_parquet(ours), pd.read_parquet(other))
    articles = pd.read_parquet(tmp_path / form / "articles.parquet")
    assert set(articles["published_precision"]) == {"month"}
    assert set(articles["source"]) == {"NA"}
    again = [(tmp_path / f"{e}.csv").read_bytes() for e in ("parquet", form)]
    assert again[0] == again[1]


def test_dates_that_a_spreadsheet_rewrote_are_refused_by_name(run, folder, tmp_path):
    run("ingest", folder, "--out", tmp_path / "a.csv")
    rewritten = (tmp_path / "a.csv").read_text().replace("2024-08-06", "06.08.2024")
    (tmp_path / "a.csv").write_text(rewritten)
    code, shown = run("score", tmp_path / "a.csv", "--out", tmp_path / "s")
    assert code == 2 and '"published"' in shown.err and "spreadsheet" in shown.err


def test_a_table_of_other_origin_is_read_as_such(run, tmp_path):
    foreign = pd.DataFrame({"article_id": ["1"], "text": ["Rebels attacked."]})
    foreign.to_csv(tmp_path / "foreign.csv", index=False)
    run("ingest", tmp_path / "foreign.csv", "--out", tmp_path / "a.csv")
    read = pd.read_csv(tmp_path / "a.csv")
    assert read["reader"].notna().all() and read["origin"].str.contains("foreign").all()


def test_what_was_assumed_is_told_once_and_what_was_lost_always(run, folder, tmp_path):
    for i in range(30):
        (folder / f"{i}.txt").write_text(ARTICLE.replace("town", f"town {i}"))
    run("ingest", folder, "--out", tmp_path / "a.parquet")
    table = pd.read_parquet(tmp_path / "a.parquet")
    notes = [{"file": f"{i}.txt", "place": "", "note": "cut: x"} for i in range(30)]
    table.attrs["notes"] = notes
    table.to_parquet(tmp_path / "a.parquet")
    _, first = run("ingest", tmp_path / "a.parquet", "--out", tmp_path / "b.parquet")
    told = [
        line for line in first.err.splitlines() if "cut: x" in line or "noted" in line
    ]
    assert 2 <= len(told) <= 12 and "20 more noted" in told[-1]
    _, later = run("score", tmp_path / "a.parquet", "--out", tmp_path / "s")
    assert "cut: x" not in later.err and "photo.jpg" in later.err


# A corpus that grows ----------------------------------------------------------------


def test_a_corpus_grows_by_what_is_new(run, folder, tmp_path):
    _, first = run("ingest", folder, "--store", tmp_path / "corpus")
    assert "added 1 article in 1 batch" in first.err and "photo.jpg" in first.err
    (folder / "two.txt").write_text(ARTICLE.replace("town", "port"), encoding="utf-8")
    _, second = run("ingest", folder, "--store", tmp_path / "corpus")
    assert "added 1 article in 1 batch" in second.err
    code, third = run("ingest", folder, "--store", tmp_path / "corpus")
    assert code == 0 and "added 0 articles" in third.err
    assert "passed over: 3" in third.err
    assert len(pd.read_parquet(tmp_path / "corpus")) == 2


def test_a_corpus_scored_batch_by_batch_gives_what_scoring_all_at_once_gives(
    run, folder, tmp_path
):
    corpus, out = tmp_path / "corpus", tmp_path / "scored"
    run("ingest", folder, "--store", corpus)
    run("score", corpus, "--out", out)
    (folder / "two.txt").write_text(ARTICLE.replace("town", "port"), encoding="utf-8")
    run("ingest", folder, "--store", corpus)
    _, again = run("score", corpus, "--out", out)
    assert "searched 1 of 2 batches" in again.err
    run("ingest", folder, "--out", tmp_path / "a.parquet")
    run("score", tmp_path / "a.parquet", "--out", tmp_path / "at_once")
    for name in ("mentions", "scores"):
        two = (
            pd.read_parquet(f / f"{name}.parquet") for f in (out, tmp_path / "at_once")
        )
        pd.testing.assert_frame_equal(*two)


def test_another_lexicon_searches_a_corpus_afresh(run, folder, tmp_path):
    corpus, out = tmp_path / "corpus", tmp_path / "scored"
    run("ingest", folder, "--store", corpus)
    run("score", corpus, "--out", out)
    words = tmp_path / "own.csv"
    words.write_text("term,channel\ntown,tone\n")
    code, shown = run("score", corpus, "--out", out, "--lexicon", words)
    assert code == 0 and "searched 1 of 1 batch" in shown.err
    assert set(pd.read_parquet(out / "mentions.parquet")["term"]) == {"town"}


def test_verify_names_the_damaged_part_and_repair_sets_it_aside(run, folder, tmp_path):
    corpus = tmp_path / "corpus"
    run("ingest", folder, "--store", corpus)
    assert run("verify", corpus)[0] == 0
    part = next(corpus.glob("part-*"))
    part.write_bytes(part.read_bytes()[:-1])
    code, shown = run("verify", corpus)
    assert code == 1 and part.name in shown.err and "repair" in shown.err
    code, shown = run("score", corpus, "--out", tmp_path / "s")
    assert code == 2 and "verify" in shown.err
    run("verify", corpus, "--repair")
    assert run("verify", corpus)[0] == 0
    run("ingest", folder, "--store", corpus)
    assert len(pd.read_parquet(corpus)) == 1


@pytest.mark.parametrize("where", [(), ("--out", "a.csv", "--store", "corpus")])
def test_ingest_asks_for_one_place_to_write_to(run, folder, monkeypatch, where):
    monkeypatch.chdir(folder)
    code, shown = run("ingest", ".", *where)
    assert code == 2 and "--store corpus/" in shown.err


def test_a_table_that_cannot_be_written_leaves_the_one_before(run, folder, tmp_path,
                                                              monkeypatch):  # fmt: skip
    run("ingest", folder, "--out", tmp_path / "a.csv")
    before = (tmp_path / "a.csv").read_bytes()

    def full(*args, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    code, shown = run("ingest", folder, "--out", tmp_path / "a.csv")
    assert code == 2 and "No space left" in shown.err
    assert (tmp_path / "a.csv").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("verb", ["ingest", "score", "index", "report"])
@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_path_is_not_the_working_folder(run, folder, monkeypatch, verb, empty):
    monkeypatch.chdir(folder)
    code, shown = run(verb, empty, "--out", "made.csv")
    assert code == 2 and "empty" in shown.err
    assert not (folder / "made.csv").exists()


def test_what_was_set_aside_is_named_with_its_reason(run, folder, tmp_path):
    _, shown = run("ingest", folder, "--out", tmp_path / "a.parquet")
    assert "read 1 article" in shown.err and "photo.jpg" in shown.err


def test_nothing_usable_ends_with_code_1(run, folder, tmp_path):
    (folder / "one.txt").unlink()
    code, shown = run("ingest", folder, "--out", tmp_path / "a.parquet")
    assert code == 1 and "Nothing usable" in shown.err


@pytest.mark.parametrize("words", [
    ("ingest", "absent", "--out", "a.parquet"), ("ingest", ".", "--out", "a.docx"),
    ("index", ".", "--out", "i.csv", "--base", "2024"), ("nonsense",),
    ("index", ".", "--out", "i.csv", "--every", "fortnight"),
])  # fmt: skip
def test_wrong_use_ends_with_code_2_and_no_traceback(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    code, shown = run(*words)
    assert code == 2 and "Traceback" not in shown.err and shown.err.strip()


def test_codes_that_cannot_be_used_stop_a_report_before_it_begins(
    run, folder, tmp_path
):
    page = tmp_path / "r.html"
    (tmp_path / "codes.csv").write_text("sentence_id\n1\n", encoding="utf-8")
    code, said = run("report", folder, "--out", page, "--gold", tmp_path / "codes.csv")
    assert code == 2
    assert "no column channel" in said.err
    assert run("report", folder, "--out", page, "--gold", tmp_path / "no.csv")[0] == 2
    assert not page.exists()


@pytest.mark.parametrize(("text", "said"), [
    ("a,b\n1,2\n", "no column of dates"), ("month,a,b\n2024-01,1,2\n", "a, b"),
    ("month,a\nspring,1\n", "holds no dates"), ("month,a\n2024-01,x\n", "none"),
], ids=["no dates", "two columns", "no date", "no number"])  # fmt: skip
def test_a_series_that_cannot_be_read_says_what_the_file_has(
    run, folder, tmp_path, text, said
):
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    page = tmp_path / "r.html"
    code, shown = run("report", folder, "--out", page, "--against", tmp_path / "s.csv")
    assert code == 2 and said in shown.err
    assert not page.exists()


def test_two_folders_or_two_stretches_of_time_are_compared(run, folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    later = ARTICLE.replace("6 August 2024", "6 September 2024")
    (other / "two.txt").write_text(later, encoding="utf-8")
    page = tmp_path / "two.html"
    assert run("report", folder, "--against", other, "--out", page)[0] == 0
    text = page.read_text("utf-8")
    assert (
        "two sides compared" in text
        and "News: an act or threat in 1 of 1 story" in text
    )
    run("ingest", folder, other, "--out", tmp_path / "a.parquet")
    code, shown = run("report", tmp_path / "a.parquet", "--to", "2024-08", "--out",
                      page, "--against-from", "2024-09", "--name", "before", "--name",
                      "after")  # fmt: skip
    assert code == 0, shown.err
    assert "After: an act or threat in 1 of 1 story" in page.read_text("utf-8")


@pytest.mark.parametrize("more", [
    ("--name", "one"), ("--name", "one", "--name", "two"),
    ("--against-from", "2024-09", "--each", "source"),
    ("--against-from", "2024-09", "--live"),
], ids=["one name", "names alone", "each", "live"])  # fmt: skip
def test_a_comparison_asked_for_by_halves_is_refused(run, folder, tmp_path, more):
    code, shown = run("report", folder, "--out", tmp_path / "r.html", *more)
    assert code == 2
    assert "two sides" in shown.err.lower() or "twice" in shown.err
    assert not (tmp_path / "r.html").exists()


def test_terminal_codes_in_a_file_name_do_not_reach_the_screen(run, folder, tmp_path):
    (folder / "one.txt").rename(folder / "\x1b[31mred.jpg")
    (folder / "\x1b[31mred.jpg").write_bytes(bytes(range(256)))
    _, shown = run("ingest", folder, "--out", tmp_path / "a.parquet")
    assert "red.jpg" in shown.err and "\x1b" not in shown.err


def test_formulas_in_a_headline_are_neutral_in_csv(run, folder, tmp_path):
    (folder / "one.txt").write_text(ARTICLE.replace("Talks", "=HYPERLINK(1) talks"))
    run("ingest", folder, "--out", tmp_path / "a.csv")
    titles = pd.read_csv(tmp_path / "a.csv")["title"]
    assert (
        titles.str.contains("HYPERLINK").all() and not titles.str.startswith("=").any()
    )


def test_help_teaches_without_loading_the_tables_library():
    code = "import sys\nfrom toolkit.cli import app\ntry: app(['score', '--help'])\n" \
           "except SystemExit: pass\nassert 'pandas' not in sys.modules"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Example: toolkit score articles.parquet" in done.stdout


# A sample to code ---------------------------------------------------------------------


@pytest.fixture
def scored(run, tmp_path):
    """A folder that score wrote, of forty articles."""
    table = pd.DataFrame({
        "title": [f"Report {i}" for i in range(40)],
        "text": [f"{('Envoys met', 'Rebels attacked')[i % 2]} on day {i}." for i in range(40)],
        "date": [f"2024-0{1 + i % 6}-10" for i in range(40)],
        "source": ["Post", "Wire"] * 20,
    })  # fmt: skip
    table.to_csv(tmp_path / "news.csv", index=False)
    run("score", tmp_path / "news.csv", "--out", tmp_path / "scored")
    return tmp_path / "scored"


def test_a_sheet_is_drawn_coded_and_read_back_with_its_chances(run, scored, tmp_path):
    from toolkit import calibrate_index, calibration_codes
    from toolkit.show.table_files import read_codes, read_table

    sheet = tmp_path / "sample.csv"
    code, said = run("sample", scored, "--n", 24, "--by", "channel", "--out", sheet)
    assert code == 0
    assert "24 of 40 articles" in said.err
    assert "seed 20240806" in said.err
    rows = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    assert "probability" not in rows and "stratum" not in rows
    # what a spreadsheet does: ids turned to numbers, one row left open, one copied
    rows["article_id"] = "1.2E+11"
    rows["channel"] = ["act" if "attacked" in text else "none" for text in rows["text"]]
    rows.loc[0, "channel"] = ""
    rows = pd.concat([rows, rows[rows["channel"] == "act"].head(1)])
    rows.to_csv(sheet, index=False)
    codes = read_codes(sheet)
    assert codes["article_id"].nunique() == 23
    assert codes.attrs["uncoded"] == 1
    # the open unit's stratum is coded in part, so each of it stands for more
    units = codes.drop_duplicates("article_id")
    assert (1 / units["probability"]).sum() == pytest.approx(40)
    scores = read_table(scored / "scores.parquet", "scores")
    calibrated = calibrate_index(scores, calibration_codes(codes))
    # every article with a hit was coded so: the index is as it was
    assert calibrated.attrs["overall"]["level"] == pytest.approx(0.5)


def test_a_sheet_that_may_hold_codes_is_never_overwritten(run, scored, tmp_path):
    sheet = tmp_path / "sample.csv"
    assert run("sample", scored, "--n", 10, "--out", sheet)[0] == 0
    before = sheet.read_bytes()
    code, said = run("sample", scored, "--n", 12, "--out", sheet)
    assert (code, sheet.read_bytes()) == (2, before)
    assert "may hold codes" in said.err


def test_the_same_seed_draws_the_same_sheet_and_passages_can_be_drawn(
    run, scored, tmp_path
):
    for name in ("one", "two"):
        run("sample", scored, "--n", 12, "--unit", "sentence", "--articles", 10,
            "--out", tmp_path / f"{name}.csv")  # fmt: skip
    one = (tmp_path / "one.csv").read_bytes()
    assert one == (tmp_path / "two.csv").read_bytes()
    assert b"sentence_id" in one


def test_a_sample_of_too_many_strata_is_refused_with_advice(run, scored, tmp_path):
    code, said = run("sample", scored, "--n", 5, "--by", "source,channel,period",
                     "--out", tmp_path / "s.csv")  # fmt: skip
    assert code == 2
    assert "too few for" in said.err
    assert not (tmp_path / "s.csv").exists()


@pytest.mark.parametrize("where", ["--out", "--store"])
def test_columns_of_a_table_can_be_named(run, tmp_path, where):
    table = tmp_path / "t.csv"
    table.write_text(
        "Fulltext,Paper\nRebels attacked the town of Arbel at night.,Clarion\n"
    )
    place = tmp_path / ("a.parquet" if where == "--out" else "corpus")
    named = ("--column", "text=Fulltext", "--column", "source=Paper")
    code, shown = run("ingest", table, where, place, *named)
    assert code == 0, shown.err
    articles = pd.read_parquet(place)
    assert articles["source"].tolist() == ["Clarion"]
    assert articles["text"][0].startswith("Rebels")


@pytest.mark.parametrize(
    ("pair", "said"), [("text", "text=Fulltext"), ("txt=Full", "Choose from text")]
)
def test_a_column_that_is_named_wrongly_is_explained(run, folder, tmp_path, pair, said):
    code, shown = run("ingest", folder, "--out", tmp_path / "a.csv", "--column", pair)
    assert code == 2 and said in shown.err
