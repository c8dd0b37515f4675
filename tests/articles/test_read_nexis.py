"""Nexis exports as plain text. The documents here are invented."""

import pandas as pd
import pytest

from toolkit.articles.read import list_notes, list_skipped, read_articles

DOCUMENT = """
                               {n} of 2 DOCUMENTS



                                 The Gazette

                        {date}
                              First Edition

Talks resume in the
capital

BYLINE: Ann Lee

SECTION: NEWS; Pg. 3

LENGTH: 21 words

Delegates met on Monday. Neither side
gave details of what was said.

A second round is planned ({n}), officials said.

LOAD-DATE: August 7, 2024

LANGUAGE: ENGLISH

                    Copyright 2024 Gazette Media
                             All Rights Reserved
"""


@pytest.fixture
def read(tmp_path):
    def read_export(*dates):
        documents = [DOCUMENT.format(n=n, date=d) for n, d in enumerate(dates, 1)]
        cover = "Download Request: Selected Items: 1-2\n" * 2
        (tmp_path / "export.TXT").write_text(cover + "\n".join(documents))
        return read_articles(tmp_path)

    return read_export


def test_each_document_is_an_article(read):
    articles = read("August 6, 2024 Tuesday", "August 7, 2024 Wednesday 08:36 GMT")
    assert articles["reader"].tolist() == ["nexis", "nexis"]
    first = articles.iloc[0]
    assert first["title"] == "Talks resume in the capital"
    assert first["byline"] == "Ann Lee"
    assert first["section"] == "NEWS; Pg. 3"
    assert first["language"] == "en"
    assert first["text"] == (
        "Delegates met on Monday. Neither side gave details of what was said.\n\n"
        "A second round is planned (1), officials said."
    )
    assert first["origin"].endswith("#document 1")
    assert articles["published"].tolist() == [
        pd.Timestamp("2024-08-06", tz="UTC"),
        pd.Timestamp("2024-08-07 08:36", tz="UTC"),
    ]


def test_unread_date_is_missing_and_never_that_of_loading(read):
    articles = read("Autumn 2024", "August 6, 2024")
    assert pd.isna(articles["published"][0])
    assert list_notes(articles)["note"].str.contains("no date line").any()
    assert list_skipped(articles).empty
