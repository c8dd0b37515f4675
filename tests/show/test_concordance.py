"""Keyword in context and highlighted articles."""

import pandas as pd
import pytest

from toolkit.schema import BadValue, MissingColumn
from toolkit.show.concordance import keyword_in_context
from toolkit.show.highlight import highlight_article

TEXT = (
    "Envoys rejected the truce.\n\nRebels may attack the harbour town at dawn, he said."
)


def mention(match, text=TEXT, **more):
    start = text.index(match)
    plain = {
        "article_id": "a", "field": "text", "sentence": 0, "start": start,
        "end": start + len(match), "match": match, "term": match, "type": "ASSAULT",
        "channel": "act", "severity": 9.0, "status": "actual", "hedged": False,
        "voice": "narrator", "speaker": "", "cue": "", "cue_start": None,
        "cue_end": None,
    }  # fmt: skip
    return plain | more


@pytest.fixture
def articles():
    return pd.DataFrame(
        {"article_id": ["a", "b"], "source": ["Lamp", "Post"], "text": [TEXT, ""]}
    )


@pytest.fixture
def mentions():
    may = TEXT.index("may")
    return pd.DataFrame([
        mention("truce", type="AGREE", channel="deescalation", status="negated"),
        mention("attack", status="hypothetical", cue_start=may, cue_end=may + 3),
    ])  # fmt: skip


def test_left_match_and_right_read_as_the_text_does(articles, mentions):
    line = keyword_in_context(articles, mentions, width=500).iloc[1]
    whole = " ".join(TEXT.split())
    assert line["left"] + line["match"] + line["right"] == whole


def test_context_is_cut_at_whole_words(articles, mentions):
    # 12 characters before "attack" are " Rebels may " and the end of the paragraph
    line = keyword_in_context(articles, mentions, width=9).iloc[1]
    assert (line["left"], line["right"]) == ("may ", " the")


def test_filters_take_one_value_or_several(articles, mentions):
    one = keyword_in_context(articles, mentions, channel="act")
    both = keyword_in_context(articles, mentions, status=["negated", "hypothetical"])
    assert one["match"].tolist() == ["attack"]
    assert both["match"].tolist() == ["truce", "attack"]


def test_rows_keep_the_labels_of_the_mentions_they_show(articles, mentions):
    mentions.index = [70, 80]
    assert keyword_in_context(articles, mentions).index.tolist() == [70, 80]


def test_a_mistyped_value_names_what_exists(articles, mentions):
    with pytest.raises(BadValue, match="deescalation, threat, tone"):
        keyword_in_context(articles, mentions, channel="threats")


def test_an_unknown_column_names_the_columns(articles, mentions):
    with pytest.raises(MissingColumn, match='lacks "chanel"'):
        keyword_in_context(articles, mentions, chanel="act")


def test_mentions_of_other_articles_are_an_error_when_none_is_in_common(mentions):
    other = pd.DataFrame({"article_id": ["z"], "text": ["Rain."]})
    with pytest.raises(BadValue, match="None of the 2 mentions"):
        keyword_in_context(other, mentions)


def test_no_mentions_give_an_empty_concordance(articles, mentions):
    assert keyword_in_context(articles, mentions.head(0)).empty


def test_marks_carry_channel_status_and_cue(articles, mentions):
    html = highlight_article("a", articles, mentions)._repr_html_()
    assert '<mark class="deescalation"' in html
    assert "<sup>act, hypothetical</sup>" in html
    assert '<u class="cue">may</u>' in html


def test_terminal_form_shows_brackets_and_labels(articles, mentions):
    assert "the [truce](de-escalation, negated)." in repr(
        highlight_article("a", articles, mentions)
    )


def test_overlapping_marks_lose_no_character(articles, mentions):
    overlap = pd.DataFrame(
        [mention("the harbour"), mention("harbour town", channel="threat")]
    )
    shown = repr(highlight_article("a", articles, overlap))
    assert "[the ][harbour](act)[ town](threat" in shown


def test_marks_stand_right_after_characters_outside_the_basic_plane():
    text = "\U0001f54a Rebels attack."
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    shown = repr(
        highlight_article("a", articles, pd.DataFrame([mention("attack", text)]))
    )
    assert shown == "\U0001f54a Rebels [attack](act)."


@pytest.mark.parametrize("hostile", [
    "<script>alert(1)</script> attack", '"><img src=x onerror=alert(1)> attack',
    "</details></style><svg onload=alert(1)> attack",
])  # fmt: skip
def test_markup_in_any_field_is_shown_and_never_run(hostile):
    articles = pd.DataFrame(
        {"article_id": ["a"], "title": [hostile], "text": [hostile]}
    )
    row = mention(
        "attack", hostile, term=hostile, speaker=hostile, actor=hostile, target=hostile
    )
    html = highlight_article("a", articles, pd.DataFrame([row]))._repr_html_()
    body = html.split("</style>", 1)[1]
    assert "<script" not in body and "<img" not in body and "<svg" not in body
    assert "</style>" not in body


def test_terminal_escape_sequences_are_stripped():
    text = "\x1b[2J\x1b]0;owned\x07 attack"
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    shown = repr(
        highlight_article("a", articles, pd.DataFrame([mention("attack", text)]))
    )
    assert shown == " [attack](act)"


def test_an_unknown_article_is_named(articles, mentions):
    with pytest.raises(BadValue, match="'nope'"):
        highlight_article("nope", articles, mentions)


@pytest.mark.parametrize("kind", ["int64", "category"])
def test_articles_may_be_numbered_though_mentions_name_them_by_text(kind):
    numbers = pd.Series([7, 8]).astype(kind)
    articles = pd.DataFrame({"article_id": numbers, "text": [TEXT, ""]})
    found = pd.DataFrame([mention("truce", article_id="7")])
    assert keyword_in_context(articles, found)["match"].tolist() == ["truce"]
    for asked in (7, "7", articles.iloc[0]):
        assert "[truce](act)" in repr(highlight_article(asked, articles, found))
