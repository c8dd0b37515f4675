import numpy as np
import pytest

from toolkit import find_actors
from toolkit.mentions.actors import (
    KINDS,
    Gazetteer,
    GazetteerError,
    load_gazetteer,
    read_gazetteer,
)


def day(text):
    return np.array([text or "NaT"], "datetime64[D]")


def test_every_shipped_row_is_complete():
    names = load_gazetteer()
    assert set(names.kind) <= set(KINDS)
    named = names.kind != "none"
    assert all(names.actor[named])
    assert len(set(names.aliases)) == len(names.aliases)
    begun = ~np.isnat(names.start) & ~np.isnat(names.end)
    assert (names.start[begun] <= names.end[begun]).all()


def test_a_dated_alias_counts_in_its_time_and_wherever_no_time_is_known(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("actor,alias,start,end\nNorland,anna berg,2020-01-01,2021-12-31\n")
    names = read_gazetteer(path, alone=True)
    berg = np.array([0])
    assert names.in_force(berg, day("2021-06-01")).all()
    assert names.in_force(berg, day("")).all()
    assert names.in_force(berg, day("2019-11-15")).all()  # within 60 days before
    assert not names.in_force(berg, day("2019-06-01")).any()
    assert not names.in_force(berg, day("2022-06-01")).any()


def test_own_names_stand_in_front_of_the_shipped_ones(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("actor,code,kind,alias\nCity of Damascus,DAM,igo,Damascus\n")
    names = read_gazetteer(path)
    place = [a.lower() for a in names.aliases].index("damascus")
    assert names.actor[place] == "City of Damascus"
    assert [a.lower() for a in names.aliases].count("damascus") == 1
    assert len(names.aliases) == len(load_gazetteer().aliases)
    assert names.sha256 != load_gazetteer().sha256


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("actor,name\nNorland,norland\n", "lacks the column 'alias'"),
        ("actor,alias\n,norland\n", "line 2: actor ''"),
        ("actor,alias\nNorland,*\n", r"line 2: alias '\*'"),
        ("actor,alias,kind\nNorland,norland,realm\n", "line 2: kind 'realm'"),
        ("actor,alias,start\nNorland,norland,May\n", "line 2: start 'May'"),
    ],
)
def test_a_faulty_file_is_refused_by_line(tmp_path, content, message):
    path = tmp_path / "mine.csv"
    path.write_text(content)
    with pytest.raises(GazetteerError, match=message):
        read_gazetteer(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(GazetteerError, match=r"absent\.csv"):
        read_gazetteer(tmp_path / "absent.csv")


def test_alone_means_alone(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("actor,alias\nNorland,norland\n")
    assert isinstance(read_gazetteer(path, alone=True), Gazetteer)
    assert read_gazetteer(path, alone=True).aliases == ("norland",)


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan scored twice.",
        "The Washington Post reported it.",
        "The guinea pig was asleep.",
        "They ate turkey at Thanksgiving.",
        "Voters in Atlanta, Georgia, went to the polls.",
        "Austin, Texas, was dry.",
        "Paris Hilton gave a concert.",
        "A bull in a china shop.",
    ],
)
def test_namesakes_are_no_actors(text):
    import pandas as pd

    found = find_actors(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    assert found["actor"].tolist() == []


def test_a_text_without_capitals_still_names_its_states():
    import pandas as pd

    table = pd.DataFrame(
        {"article_id": ["a"], "text": ["turkey and chad met in mali."]}
    )
    assert find_actors(table)["code"].tolist() == ["TUR", "TCD", "MLI"]


def test_a_leader_stands_for_the_state_while_in_office():
    import pandas as pd

    text = "Merkel spoke to reporters."
    table = pd.DataFrame({"article_id": ["a", "b", "c"], "text": text})
    dated = table.assign(published=["2015-06-01", "2023-06-01", None])
    assert find_actors(dated)["article_id"].tolist() == ["a", "c"]


def test_own_names_are_found_in_mentions(tmp_path):
    import pandas as pd

    from toolkit import find_mentions

    path = tmp_path / "mine.csv"
    path.write_text("actor,alias\nNorthern Front,northern front\n")
    table = pd.DataFrame(
        {"article_id": ["a"], "text": ["The Northern Front shelled Peru."]}
    )
    found = find_mentions(table, gazetteer=read_gazetteer(path))
    assert found[["actor", "target"]].values.tolist() == [["Northern Front", "Peru"]]


@pytest.mark.parametrize(("text", "problem"), [
    ("actor,alias\nA,b,state,2024-01-01\n", "cannot be read as CSV"),
    ("actor,alias,Actor\nA,b,c\n", "'actor' more than once"),
    ("actor,alias\nA\n", "line 2: alias ''"),
    ("", "cannot be read as CSV"),
    ("\x00", "lacks the column"),
])  # fmt: skip
def test_a_damaged_gazetteer_is_refused_and_never_shifted(tmp_path, text, problem):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerError, match=problem):
        read_gazetteer(path, alone=True)
