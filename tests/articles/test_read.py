"""From paths to one typed table: files, folders, archives, identity, what is set aside."""

import json
import os
import zipfile

import pandas as pd
import pytest

from tests.articles.made_files import zipped
from toolkit.articles import finish
from toolkit.articles.read import NothingFound, list_notes, list_skipped, read_articles
from toolkit.articles.readers import archive
from toolkit.schema import BadValue, check_table, column_names

BODY = (
    "Delegates from both sides met for the first time in a month on Monday, and agreed to "
    "meet again before the end of the week."
)


def pasted(title, body=BODY):
    return f"{title}\n6 August 2024\n\n{body}"


def test_table_has_the_declared_columns_and_types(tmp_path):
    (tmp_path / "a.txt").write_text(pasted("Talks resume"))
    articles = read_articles(tmp_path)
    assert articles.columns.tolist() == column_names("articles")
    check_table(articles, "articles")
    assert str(articles["published"].dtype) == "datetime64[us, UTC]"
    assert articles["n_words"].dtype == articles["n_sentences"].dtype == "int64"
    others = articles.drop(columns=["published", "n_words", "n_sentences"])
    assert {str(kind) for kind in others.dtypes} == {"str"}
    assert articles["story_id"].tolist() == articles["article_id"].tolist()
    # "Talks resume" and the 24 words of the body
    assert articles["n_words"][0] == 2 + len(BODY.split())


def test_missing_information_is_missing_and_title_is_empty(tmp_path):
    (tmp_path / "a.txt").write_text(BODY)
    article = read_articles(tmp_path / "a.txt").iloc[0]
    assert article["title"] == ""
    absent = ["source", "published", "published_precision", "published_from", "byline",
              "section", "captions", "url"]  # fmt: skip
    assert article[absent].isna().all()


def test_empty_result_is_a_typed_table_with_reasons(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and nothing more")
    articles = read_articles(tmp_path)
    assert articles.empty
    check_table(articles, "articles")
    assert str(articles["published"].dtype) == "datetime64[us, UTC]"
    skipped = list_skipped(articles)
    assert skipped["reason"].str.contains("empty|damaged").tolist() == [True, True]


def test_mixed_folder_is_read_in_the_order_of_names(tmp_path):
    (tmp_path / "c.txt").write_text(pasted("Third"))
    (tmp_path / "a.csv").write_text(f'title,text\nFirst,"{BODY}"\n')
    (tmp_path / "b.json").write_text(json.dumps([{"title": "Second", "body": BODY}]))
    (tmp_path / "d.html").write_text(
        f"<html><head><title>Fourth</title></head><body><article><p>{BODY}</p></article></body></html>"
    )
    (tmp_path / ".hidden.txt").write_text(pasted("Never"))
    pd.DataFrame({"title": ["Fifth"], "text": [BODY]}).to_parquet(
        tmp_path / "e.parquet"
    )
    articles = read_articles(tmp_path)
    assert articles["title"].tolist() == ["First", "Second", "Third", "Fourth", "Fifth"]
    assert articles["reader"].tolist() == [
        "delimited",
        "json",
        "plain",
        "html",
        "parquet",
    ]


def test_content_counts_more_than_the_name(tmp_path):
    (tmp_path / "table.txt").write_text(f'title,text\nTalks,"{BODY}"\n')
    (tmp_path / "lines.csv").write_text(
        json.dumps({"title": "Talks 2", "text": BODY}) + "\n"
    )
    (tmp_path / "page.txt").write_text(
        f"<!DOCTYPE html><html><body><p>{BODY}</p></body></html>"
    )
    (tmp_path / "prose").write_text(pasted("Talks, again, and more"))
    assert read_articles(tmp_path)["reader"].tolist() == [
        "json",
        "html",
        "plain",
        "delimited",
    ]


def test_list_and_pattern(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(pasted(name.upper() + " talks"))
    one, two = tmp_path / "a.txt", tmp_path / "b.txt"
    assert read_articles([two, one, two])["title"].tolist() == ["B talks", "A talks"]
    assert len(read_articles(str(tmp_path / "*.txt"))) == 3


def test_path_that_does_not_exist_teaches(tmp_path):
    (tmp_path / "news.csv").write_text("title,text\n")
    with pytest.raises(NothingFound, match=r"news\.csv"):
        read_articles(tmp_path / "new.csv")
    with pytest.raises(NothingFound, match="No file matches"):
        read_articles(str(tmp_path / "*.xyz"))
    with pytest.raises(NothingFound, match="empty"):
        read_articles([])


def test_unknown_arguments_teach(tmp_path):
    (tmp_path / "a.txt").write_text(BODY)
    with pytest.raises(BadValue, match="txt"):
        read_articles(tmp_path, columns={"txt": "body"})
    with pytest.raises(BadValue, match="dmy"):
        read_articles(tmp_path, date_order="ymd")


def test_identity_depends_on_content_alone(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.txt").write_text(pasted("Talks resume"))
    first = read_articles(tmp_path / "x")["article_id"][0]
    assert first == read_articles(tmp_path / "y")["article_id"][0]
    assert len(first) == 12
    (tmp_path / "y" / "y.txt").write_text(pasted("Talks end"))
    assert first != read_articles(tmp_path / "y")["article_id"][0]


def test_same_article_is_kept_once_and_the_copy_named(tmp_path):
    (tmp_path / "a.txt").write_text(pasted("Talks resume"))
    (tmp_path / "b.txt").write_text(pasted("Talks  resume") + "\n\n")
    articles = read_articles(tmp_path)
    assert len(articles) == 1
    skipped = list_skipped(articles).iloc[0]
    assert skipped["file"].endswith("b.txt")
    assert "already read from" in skipped["reason"]


def test_own_ids_are_kept_where_they_are_unique(tmp_path):
    (tmp_path / "a.csv").write_text(
        f"id,title,text\nn1,One,{BODY[:50]}\nn2,Two,{BODY[:40]}\nn2,Three,{BODY[:30]}\n"
    )
    ids = read_articles(tmp_path)["article_id"].tolist()
    assert ids[0] == "n1"
    assert "n2" not in ids
    assert len(set(ids)) == 3


def test_sub_folders_name_the_source_only_if_there_are_several(tmp_path):
    (tmp_path / "Gazette").mkdir()
    (tmp_path / "Gazette" / "a.txt").write_text(pasted("One talks"))
    assert read_articles(tmp_path)["source"].isna().all()
    (tmp_path / "Courier").mkdir()
    (tmp_path / "Courier" / "b.txt").write_text(pasted("Two talks"))
    assert read_articles(tmp_path)["source"].tolist() == ["Courier", "Gazette"]
    assert read_articles(tmp_path, source="Mine")["source"].tolist() == ["Mine", "Mine"]


def test_suffix_equal_to_the_source_is_cut_from_the_title(tmp_path):
    (tmp_path / "a.csv").write_text(
        f"title,source,text\nTalks resume | The Gazette,gazette.com,{BODY[:60]}\n"
        f"Talks resume - A Primer,gazette.com,{BODY[:50]}\n"
    )
    assert read_articles(tmp_path)["title"].tolist() == [
        "Talks resume",
        "Talks resume - A Primer",
    ]


def test_suffix_that_recurs_in_three_articles_of_a_source_is_cut(tmp_path):
    rows = "".join(
        f"Story {i} - Daily Post,DP,{BODY} {i}\n".replace("Monday, and", "Monday and")
        for i in range(3)
    )
    (tmp_path / "a.csv").write_text("title,source,text\n" + rows)
    articles = read_articles(tmp_path)
    assert articles["title"].tolist() == ["Story 0", "Story 1", "Story 2"]
    assert list_notes(articles)["note"].str.contains("Daily Post").sum() == 1


def test_notes_and_skipped_survive_parquet_and_concat(tmp_path):
    (tmp_path / "a.txt").write_text(pasted("Talks resume") + "\n\nAdvertisement\n")
    (tmp_path / "b.txt").write_bytes(b"")
    articles = read_articles(tmp_path)
    articles.to_parquet(tmp_path / "out.parquet")
    back = pd.read_parquet(tmp_path / "out.parquet")
    assert list_skipped(back).equals(list_skipped(articles))
    assert len(pd.concat([articles, articles])) == 2


def test_surrogates_and_nul_bytes_come_through(tmp_path):
    (tmp_path / "a.json").write_text(
        '[{"title": "Talks \\ud800 resume", "text": "They met\\u0000 today."}]'
    )
    article = read_articles(tmp_path).iloc[0]
    assert article["text"] == "They met today."
    assert article["title"] == "Talks \ufffd resume"


# ------------------------------------------------------------------------------- archives


def test_zip_is_read_member_by_member(tmp_path):
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as packed:
        packed.writestr("b/two.txt", pasted("Two talks"))
        packed.writestr("a.csv", f'title,text\nOne,"{BODY}"\n')
        packed.writestr("__MACOSX/._a.csv", "junk")
    articles = read_articles(tmp_path / "news.zip")
    assert articles["title"].tolist() == ["One", "Two talks"]
    assert articles["origin"].str.partition("news.zip")[2].tolist() == [
        "!/a.csv#row 2",
        "!/b/two.txt",
    ]


def test_an_archive_inside_an_archive_is_opened(tmp_path):
    inner = zipped({"a.txt": pasted("Talks")})
    outer = zipped({"inner.zip": inner, "b.txt": pasted("More talks")})
    (tmp_path / "outer.zip").write_bytes(outer)
    articles = read_articles(tmp_path / "outer.zip")
    assert articles["title"].tolist() == ["More talks", "Talks"]
    assert articles["origin"][1].endswith("outer.zip!/inner.zip!/a.txt")


def test_archives_are_opened_three_deep_only(tmp_path):
    data = zipped({"a.txt": pasted("Talks")})
    for _ in range(3):
        data = zipped({"in.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    skipped = list_skipped(read_articles(tmp_path / "a.zip"))
    assert skipped["reason"].tolist() == [
        "Archives in archives are opened 3 deep only."
    ]


def test_what_all_levels_unpack_to_is_limited_together(tmp_path):
    # each level alone is within its limit: 0.9 MB of nothing, 200 times over
    one = zipped({"nothing.txt": bytes(900_000)})
    many = zipped({f"{i}.zip": one for i in range(200)})
    (tmp_path / "a.zip").write_bytes(many)
    skipped = list_skipped(read_articles(tmp_path / "a.zip"))
    assert skipped["reason"].str.contains("100 times its size").sum() == 1
    # 64 MiB are free: 67,108,864 // 900,000 members at most, and the packed inner ones
    assert skipped["reason"].str.contains("empty").sum() < 75


def test_archive_that_unpacks_a_hundredfold_is_not_opened(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros.txt", b"0" * 5_000_000)
        packed.writestr("b.txt", pasted("More talks"))
    articles = read_articles(tmp_path / "bomb.zip")
    assert articles["title"].tolist() == ["More talks"]
    assert "100 times" in list_skipped(articles)["reason"][0]


def test_archive_with_too_many_members_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 20)
    members = {f"{i}.txt": "x" for i in range(21)}
    (tmp_path / "many.zip").write_bytes(zipped(members))
    assert (
        "21 members; at most 20"
        in list_skipped(read_articles(tmp_path / "many.zip"))["reason"][0]
    )


def test_truncated_archive_is_set_aside(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a.txt", pasted("Talks") * 50)
    whole = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])
    assert "damaged" in list_skipped(read_articles(tmp_path))["reason"][0]


def test_every_truncation_of_every_format_is_survived(tmp_path):
    """No cut-off file raises, and none vanishes without an article or a reason."""
    table = pd.DataFrame({"title": ["One", "Two"], "text": [BODY, BODY[:60]]})
    wholes = {
        "a.csv": table.to_csv(index=False).encode(),
        "a.json": table.to_json(orient="records").encode(),
        "a.html": f"<html><head><title>T</title></head><body><p>{BODY}</p></body></html>".encode(),
        "a.parquet": table.to_parquet(),
    }
    for name, whole in wholes.items():
        file = tmp_path / name
        for end in range(0, len(whole), max(1, len(whole) // 12)):
            file.write_bytes(whole[:end])
            articles = read_articles(file)
            assert len(articles) + len(list_skipped(articles)) > 0, (name, end)


def test_xml_is_set_aside_and_not_taken_for_prose(tmp_path):
    (tmp_path / "a.xml").write_text(
        "<!-- list -->\n<catalog><book><title/></book></catalog>"
    )
    (tmp_path / "b.xml").write_text(
        '<?xml version="1.0"?><news><p>They met.</p></news>'
    )
    articles = read_articles(tmp_path)
    assert articles.empty
    assert list_skipped(articles)["reason"].str.contains("XML").all()


# ------------------------------------------------------------------------- odd file names


@pytest.mark.parametrize("path", ["", "  ", None, 5, b"news.csv"])
def test_what_is_no_path_teaches_and_never_reads_the_working_folder(path):
    with pytest.raises(BadValue, match="path"):
        read_articles(path)


def test_name_that_is_not_utf8_is_read_and_shown_in_printable_form(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_text(pasted("Talks resume"))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    articles = read_articles(tmp_path)
    assert articles["origin"][0].endswith("caf\\xe9.txt")
    articles.to_parquet(tmp_path / "out.parquet")


def test_hash_in_a_file_name_is_part_of_the_name(tmp_path):
    (tmp_path / "a#b.txt").write_text(pasted("Talks resume"))
    (tmp_path / "b.txt").write_text(pasted("Talks  resume"))
    (tmp_path / "c#d.txt").write_text(pasted("Talks resume"))
    skipped = list_skipped(read_articles(tmp_path))
    assert [file.rpartition("/")[2] for file in skipped["file"]] == ["b.txt", "c#d.txt"]
    assert skipped["place"].tolist() == ["", ""]


def test_links_and_pipes_are_set_aside_and_hidden_files_counted(tmp_path):
    folder, other = tmp_path / "news", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (folder / "a.txt").write_text(pasted("Talks resume"))
    (folder / ".hidden.txt").write_text(pasted("Never"))
    (folder / ".also").write_text("x")
    (folder / "linked").symlink_to(other)
    (folder / "lost.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(folder / "pipe")
    articles = read_articles(folder)
    assert articles["title"].tolist() == ["Talks resume"]
    skipped = {
        f.rpartition("/")[2]: r
        for f, r in list_skipped(articles)[["file", "reason"]].values
    }
    assert set(skipped) == {"linked", "lost.txt", "pipe"}
    assert "leads nowhere" in skipped["lost.txt"]
    assert (
        list_notes(articles)["note"]
        .str.contains("hidden files or folders passed over: 2")
        .any()
    )
    assert read_articles(folder / "pipe").empty


def test_hidden_members_of_an_archive_are_counted_too(tmp_path):
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as packed:
        packed.writestr("a.txt", pasted("Talks resume"))
        packed.writestr(".hidden.txt", pasted("Never"))
        packed.writestr("__MACOSX/._a.txt", "junk")
    articles = read_articles(tmp_path / "news.zip")
    assert articles["title"].tolist() == ["Talks resume"]
    assert "hidden members passed over: 2" in list_notes(articles)["note"].tolist()


def test_words_are_counted_alike_whatever_is_counted_at_once(tmp_path, monkeypatch):
    texts = ["Talks resumed. No one spoke.", "Talks", "1,200 U.S. envoys met. So? Yes."]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text)
    at_once = read_articles(tmp_path)[["n_words", "n_sentences"]]
    assert at_once.values.tolist() == [[5, 2], [1, 1], [6, 3]]
    monkeypatch.setattr(finish, "_BLOCK", 1)
    assert read_articles(tmp_path)[["n_words", "n_sentences"]].equals(at_once)
