import dataclasses

import pytest

from toolkit.index.recipe import IndexRecipe
from toolkit.schema import TENSION_FORMULA, TENSION_SIGNS, BadValue


def test_describe_names_every_choice():
    text = IndexRecipe(every="week", base=("2024-04", "2024-05"), channels=("threat",),
                       scaling="per_source", copies="all", minimum_stories=9,
                       interval=0.9, draws=123, seed=7).describe()  # fmt: skip
    for part in ("week", "2024-04 to 2024-05", "threat", "standard deviation",
                 "every copy", "9 stories", "90 %", "123", "seed 7",
                 "share of stories"):  # fmt: skip
        assert part in text


def test_a_base_of_none_says_that_it_rewrites_published_values():
    assert "rewrite earlier values" in IndexRecipe().describe()


def test_the_formula_of_tension_is_the_one_of_the_scores():
    assert TENSION_FORMULA in IndexRecipe(measure="tension").describe()
    for channel, sign in TENSION_SIGNS.items():
        before = TENSION_FORMULA.split(f"{channel}_rate")[0].rstrip()
        assert before.endswith("-") == (sign < 0)


def test_the_hash_changes_with_any_choice_and_with_nothing_else():
    plain = IndexRecipe()
    assert plain.sha256 == IndexRecipe(**plain.as_dict()).sha256
    others = [{"every": "day"}, {"base": ("2024", "2024")}, {"measure": "rate"},
              {"channels": ("act",)}, {"scaling": "per_source"}, {"copies": "all"},
              {"minimum_stories": 1}, {"interval": 0.5}, {"draws": 5}, {"band": "percentile"}, {"panel": "balanced"},
              {"seed": 1}, {"time": "happened"}]  # fmt: skip
    names = {f.name for f in dataclasses.fields(plain)}
    assert {next(iter(other)) for other in others} == names
    hashes = {dataclasses.replace(plain, **other).sha256 for other in others}
    assert len({plain.sha256, *hashes}) == 14


def test_the_recipe_cannot_be_changed_behind_ones_back():
    with pytest.raises(dataclasses.FrozenInstanceError):
        IndexRecipe().every = "day"


@pytest.mark.parametrize(
    ("choice", "hint"),
    [
        ({"every": "fortnight"}, "day, week, month"),
        ({"measure": "mean"}, "share, rate"),
        ({"channels": ("heat",)}, "act, threat"),
        ({"channels": ()}, "act, threat"),
        ({"channels": ("act", "act")}, "each once"),
        ({"scaling": "z"}, "pooled, per_source"),
        ({"copies": "twice"}, "once, all"),
        ({"interval": 95}, "0.95"),
        ({"draws": -1}, "whole number"),
        ({"draws": 2.5}, "whole number"),
        ({"minimum_stories": True}, "whole number"),
        ({"base": "2024"}, "pair of periods"),
        ({"base": ("April", "May")}, "2024-04"),
        ({"base": ("2024-05", "2024-04")}, "swap"),
    ],
)
def test_every_mistake_is_told_with_the_way_out(choice, hint):
    with pytest.raises(BadValue, match=hint):
        IndexRecipe(**choice)


def test_presets():
    assert IndexRecipe.plain() == IndexRecipe()
    assert IndexRecipe.epu(base=("2024-01", "2024-06")).scaling == "per_source"
    assert IndexRecipe.gpr(every="day") == IndexRecipe(copies="all", every="day")
