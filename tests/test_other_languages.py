"""Articles in other languages are kept, marked, left out of scoring, and counted."""

import pandas as pd
import pytest

from toolkit import (
    IndexRecipe,
    find_mentions,
    load_lexicon,
    read_articles,
    score_articles,
    tension_index,
)
from toolkit.schema import BadValue
from toolkit.show.reading_lines import lines_of_reading

INVENTED = {
    "en": "The harbour authority said on Monday that ferries to the island would sail "
    "again at the end of the week, after a month of repairs on both piers.",
    "de": "Die Hafenbehörde teilte am Montag mit, dass die Fähren zur Insel Ende der "
    "Woche wieder fahren werden, nachdem beide Anleger repariert worden sind.",
    "fr": "Les autorités du port ont annoncé lundi que les bateaux vers l'île "
    "reprendraient la mer à la fin de la semaine, après un mois de travaux.",
    "es": "Las autoridades del puerto anunciaron el lunes que los barcos a la isla "
    "volverán a salir al final de la semana, tras un mes de obras en el muelle.",
    "ru": "Управление порта сообщило в понедельник, что паромы на остров снова начнут "
    "ходить в конце недели после месяца ремонта на обоих причалах.",
    "ar": "أعلنت سلطة الميناء يوم الاثنين أن العبارات المتجهة إلى الجزيرة ستعود إلى "
    "الإبحار في نهاية الأسبوع بعد شهر من أعمال الإصلاح.",
    "zh": "港务局星期一表示，前往该岛的渡轮将在本周末恢复航行，此前两个码头进行了为期一个月的维修。"
    "居民们对此表示欢迎，并希望今后不再出现这样长时间的停航。",
}


@pytest.fixture
def mixed(tmp_path):
    for tag, text in INVENTED.items():
        (tmp_path / f"{tag}.txt").write_text(f"{text}\n\n{text}", "utf-8")
    return read_articles(tmp_path)


def test_the_language_of_each_article_is_told(mixed):
    told = dict(zip(mixed["origin"].str[-6:-4], mixed["language"], strict=True))
    assert told == {tag: tag for tag in INVENTED}


def test_they_are_kept_and_counted_when_reading(mixed):
    assert len(mixed) == 7
    assert (
        "6 articles in other languages than English, kept but not scored"
        in (lines_of_reading(mixed)[1])
    )


def one_month(languages):
    n = len(languages)
    text = "Iran attacked Iraq. " * 5
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(n)], "text": text,
                         "language": languages, "published": "2024-08-06",
                         "source": "Post"})  # fmt: skip


def test_what_was_not_read_is_missing_and_not_nought():
    articles = one_month(["en", "de", None, "en-GB"])
    mentions = find_mentions(articles)
    scores = score_articles(articles, mentions)
    assert set(mentions["article_id"]) == {"a0", "a2", "a3"}
    assert scores["act_any"].isna().tolist() == [False, True, False, False]
    assert scores["n_words"].tolist() == [15, 0, 15, 15]
    assert scores.attrs["other_languages"] == {"de": 1}


def test_an_index_rests_on_the_articles_that_were_read():
    """Nine articles, three of them German: each of the six others has its attack."""
    articles = one_month(["en"] * 6 + ["de"] * 3)
    articles["published"] = pd.Timestamp("2024-08-06", tz="UTC")
    articles["text"] += articles["article_id"]
    scores = score_articles(articles, find_mentions(articles))
    index = tension_index(scores, IndexRecipe(every="month"))
    assert index[["value", "n_stories"]].values.tolist() == [[100.0, 6.0]]


def test_a_lexicon_of_another_language_names_its_language():
    articles = one_month(["en", "de"])
    everything = find_mentions(articles, load_lexicon(), languages=None)
    german = find_mentions(articles, load_lexicon(), languages=["de"])
    assert set(everything["article_id"]) == {"a0", "a1"}
    assert set(german["article_id"]) == {"a1"}
    scores = score_articles(articles, german, languages=["de"])
    assert scores["act_any"].isna().tolist() == [True, False]
    with pytest.raises(BadValue, match=r"\['de'\]"):
        find_mentions(articles, languages="de")
