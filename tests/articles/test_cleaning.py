"""What is seen to need no cleaning is what cleaning leaves as it is."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.articles import cleaning
from toolkit.articles.cleaning import (
    cleaned,
    is_clean,
    is_furniture,
    part_paragraphs,
    repair,
    split_captions,
    split_credit,
)
from toolkit.articles.printed import is_printed
from toolkit.text import clean_text

BLANKS_AND_MARKS = (
    " ", "\n", "\t", "\r", "\x0c", "\x85", "\xa0", "\u2009", "\u2028", "\u2029",
    "\u3000", "\xad", "\u200b", "\u200d", "\u202e", "\ufeff", "\x00", "\x9f", "\ud800",
    "e\u0301", "\u212b", "\u0915\u094d\u200d", ".", "\u201d", "a", "Z", "7",
)  # fmt: skip
pieces = st.lists(st.sampled_from(BLANKS_AND_MARKS) | st.characters(), max_size=12)
texts = pieces.map("".join)


@given(texts)
@example("Talks resumed.\n\nNo one spoke.")
@example("Talks \nresumed.")
@example("Talks\n resumed.")
@example("Talks\n\n\nresumed.")
def test_a_text_seen_to_be_clean_is_left_as_it_is_by_cleaning(text):
    assert cleaned(text) == clean_text(text)
    if is_clean(text):
        assert clean_text(text) == text


@given(texts)
def test_a_cleaned_text_of_shapes_alone_is_seen_to_be_clean(text):
    clean = clean_text(text)
    shapes = {unicodedata.category(sign)[0] for sign in clean if sign not in " \n"}
    if not shapes & {"C", "Z"}:
        assert is_clean(clean)


DAMAGE = (
    "<p>", "</p>", "<i>", "<", ">", "&amp;", "&#8217;", "&", ";", "\u00e2\u20ac\u2122",
    "\x93", "\x94", "\ud800", "\x85", "\u2019", "Talks ", "don", "t",
)  # fmt: skip


def obvious_repair(text):
    """As ``repair`` says it, every pattern tried on every text."""
    done = []
    for pattern, name, mend in (
        (cleaning._SURROGATE, "half characters", replace_halves),
        (cleaning._TAG, "tags", remove_tags),
        (cleaning._ENTITY, "entities", unescape),
        (cleaning._WINDOWS_SIGN, "signs of Windows", replace_signs),
        (cleaning._MOJIBAKE, "doubly encoded letters", cleaning._fix_mojibake),
    ):
        if not pattern.search(text):
            continue
        before, text = text, mend(text)
        if text != before or mend is not cleaning._fix_mojibake:
            done.append(name)
    return text, done


def replace_halves(text):
    return cleaning._SURROGATE.sub("\ufffd", text)


def remove_tags(text):
    return cleaning._TAG.sub("", cleaning._BLOCK_TAG.sub("\n\n", text))


def replace_signs(text):
    return text.translate(cleaning._WINDOWS_SIGNS)


@given(st.lists(st.sampled_from(DAMAGE), max_size=8).map("".join))
@example("half a sign \ud800")
@example("<p>Talks &amp; more</p>")
@example("\x93Talks\x94")
@example("Talks &#151; at last")
@example("don\u00e2\u20ac\u2122t")
def test_damage_is_found_whatever_is_looked_at_first(text):
    assert repair(text) == obvious_repair(text)


CREDITS = (
    "Smoke over the port.", "Picture: ", "Alamy", "AP", "AP Photo", "EPA-EFE", "PA Wire",
    "Reuters", "REUTERS/", "Ann Lee", " | ", "/", " via ", "(", ")", "[", "]", "photo",
    "credit", ":", "Getty Images", " ", ".", "said",
)  # fmt: skip
lines = st.lists(st.sampled_from(CREDITS), max_size=7).map("".join)


def obvious_credit(line):
    """As ``split_credit`` says it, every pattern tried on every line."""
    picture = rf"(?=.*(?:{cleaning._PICTURES}|Photo)){cleaning._JOINED}"
    if re.fullmatch(picture, line):
        return "", line
    bar = cleaning._BAR_CREDIT.match(line)
    if bar and cleaning._is_phrase(bar["caption"]):
        return bar["caption"], bar["credit"]
    found = cleaning._CREDIT.search(line)
    if not found:
        return None
    return line[: found.start()].strip(" |–—-"), line[found.start() :]


@given(lines)
@example("A girl looks on | AP")
@example("Smoke over the port. Picture: Alamy")
@example("Smoke over the port (AP photo)")
@example("A girl looks on [Ann Lee/AP]")
@example("A girl looks on. REUTERS/Ann Lee")
@example("AFP via Getty Images")
@example("AP Photo/Reuters")
def test_a_credit_is_found_whatever_is_looked_at_first(line):
    assert split_credit(line) == obvious_credit(line)


@pytest.mark.parametrize(
    "line",
    [
        "Gazette Media 2024. All rights reserved.",
        "The Gazette, all RIGHTS re\u017ferved",
        "* All rights reserved to the Gazette *",
    ],
)
def test_a_line_that_reserves_rights_is_furniture_whatever_it_opens_with(line):
    assert is_furniture(line)
    assert not is_furniture(line.replace("l rights", "lrights").replace("l RI", "lRI"))


@given(st.lists(st.sampled_from(["", "Talks resumed.", "Ann Lee, envoy"]), max_size=6))
def test_lines_without_a_credit_are_all_kept(without):
    assert split_captions(without) == (without, [], [])


@given(st.lists(st.sampled_from(["Talks", "met-", "said.", '"No."', "\n", "\n\n"])))
@example(["met-", "\n\n", "said.", "\n\n", "\n\n", "Talks"])
def test_a_text_in_which_no_line_end_stands_alone_has_its_paragraphs(parts):
    text = "".join(parts)
    alone = re.search(r"(?<!\n)\n(?!\n)", text)
    assert not is_printed(text.split("\n")) or alone
    if not alone:
        assert part_paragraphs(text) == text


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Talks.\nNo one spoke.\n\nMore.", "Talks.\n\nNo one spoke.\n\nMore."),
        ("More.\n\nTalks.\nNo one spoke.", "More.\n\nTalks.\n\nNo one spoke."),
        ("A\n\n\n\nB.\nC", "A\n\n\n\nB.\n\nC"),
    ],
)
def test_a_line_end_alone_parts_paragraphs_among_others_too(text, parted):
    assert part_paragraphs(text) == parted
