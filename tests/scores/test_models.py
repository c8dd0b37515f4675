import json
import pickle

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from toolkit import IndexRecipe, find_mentions, score_articles, tension_index
from toolkit.schema import BadValue, MissingColumn
from toolkit.scores.features import count_features, learn_features, weigh_features
from toolkit.scores.model_files import load_model, save_model
from toolkit.scores.model_validity import compare_with_lexicon, reliability_table
from toolkit.scores.models import fit_model, list_weights, score_with_model
from toolkit.scores.ranks import auc
from toolkit.scores.training import (
    Calibration,
    Coded,
    ModelRecipe,
    _fit_calibration,
    _folds,
)
from toolkit.scores.validation import compare_with_codes

HOT = "Gunners shelled the {} on {}."
COLD = "Envoys visited the {} on {}."
PLACES = "harbour bridge depot market station airfield school quay".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


@pytest.fixture(scope="module")
def articles():
    """Eighty texts, forty of each kind, ten stories, two outlets in turn."""
    kinds = [HOT, COLD] * 40
    texts = [kind.format(PLACES[i % 8], DAYS[i % 5]) for i, kind in enumerate(kinds)]
    return pd.DataFrame(
        {"article_id": [f"a{i:02}" for i in range(80)], "text": texts,
         "story_id": [f"s{i // 8}" for i in range(80)],
         "source": ["Post", "Post", "Echo", "Echo"] * 20}
    )  # fmt: skip


@pytest.fixture(scope="module")
def codes(articles):
    return pd.DataFrame(
        {"article_id": articles["article_id"], "channel": ["act", "none"] * 40,
         "grade": [8, 1] * 40}
    )  # fmt: skip


@pytest.fixture(scope="module")
def model(articles, codes):
    return fit_model(articles, codes)


# Features -----------------------------------------------------------------------------


def test_words_weigh_as_in_scikit_learn(articles):
    from sklearn.feature_extraction.text import TfidfVectorizer

    ours = count_features(articles, None)
    features = learn_features(ours, min_df=1)
    theirs = TfidfVectorizer(sublinear_tf=True).fit(articles["text"])
    assert list(features.words) == list(theirs.get_feature_names_out())
    assert np.allclose(
        weigh_features(features, ours).toarray(),
        theirs.transform(articles["text"]).toarray(),
    )


def test_rare_words_and_numbers_stay_out():
    texts = ["Call 5550199 or ask Ilvana Brodt about shells."] + ["Shells fell."] * 4
    articles = pd.DataFrame({"article_id": list("abcde"), "text": texts})
    counts = count_features(articles, None)
    assert learn_features(counts, min_df=2).words == ("fell", "shells")
    every = learn_features(counts, min_df=1).words
    assert "brodt" in every and "5550199" not in every


def test_mentions_are_counted_by_type_voice_and_channel_with_status(mentions_of):
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["x y", "x y"]})
    mentions = mentions_of(
        {"article_id": "a"}, {"article_id": "a"},
        {"article_id": "a", "status": "denied", "hedged": True},
        {"article_id": "elsewhere"}, categories=True,
    )  # fmt: skip
    counts = count_features(articles, mentions)
    features = learn_features(counts, min_df=1)
    assert features.mentions == (
        "type ASSAULT", "voice narrator", "act actual", "act denied", "hedged"
    )  # fmt: skip
    weighed = weigh_features(features, counts).toarray()
    # three assaults by the narrator: log2(1 + 3) = 2; two of them actual: log2(3)
    assert weighed[0].tolist() == pytest.approx([2, 2, np.log2(3), 1, 1])
    assert weighed[1].tolist() == [0, 0, 0, 0, 0]


def test_mentions_of_other_texts_are_no_zero(mentions_of, articles):
    with pytest.raises(BadValue, match="None of the 1 mentions stands in these texts"):
        count_features(articles, mentions_of({"article_id": "sentence 7"}))


# No leak ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["yes/no", "graded"])
def test_no_group_stands_on_both_sides(articles, kind):
    groups = articles["story_id"].to_numpy(object)
    y = np.tile([1.0, 0.0], 40)
    data = Coded(count_features(articles, None), y, groups, np.arange(80))
    tested = []
    for train, test in _folds(data, ModelRecipe(kind=kind)):
        assert not set(groups[train]) & set(groups[test])
        tested += test.tolist()
    assert sorted(tested) == list(range(80))


def test_codes_dealt_to_groups_by_lot_cannot_be_learnt():
    """Each story has words of its own; only who peeks at the group could know."""
    rng = np.random.default_rng(7)
    yes = rng.permutation([0, 1] * 20)
    names = [f"{a}{b}" for a in "bdfgklmn" for b in ("ona", "ile", "uro", "eka", "iso")]
    table = pd.DataFrame({"village": np.repeat(names, 6)})
    table["article_id"] = [f"t{i}" for i in range(len(table))]
    table["text"] = [f"{name} spoke {i} times" for i, name in table["village"].items()]
    codes = table[["article_id"]].assign(human=np.repeat(yes, 6))
    recipe = ModelRecipe(min_df=3, group="village")
    honest = fit_model(table, codes, human="human", recipe=recipe).out_of_fold
    assert honest["probability"].std() < 0.1  # it knows the share and no more
    leaky = ModelRecipe(min_df=3, group="article_id")
    leaked = fit_model(table, codes, human="human", recipe=leaky).out_of_fold
    assert auc(leaked["score"], leaked["human"] == 1) > 0.95  # and this, far too much


@pytest.mark.parametrize("known_by", ["wording", "story_id"])
def test_a_copy_in_another_outlet_gives_no_answer_away(known_by):
    """Each story has words of its own, and runs in two outlets of eight."""
    names = [f"{a}{b}" for a in "bdfgklmn" for b in ("ona", "ile", "uro", "eka", "iso")]
    table = pd.DataFrame(
        {"story": names * 2, "outlet": np.repeat(list("PQRSTUVW"), 10)}
    )
    table["article_id"] = [f"t{i}" for i in range(80)]
    table["text"] = [f"{name} spoke" for name in table["story"]]
    if known_by == "story_id":
        table["story_id"] = table["story"]
        table["text"] = [f"{text} {i} times" for i, text in table["text"].items()]
    yes = np.random.default_rng(11).permutation([0, 1] * 20)
    codes = table[["article_id"]].assign(human=np.tile(yes, 2))
    recipe = ModelRecipe(min_df=1, group="outlet")
    tried = fit_model(table, codes, human="human", recipe=recipe).out_of_fold
    assert auc(tried["score"], tried["human"] == 1) < 0.6


def test_sentences_without_the_name_of_their_article_are_refused(articles, codes):
    named = codes.rename(columns={"article_id": "sentence_id"})
    with pytest.raises(MissingColumn, match="which sentences stand in one article"):
        fit_model(articles, named, recipe=ModelRecipe(group="article_id"))


def test_the_group_of_a_sentence_is_named_by_the_codes(articles, codes):
    by_sentence = codes.rename(columns={"article_id": "sentence_id"}).assign(
        article_id=articles["story_id"]
    )
    recipe = ModelRecipe(group="article_id")
    tried = fit_model(articles, by_sentence, recipe=recipe).out_of_fold
    assert tried["group"].tolist() == articles["story_id"].tolist()


# Fitting and scoring ------------------------------------------------------------------


def test_the_model_finds_what_tells_the_two_kinds_apart(model):
    table = list_weights(model)
    by_word = table.set_index("feature")["weight"]
    assert by_word["shelled"] > 0.5 > -0.5 > by_word["envoys"]
    assert set(table["kind"]) == {"word"}
    assert model.n_texts == 80 and model.n_groups == 10


def test_score_and_probability_say_the_same(model, articles):
    new = articles.head(2).assign(article_id=["x", "y"], published=pd.NaT)
    table = score_with_model(model, new)
    assert list(table) == ["article_id", "source", "published", "story_id", "n_words",
                           "score", "probability"]  # fmt: skip
    assert np.allclose(table["probability"], expit(table["score"]))
    assert table["score"].iloc[0] > 0 > table["score"].iloc[1]


def test_a_text_without_words_has_no_score(model):
    empty = pd.DataFrame({"article_id": ["x", "y"], "text": ["", "Unheard-of things"]})
    scores = score_with_model(model, empty)["score"]
    assert np.isnan(scores[0]) and np.isfinite(scores[1])


def test_a_coded_text_without_words_is_neither_learnt_nor_scored(articles, codes):
    blank = articles.assign(text=articles["text"].where(articles.index > 3))
    fitted = fit_model(blank, codes)
    assert fitted.n_texts == len(fitted.out_of_fold) == 76


def test_a_model_makes_an_index(model, articles, mentions_of):
    """Mean probability of each month: two of three shelled in May, one in June."""
    new = articles.iloc[[0, 2, 1, 4, 3, 5]].assign(
        published=pd.to_datetime(["2024-05-01"] * 3 + ["2024-06-01"] * 3, utc=True)
    )
    new["story_id"] = new["article_id"]
    chance = score_with_model(model, new)["probability"]
    scores = score_articles(new, mentions_of()).assign(act_any=chance)
    recipe = IndexRecipe(base=("2024-05", "2024-05"), channels=("act",), draws=100,
                         minimum_stories=1)  # fmt: skip
    value = tension_index(scores, recipe)["value"]
    may, june = chance.to_numpy().reshape(2, 3).mean(axis=1)
    assert value.tolist() == pytest.approx([100, 100 * june / may])


def test_a_model_with_mentions_asks_for_them(articles, codes, mentions_of):
    found = mentions_of(*({"article_id": f"a{i:02}"} for i in range(0, 80, 2)))
    fitted = fit_model(articles, codes, found)
    assert list_weights(fitted).set_index("feature")["weight"]["act actual"] > 0
    with pytest.raises(BadValue, match="trained with mentions, and none were given"):
        score_with_model(fitted, articles)


def test_the_same_seed_gives_the_same_model(articles, codes, model):
    again = fit_model(articles, codes)
    assert again.line.weights.tolist() == model.line.weights.tolist()
    pd.testing.assert_frame_equal(again.out_of_fold, model.out_of_fold)


def test_the_order_of_rows_does_not_order_the_features(articles, codes, model):
    turned = fit_model(articles.iloc[::-1], codes)
    assert turned.line.features.words == model.line.features.words


def test_grades_are_predicted_in_their_own_unit(articles, codes):
    recipe = ModelRecipe(kind="graded")
    tried = fit_model(articles, codes, human="grade", recipe=recipe).out_of_fold
    means = tried.groupby("human")["score"].mean()
    assert means[1] == pytest.approx(1, abs=1) and means[8] == pytest.approx(8, abs=1)
    assert tried["probability"].isna().all()


def test_a_penalty_shrinks_both_kinds_alike():
    """One word in half of 400 texts, code and word nearly unrelated.

    Least squares keeps 100 / (100 + 4 x 25) of its weight, as 400 texts have a sum of
    squares of 400/4; logistic loss, a quarter as curved, keeps 25 / (25 + 25).
    """
    n = 400
    table = pd.DataFrame({"article_id": [f"t{i}" for i in range(n)],
                          "text": [f"{i} ship" if i % 2 else f"{i}" for i in range(n)]})  # fmt: skip
    yes = [(i // 2) % 20 < 10 + (i % 2) for i in range(n)]  # 11 in 20 against 10 in 20
    codes = table[["article_id"]].assign(human=np.array(yes, float))
    weight = {}
    for kind in ("yes/no", "graded"):
        for penalty in (1e-9, 25.0):
            recipe = ModelRecipe(kind=kind, group="article_id", penalty=penalty)
            fitted = fit_model(table, codes, human="human", recipe=recipe)
            weight[kind, penalty] = fitted.line.weights[0]
    for kind in ("yes/no", "graded"):
        assert weight[kind, 25.0] / weight[kind, 1e-9] == pytest.approx(0.5, abs=0.01)


def test_one_coder_of_three_makes_no_yes(articles, codes):
    three = pd.concat(
        [codes.assign(coder="A"), codes.assign(coder="B"),
         codes.assign(coder="C", channel="act")]
    )  # fmt: skip
    assert fit_model(articles, three).out_of_fold["human"].tolist() == [1, 0] * 40


def test_a_tie_between_two_coders_is_a_yes(articles, codes):
    other = codes.assign(channel="none")
    both = pd.concat([codes.assign(vote=codes["channel"].eq("act").astype(int)),
                      other.assign(vote=0)])  # fmt: skip
    tried = fit_model(articles, both, human="vote").out_of_fold
    assert tried["human"].tolist() == [1, 0] * 40


# Calibration --------------------------------------------------------------------------


def test_calibration_recovers_the_sigmoid_that_drew_the_codes():
    rng = np.random.default_rng(3)
    margin = rng.normal(size=20_000)
    y = (rng.random(20_000) < expit(0.5 * margin - 1)).astype(float)
    slope, shift = _fit_calibration(margin, y)
    assert slope == pytest.approx(0.5, abs=0.05)
    assert shift == pytest.approx(-1, abs=0.05)


def test_a_model_worse_than_chance_is_not_turned_round():
    y = np.array([1.0, 1, 1, 0])
    calibration = _fit_calibration(np.array([-2.0, -1, -1, 3]), y)
    # Platt's targets: (3 + 1) / (3 + 2) for yes, 1 / (1 + 2) for no
    share = (3 * 4 / 5 + 1 / 3) / 4
    assert calibration == pytest.approx(Calibration(0, np.log(share / (1 - share))))


def test_reliability_on_paper():
    tried = pd.DataFrame(
        {"article_id": list("abcd"), "group": list("abcd"), "human": [0, 1, 1, 1],
         "score": 0.0, "probability": [0.2, 0.4, 0.8, 1.0]}
    )  # fmt: skip
    table = reliability_table(tried, bins=2)
    # |.3 - .5| and |.9 - 1|, two texts each
    assert table.attrs["calibration_error"] == pytest.approx((0.2 + 0.1) / 2)
    assert table["predicted"].tolist() == pytest.approx([0.3, 0.9])
    assert table["observed"].tolist() == [0.5, 1]
    # (.2² + .6² + .2² + 0) / 4, and 3 × (1/4)² + (3/4)² over 4
    assert table.attrs["brier"] == pytest.approx(0.44 / 4)
    assert table.attrs["brier_of_share"] == pytest.approx(0.75 / 4)


def test_one_promise_for_all_texts_is_one_bin():
    tried = pd.DataFrame({"article_id": list("abcd"), "group": list("abcd"),
                          "human": [0, 1, 1, 1], "score": 0.0,
                          "probability": 0.5})  # fmt: skip
    table = reliability_table(tried)
    assert table[["n", "predicted", "observed"]].to_numpy().tolist() == [[4, 0.5, 0.75]]
    assert table.attrs["calibration_error"] == 0.25


def test_grades_have_no_reliability_table():
    tried = pd.DataFrame({"article_id": ["a"], "group": ["a"], "human": [3.0],
                          "score": [2.0], "probability": [np.nan]})  # fmt: skip
    with pytest.raises(BadValue, match="a graded model predicts a grade"):
        reliability_table(tried)


# Beside the lexicon -------------------------------------------------------------------


@pytest.fixture
def tried():
    return pd.DataFrame(
        {"article_id": list("abcdef"), "group": list("uuvvww"),
         "human": [1, 0, 1, 0, 1, 0], "score": [3, 0, 2, 1, 5, 4],
         "probability": 0.5}
    )  # fmt: skip


def test_both_are_judged_on_the_same_texts(tried):
    scores = pd.DataFrame({"article_id": list("abcdefxyz"), "tension": range(9)})
    row = compare_with_lexicon(tried, scores, draws=50).set_index("figure").loc["auc"]
    # yes a c e against no b d f: the lexicon wins (c b) (e b) (e d); the model loses
    # only (a f) and (c f)
    assert (row["n"], row["n_groups"]) == (6, 3)
    assert row["lexicon"] == pytest.approx(3 / 9)
    assert row["model"] == pytest.approx(7 / 9)
    assert row["difference"] == pytest.approx(4 / 9)
    assert np.isnan(row["difference_low"])  # three groups give no honest interval


@pytest.fixture
def alike():
    """Ten groups of four texts, each group like every other."""
    return pd.DataFrame(
        {"article_id": [f"a{i}" for i in range(40)],
         "group": [f"g{i // 4}" for i in range(40)], "human": [1, 0, 1, 0] * 10,
         "score": [2, 1, 0, 0] * 10, "probability": 0.5}
    )  # fmt: skip


def test_whole_groups_are_drawn(alike):
    """Whichever groups are drawn, the figures stay; draws of texts would vary them."""
    scores = alike[["article_id"]].assign(tension=[0, 1, 2, 3] * 10)
    table = compare_with_lexicon(alike, scores, draws=20).set_index("figure")
    # model: 2 beats 1 and 0, 0 loses to 1 and ties with 0; lexicon: only 2 beats 1
    assert table.loc["auc", "model"] == pytest.approx(2.5 / 4)
    assert table.loc["auc", "lexicon"] == pytest.approx(1 / 4)
    ends = table.loc["auc", ["difference_low", "difference_high"]]
    assert ends.tolist() == pytest.approx([1.5 / 4, 1.5 / 4])


def test_intervals_hold_the_figure(alike):
    rng = np.random.default_rng(5)
    noisy = alike.assign(score=alike["human"] + rng.normal(size=40))
    scores = alike[["article_id"]].assign(tension=rng.normal(size=40))
    table = compare_with_lexicon(noisy, scores, draws=200)
    for name in ("lexicon", "model", "difference"):
        assert (table[f"{name}_low"] < table[name]).all()
        assert (table[name] < table[f"{name}_high"]).all()


def test_the_lexicon_against_itself_differs_by_nothing(alike):
    scores = alike[["article_id"]].assign(tension=alike["score"])
    table = compare_with_lexicon(alike, scores, draws=30)
    assert (table[["difference", "difference_low", "difference_high"]] == 0).all(None)


def test_a_model_can_be_compared_with_codes_like_scores(model, codes):
    table = compare_with_codes(model.out_of_fold, codes, draws=20)
    assert table["measure"].tolist() == ["score"]
    assert table["auc"].tolist() == [1]


def test_scores_of_other_texts_are_refused(tried):
    other = pd.DataFrame({"article_id": ["z"], "tension": [1.0]})
    with pytest.raises(BadValue, match="share no article_id"):
        compare_with_lexicon(tried, other)
    with pytest.raises(MissingColumn, match="act_rate"):
        compare_with_lexicon(tried, other, measure="act_rate")


# Files --------------------------------------------------------------------------------


@pytest.fixture
def saved(model, tmp_path):
    return save_model(model, tmp_path / "model.json")


def test_a_saved_model_scores_as_before(model, saved, articles):
    pd.testing.assert_frame_equal(
        score_with_model(load_model(saved), articles), score_with_model(model, articles)
    )
    assert load_model(saved).recipe == model.recipe


def test_the_file_holds_frequent_words_and_nothing_else_of_the_texts(saved, articles):
    content = saved.read_text("utf-8")
    assert "shelled" in content
    assert "a07" not in content and "Gunners shelled" not in content
    assert sorted(p.name for p in saved.parent.iterdir()) == ["model.json"]


def test_nobodys_file_is_overwritten(model, saved):
    with pytest.raises(BadValue, match="exists and is left alone"):
        save_model(model, saved)
    assert save_model(model, saved, overwrite=True) == saved


def test_a_changed_file_is_refused(saved):
    content = saved.read_text("utf-8")
    saved.write_text(content.replace('"shelled"', '"praised"'), "utf-8")
    with pytest.raises(BadValue, match="changed after it was saved"):
        load_model(saved)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text[:200], "cut short"),
        (lambda text: text[:1] + "}", "no model file"),
        (lambda text: text.replace('"format_version": 1', '"format_version": 9'),
         "has format 9, and this version reads format 1"),
    ],
)  # fmt: skip
def test_what_is_no_model_is_refused(saved, change, told):
    saved.write_text(change(saved.read_text("utf-8")), "utf-8")
    with pytest.raises(BadValue, match=told):
        load_model(saved)


def test_a_pickle_is_not_opened(tmp_path):
    path = tmp_path / "model.json"
    path.write_bytes(pickle.dumps({"format": "escalation model"}))
    with pytest.raises(BadValue, match="no model file"):
        load_model(path)
    with pytest.raises(BadValue, match="There is no file"):
        load_model(tmp_path / "other.json")


def test_a_file_nested_without_end_is_refused(tmp_path):
    path = tmp_path / "model.json"
    path.write_text("[" * 200_000, "utf-8")
    with pytest.raises(BadValue, match="no model file"):
        load_model(path)


def test_a_saved_model_scores_as_before_to_the_last_digit(articles, codes, tmp_path):
    """Also with mentions, and words of other alphabets."""
    odd = articles.assign(text=articles["text"] + " Ærø, Żółw, Київ, 東京.")
    found = find_mentions(odd)
    fitted = fit_model(odd, codes, found)
    again = load_model(save_model(fitted, tmp_path / "m.json"))
    before, after = (score_with_model(m, odd, found)["score"] for m in (fitted, again))
    assert (before - after).abs().max() <= 1e-12
    assert "київ" in again.line.features.words


def test_a_malformed_file_with_a_fitting_hash_is_refused(saved):
    from toolkit.scores.model_files import _hash

    content = json.loads(saved.read_text("utf-8"))
    content.pop("sha256")
    content["words"][0] = ["alone"]
    saved.write_text(json.dumps({"sha256": _hash(content), **content}), "utf-8")
    with pytest.raises(BadValue, match="damaged"):
        load_model(saved)


# Errors teach -------------------------------------------------------------------------


def test_too_few_codes(articles, codes):
    with pytest.raises(BadValue, match=r"12 coded texts are too few.*use the lexicon"):
        fit_model(articles, codes.head(12))


def test_one_class_only(articles, codes):
    with pytest.raises(BadValue, match="All 80 texts are coded 1"):
        fit_model(articles, codes.assign(channel="act"))


def test_a_class_too_rare(articles, codes):
    rare = codes.assign(channel=["act"] * 4 + ["none"] * 76)
    with pytest.raises(BadValue, match="4 texts are coded yes and 76 no"):
        fit_model(articles, rare)


def test_a_class_in_one_group_only(articles, codes):
    one = codes.assign(channel=["act"] * 40 + ["none"] * 40)
    halves = articles.assign(story_id=["one"] * 40 + ["two", "three"] * 20)
    with pytest.raises(BadValue, match="Code other texts of more groups"):
        fit_model(halves, one)


def test_groups_missing(articles, codes):
    with pytest.raises(MissingColumn, match="run find_stories"):
        fit_model(articles.drop(columns="story_id"), codes)
    holes = articles.assign(story_id=articles["story_id"].where(articles.index > 4))
    with pytest.raises(BadValue, match="5 coded texts have no story_id"):
        fit_model(holes, codes)


def test_three_groups_of_one_class_each_cannot_be_calibrated(articles, codes):
    """With C held out and then A, only B is left, and B is all yes."""
    coded = codes.assign(channel=["act", "act", "none", "act"] * 20)
    pure = articles.assign(story_id=["A", "B", "C", "A"] * 20)
    with pytest.raises(BadValue, match="too few of a class in too few groups"):
        fit_model(pure, coded)


def test_two_groups_are_too_few(articles, codes):
    with pytest.raises(BadValue, match="'source' has 2 groups; 3 are the least"):
        fit_model(articles, codes, recipe=ModelRecipe(group="source"))


def test_grades_are_not_taken_for_yes_and_no(articles, codes):
    with pytest.raises(BadValue, match="kind='graded'"):
        fit_model(articles, codes, human="grade")


def test_min_df_that_leaves_no_word(articles, codes):
    with pytest.raises(BadValue, match="lower min_df"):
        fit_model(articles, codes, recipe=ModelRecipe(min_df=100))


@pytest.mark.parametrize(
    "wrong", [{"kind": "maybe"}, {"folds": 1}, {"min_df": 0}, {"penalty": 0}]
)
def test_a_recipe_out_of_range_is_refused(wrong):
    with pytest.raises(BadValue, match=next(iter(wrong))):
        ModelRecipe(**wrong)
