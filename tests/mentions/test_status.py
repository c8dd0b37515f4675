"""Each cue of the table does what its own example says."""

import csv
from importlib.resources import files

import pandas as pd
import pytest

from toolkit import find_cues, find_mentions
from toolkit.mentions.clauses import clause_number
from toolkit.mentions.cues import GROUPS, TURNS, load_cues
from toolkit.mentions.infinitives import purposes
from toolkit.mentions.matching import Matcher, longest, specificity
from toolkit.mentions.rules import RULES
from toolkit.schema import BadValue
from toolkit.text import split_words

KINDS = (*(kind for group in GROUPS for kind in group), "none")


def rows() -> list[dict[str, str]]:
    path = files("toolkit.mentions") / "lexicons" / "cues_en.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_every_row_is_complete_and_of_a_known_kind():
    for row in rows():
        assert row["kind"] in KINDS
        assert row["note"] and row["example"], row["cue"]
        if row["kind"] not in ("none", "open"):  # these reach no mention
            assert row["side"] in ("before", "after", "both"), row["cue"]
            assert int(row["reach"]) > 0, row["cue"]
            assert row["scope"] in ("clause", "sentence"), row["cue"]
        turning = (*TURNS, "threat", "intention", "order", "future")
        assert bool(row["becomes"]) == (row["kind"] in turning), row["cue"]


def test_no_cue_stands_twice_in_the_same_kind():
    seen = [(row["cue"], row["kind"]) for row in rows()]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("kinds", GROUPS, ids=lambda kinds: kinds[0])
def test_every_cue_is_found_in_its_example_and_no_longer_cue_hides_it(kinds):
    table = load_cues().only(kinds)
    matcher = Matcher({"cue": table.expressions})
    rank = pd.Series(table.expressions).map(specificity).to_numpy()
    hidden = []
    for row in rows():
        if row["kind"] not in (*kinds, "none"):
            continue
        hits = longest(matcher.find(split_words([row["example"]]))["cue"], rank)
        if row["cue"] not in [table.expressions[p] for p in hits.pattern]:
            hidden.append(row["cue"])
    assert hidden == []


def test_the_last_comma_of_a_list_of_alternatives_ends_no_clause():
    words = split_words(["There were no raids, clashes or killings, but it rained."])
    clauses = clause_number(words)
    assert len(set(clauses[:7])) == 1  # There ... killings
    assert clauses[7] > clauses[6]


def test_look_alikes_are_no_cues():
    texts = pd.DataFrame(
        {"article_id": ["a"], "text": ["Not only rebels attacked in May 2024."]}
    )
    assert find_cues(texts).empty


# Metamorphic properties: every act in every template -------------------------------

# plain form, past, -ing form: acts the lexicon knows in all three
ACTS = [
    ("bomb the port", "bombed the port", "bombing the port"),
    ("attack the convoy", "attacked the convoy", "attacking the convoy"),
    ("storm the embassy", "stormed the embassy", "storming the embassy"),
    ("invade the island", "invaded the island", "invading the island"),
    ("kidnap the envoy", "kidnapped the envoy", "kidnapping the envoy"),
    ("assassinate the mayor", "assassinated the mayor", "assassinating the mayor"),
    ("ambush the patrol", "ambushed the patrol", "ambushing the patrol"),
    ("besiege the fort", "besieged the fort", "besieging the fort"),
    ("impose sanctions", "imposed sanctions", "imposing sanctions"),
    ("expel the diplomats", "expelled the diplomats", "expelling the diplomats"),
    ("arrest the deputies", "arrested the deputies", "arresting the deputies"),
    ("seize the airfield", "seized the airfield", "seizing the airfield"),
]
NOUNS = ["attack", "invasion", "air strike", "assault", "ambush", "airstrike"]

# {0} plain form, {1} past, {2} -ing form, {n} noun
TEMPLATES = {
    "actual": [
        "The army {1}.",
        "On Monday the army {1}.",
        "Last week the army {1}.",
        "The army began to {0}.",
        "The army confirmed that it {1}.",
        "Not only rebels {1}.",
        "There was an {n}.",
        "Yesterday's {n} lasted an hour.",
        "The {n} of last Tuesday was described.",
        "The guards denied them access after the {n}.",
        "The army denied them entry after the {n}.",
        "The army denied responsibility for the {n}.",
        "The group denied involvement in the {n}.",
        "The judge denied a request after the {n}.",
        "Last week's {n} shook the town.",
        "The {n} of last month shook the town.",
        "Earlier this year the army {1}.",
        "Two weeks ago the army {1}.",
        "Since 2006 the army has {1}.",
        "There is no doubt that the army {1}.",
        "The army clearly {1}.",
        "The army undoubtedly {1}.",
        "The army indeed {1}.",
        "The army did not stop until it {1}.",
        "Why did the army {0}?",
        "The {n} could not be stopped.",
        "The army said it would investigate the {n}.",
        "The army will not tolerate the {n}.",
    ],
    "negated": [
        "The army did not {0}.",
        "The army didn't {0}.",
        "The army never {1}.",
        "The army has yet to {0}.",
        "The army stopped short of {2}.",
        "The army refrained from {2}.",
        "The army has no plans to {0}.",
        "The minister ruled out {2}.",
        "The army had not {1}.",
        "No {n} took place.",
        "There was no {n}.",
        "The {n} was averted.",
        "Police foiled an {n}.",
        "The {n} did not take place.",
        "The {n} never took place.",
        "An {n} was averted.",
        "An {n} has been averted.",
        "Mediators averted an {n}.",
        "An {n} was foiled by police.",
        "A planned {n} was foiled.",
        "Guards thwarted an attempted {n}.",
        "There are no plans for an {n}.",
        "The army had no intention of {2}.",
        "The army fell short of {2}.",
        "The army held back from {2}.",
        "Nobody {1}.",
        "No one {1}.",
        "Neither side {1}.",
        "The army would not {0}.",
        "The army will not {0}.",
        "The army has never {1}.",
        "There were no reports of an {n}.",
        "Without an {n} the night passed.",
        "The army abandoned plans to {0}.",
        "The army dropped plans for an {n}.",
    ],
    "denied": [
        "The ministry denied {2}.",
        "The ministry denied that it {1}.",
        "The army rejected allegations that it {1}.",
        "The ministry dismissed reports of an {n}.",
        "The ministry denied having {1}.",
        "The ministry denied it had {1}.",
        "The ministry has denied any {n}.",
        "The ministry dismissed reports that it {1}.",
        "Claims of an {n} were denied.",
        "Claims of an {n} are false.",
        "The army denies claims of an {n}.",
        "In a statement denying the {n}, the army spoke of an accident.",
    ],
    "hypothetical": [
        "If militias {0}, the road will close.",
        "The road stays open unless militias {0}.",
        "Militias could {0}.",
        "Militias might {0}.",
        "There are fears that militias will {0}.",
        "The general asked militias to {0}.",
        "Residents fear that an {n} will follow.",
        "In case of an {n} the road will close.",
        "The possibility of yet another {n} was raised.",
        "The states are on the brink of an {n}.",
        "The general did not rule out an {n}.",
        "An {n} cannot be ruled out.",
        "Should militias {0}, the road will close.",
        "Militias would {0} if they could.",
        "Fearing an {n}, residents fled.",
        "It is asking whether to {0}.",
        "Did the army {0}?",
        "Officials expect an {n}.",
        "An {n} is possible.",
        "An {n} is unlikely.",
        "An {n} is feared.",
        "The army may have {1}.",
    ],
    "threatened": [
        "The army vowed to {0}.",
        "The army threatened to {0}.",
        "The army threatened on Monday to {0}.",
        "The army will {0}.",
        "The army will {0} if talks fail.",
        "The army warned that it would {0}.",
        "The army warned it could {0}.",
        "The army is preparing to {0}.",
        "The army plans to {0}.",
        "The cabinet is considering an {n}.",
        "The leader called for an {n}.",
        "An {n} is imminent.",
        "The army swore to {0}.",
        "The army pledged to {0}.",
        "The army promised to {0}.",
        "The army warned rebels that it would {0}.",
        "The army gave rebels until dawn before it will {0}.",
        "The army gave a deadline and will {0}.",
        "The army intends to {0}.",
        "The army is about to {0}.",
        "The army is going to {0}.",
        "The army is ready to {0}.",
        "The army is prepared to {0}.",
        "The army said it would {0}.",
        "The army announced it would {0}.",
        "The army is considering {2}.",
        "The army is to {0}.",
        "The leader urged followers to {0}.",
        "The parliament authorised an {n}.",
        "The army is planning an {n}.",
        "The army prepares for an {n}.",
        "The army has decided to {0}.",
        "The army must {0}.",
        "The army threatened an {n}.",
        "The army will not hesitate to {0}.",
    ],
    "historical": [
        "In 2006 the army {1}.",
        "The army {1} in 2006.",
        "The army {1} in March 2019.",
        "On 3 May 2019 the army {1}.",
        "The army {1} on May 3, 2019.",
        "The army {1} ten years ago.",
        "In the 1990s the army {1}.",
        "The 2006 {n} was described.",
        "A book described the {n} of 2006.",
        "It was the anniversary of the {n}.",
        "The army {1} back in 2006.",
        "The army {1} in the summer of 2006.",
        "It was the tenth anniversary of the {n}.",
        "The town marked the anniversary of the {n}.",
        "Ten years after the {n}, the town is calm.",
        "During the civil war the army {1}.",
        "During the Iraq war the army {1}.",
        "During the first Gulf war the army {1}.",
        "During World War II the army {1}.",
        "In the Second World War the army {1}.",
        "Last year the army {1}.",
        "The army {1} last year.",
        "The army {1} decades ago.",
        "A decade ago the army {1}.",
        "In 1998 and again in 2003 the army {1}.",
        "Between 1998 and 2003 the army {1}.",
        "From 1998 to 2003 the army {1}.",
        "He was convicted of an {n}.",
    ],
}
HEDGES = ["suspected", "alleged", "reported", "apparent", "unconfirmed"]
PUBLISHED = pd.Timestamp("2024-08-06", tz="UTC")


def acts_in(template: str) -> dict[str, str]:
    """The template with every act, or every noun, put in, and how that act begins."""
    if "{n}" in template:
        return {template.replace("{n}", noun): noun[:4] for noun in NOUNS}
    return {template.format(*forms): forms[0][:4] for forms in ACTS}


def read(sentences: list[str], **more) -> pd.DataFrame:
    """The mentions of one sentence an article."""
    ids = [str(i) for i in range(len(sentences))]
    table = pd.DataFrame({"article_id": ids, "text": sentences, "published": PUBLISHED})
    return find_mentions(table, **more)


def status_of(acts: dict[str, str], **more) -> dict[str, tuple[str, bool]]:
    """Status and hedge of the act in each sentence."""
    found, sentences = read(list(acts), **more), list(acts)
    return {
        sentences[int(row.article_id)]: (row.status, row.hedged)
        for row in found.itertuples()
        if acts[sentences[int(row.article_id)]] in row.match.lower()
    }


@pytest.mark.parametrize(
    ("status", "template"),
    [(status, t) for status, templates in TEMPLATES.items() for t in templates],
)
def test_every_act_takes_the_status_of_its_template(status, template):
    acts = acts_in(template)
    found = status_of(acts)
    assert {s: found.get(s, ("none",))[0] for s in acts} == dict.fromkeys(acts, status)


@pytest.mark.parametrize("hedge", HEDGES)
def test_a_hedge_leaves_every_act_standing(hedge):
    acts = {f"The {hedge} {noun} lasted an hour.": noun[:4] for noun in NOUNS}
    assert status_of(acts) == dict.fromkeys(acts, ("actual", True))


def test_violence_meant_is_not_violence_done_but_a_measure_meant_is_a_measure():
    """An infinitive leaves violence open; the step towards a measure is often taken."""
    meant = {"It sent ships to bomb the port.": "bomb"}
    assert status_of(meant) == dict.fromkeys(meant, ("hypothetical", False))
    begun = {"It went to court to impose sanctions.": "impo"}
    assert status_of(begun) == dict.fromkeys(begun, ("actual", False))


def test_an_order_is_the_act_itself_except_for_violence():
    violence = {"The president ordered the army to attack the town.": "attack"}
    assert status_of(violence) == dict.fromkeys(violence, ("threatened", False))
    measure = {"The president ordered the expulsion of the diplomats.": "expulsion"}
    assert status_of(measure) == dict.fromkeys(measure, ("actual", False))


# Dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        # published on 6 August 2024: 90 days before is 8 May
        ("Rebels attacked the town on 9 May.", "actual"),
        ("Rebels attacked the town on 7 May.", "historical"),
        ("Rebels attacked the town in May.", "actual"),
        ("Rebels attacked the town in April.", "historical"),
        ("Rebels attacked the town last November.", "historical"),
        ("Rebels attacked the town in December 2023.", "historical"),
        ("Rebels attacked the town in July 2024.", "actual"),
        ("Rebels attacked the town in 2024.", "actual"),
        ("Rebels attacked the town in 2023.", "historical"),
        ("Rebels will attack the town in October.", "threatened"),
        ("Rebels have attacked the town since March 2019.", "actual"),
    ],
)
def test_a_date_is_past_when_it_lies_more_than_90_days_back(sentence, status):
    assert read([sentence])["status"].tolist() == [status]


def test_the_date_of_one_deed_is_not_the_date_of_another():
    sentence = "Police arrested two men over the 2006 bombing."
    table = pd.DataFrame({"article_id": ["a"], "text": [sentence]})
    found = find_mentions(table.assign(published=PUBLISHED)).set_index("match")
    assert found["status"].to_dict() == {"arrested": "actual", "bombing": "historical"}


# Switches ---------------------------------------------------------------------------

SWITCHED = [
    ("negation", "The army did not bomb the port."),
    ("denial", "The ministry denied bombing the port."),
    ("hypothetical", "The army could bomb the port."),
    ("threat", "The army will bomb the port."),
    ("history", "The army bombed the port in 2006."),
]


@pytest.mark.parametrize(("rule", "sentence"), SWITCHED)
def test_without_its_rule_an_act_is_actual_and_the_other_rules_hold(rule, sentence):
    sentences = [s for _, s in SWITCHED]
    acts = dict.fromkeys(sentences, "bomb")
    with_it, without = status_of(acts), status_of(acts, without=[rule])
    assert without == {**with_it, sentence: ("actual", False)}


@pytest.mark.parametrize(
    ("rule", "sentence", "column", "before", "after"),
    [
        ("hedge", "A suspected attack hit the base.", "hedged", True, False),
        ("reversal", "They spurned and then refused the truce.", "type", "REJECT", "RETREAT"),
        ("promise", "The army will pull back.", "type", "CONCEDE", "RETREAT"),
        ("relief", "The state eased its nightly curfews.", "type", "RETREAT", "COERCE"),
        ("attribution", "Officials said rebels attacked.", "voice", "attributed", "narrator"),
    ],
)  # fmt: skip
def test_a_rule_can_be_switched_off(rule, sentence, column, before, after):
    assert read([sentence])[column].iloc[-1] == before
    assert read([sentence], without=[rule])[column].iloc[-1] == after


def test_a_rule_that_does_not_exist_is_told_which_do():
    with pytest.raises(BadValue, match=r"'negative'.*negation, denial"):
        read(["Rebels attacked."], without=["negative"])
    with pytest.raises(BadValue, match="Give a list"):
        read(["Rebels attacked."], without="negation")
    assert len(set(RULES)) == len(RULES)


# What is left open ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "cues"),
    [
        ("The bank acted to calm the markets.", ["to"]),
        ("The firm began to sell the ships.", []),
        ("The strike forced the firm to sell the ships.", []),
        ("It was the first firm to sell such ships.", []),
        ("They were subjected to torture.", []),
        ("The road to London is open.", []),
    ],
)
def test_an_infinitive_is_a_purpose_unless_it_is_told_as_done(sentence, cues):
    words = split_words([sentence])
    found = purposes(words, [sentence])
    assert [words.vocabulary[words.word[i]] for i in found.first] == cues


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("The firm will sell the ships.", []),  # announced as certain
        ("The firm is to sell the ships.", []),
        ("Firm to sell ships", []),  # a headline's "will"
        ("The firm said it would sell the ships.", ["conditional"]),
        ("The firm plans to sell the ships.", ["conditional"]),
        ("Sales could fall.", ["conditional"]),
        ("It is the No. 1 seller of ships.", []),
        ("Minister Theresa May spoke.", []),
        ("Two orders for ships came in.", []),
        ("Shares rose to end the day higher.", []),
    ],
)
def test_cues_are_found_where_no_mention_is_near(sentence, kinds):
    table = pd.DataFrame({"article_id": ["a"], "text": [sentence]})
    assert find_cues(table)["kind"].tolist() == kinds


# Modality, kind by kind: sentences that say nothing of conflict.
OPEN = """
The firm would sell the plant.; Prices might fall.; The firm ought to pay.
The firm must pay.; The firm needs to pay.; The firm has to pay.
The firm is about to open a plant.; Growth is expected this year.
The opening is planned for May.; The report is due in May.
The firm wants a deal.; The firm hopes for a deal.; The firm seeks a deal.
The firm intends to sell.; The firm plans a factory.; The firm tried to sell.
The firm is considering a sale.; The firm promised lower prices.
The union asked for a rise.; The union urged restraint.; The union demanded a rise.
The law requires a licence.; The panel recommended a sale.; The proposal was read.
A sale is possible.; There is a chance of a sale.; The firm is at risk.
The prospect of a sale pleased them.; The deal is pending.; The sale depends on a vote.
If prices fall the firm waits.; The firm sells unless prices rise.
The firm waits as long as prices rise.; It asked whether prices fell.
The money will be used to help banks.; It sold the plant to help the firm.
Did prices fall?; Will the firm sell?; Let us sell the plant.
"""
HEDGED = """
Police suspect fraud.; It allegedly sold.; Prices reportedly fell.; It seems weak.
Data suggest a fall.; It claims that prices fell.; There were rumours of a sale.
Losses are estimated at ten million.; It is unclear who sold.; In his view it sold.
It is said to be for sale.; Observers doubt the figures.; It looks like a fall.
It accused the firm of fraud.; He was charged with fraud.
"""
DENYING = """
It did not sell.; No one sold.; Nothing was sold.; Neither firm sold.; It never sold.
It failed to sell.; It did it without help.; The lack of buyers hurt.; It rarely sells.
It was unable to sell.; It avoided a sale.; It no longer sells.; It can't sell.
"""
PLAIN = """
The firm sold the plant on Monday.; Prices fell in May.; It has grown since May.
Theresa May spoke in London.; The will of the people was done.; The can was of tin.
The airline ordered ten jets.; The index closed at 5,210 points.
The end of the year was calm.; The road is close to the border.; The suspect slept.
The jet landed after a test flight.; Shares rose to close at ten pounds.
There is no doubt that prices fell.; Not only sales but profits rose.
The firm will sell the plant.; Firm to sell plant; The long awaited deal was signed.
Clearly prices fell.; Prices certainly fell.; Prices fell indeed.; He thanked a think tank.
"""


def kinds_in(sentences: str) -> dict[str, set[str]]:
    """Kinds of cue in each of some sentences, parted by semicolons or lines."""
    texts = [s.strip() for s in sentences.replace("\n", ";").split(";") if s.strip()]
    cues = find_cues(pd.DataFrame({"article_id": texts, "text": texts}))
    return {t: set(cues["kind"][cues["article_id"] == t]) for t in texts}


@pytest.mark.parametrize(
    ("sentences", "kind"),
    [(OPEN, "conditional"), (HEDGED, "hedge"), (DENYING, "negation")],
)
def test_every_way_to_leave_things_open_is_a_cue(sentences, kind):
    found = kinds_in(sentences)
    assert [s for s, kinds in found.items() if kind not in kinds] == []


def test_what_is_told_as_a_fact_holds_no_cue():
    found = kinds_in(PLAIN)
    assert {s: kinds for s, kinds in found.items() if kinds} == {}


@pytest.mark.parametrize("booster", ["clearly", "certainly", "undoubtedly", "indeed"])
def test_a_booster_is_no_hedge(booster):
    acts = {f"The army {booster} bombed the port.": "bomb"}
    assert status_of(acts) == dict.fromkeys(acts, ("actual", False))


# What a cue does not speak of ---------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "The army could guard captured rebels.",  # a participle, not a plan
        "It may stay away unless it agrees to talks about the ambush.",  # a topic
        "The group will talk if its assault ends.",  # what has an owner is there
        "The ministry denied a role in the ambush.",  # the deed stands
        "Officials refused to confirm or deny the ambush.",
        "The state denied the leader of the party a visa after the ambush.",
        "It is a crime to deny the genocide.",
        "The text makes no mention of ambushes.",
        "Norland will not tolerate ambushes.",
    ],
)
def test_what_is_taken_for_granted_has_happened(sentence):
    words = "captured|ambush|assault|genocide"
    found = read([sentence])
    told = found[found["match"].str.lower().str.contains(words)]
    assert set(told["status"]) == {"actual"}


def test_a_time_at_the_head_of_a_sentence_dates_all_of_it_but_one_behind_does_not():
    head = "Ten years ago, when it was rich, the army bombed the port."
    behind = (
        "The army bombed the port, the first since a truce was signed ten years ago."
    )
    assert read([head])["status"].iloc[0] == "historical"
    assert read([behind])["status"].iloc[0] == "actual"


def test_a_date_is_not_carried_over_to_the_trial_of_the_deed():
    found = read(["Police arrested two rebels over an ambush in 2006."])
    assert dict(zip(found["match"], found["status"], strict=True)) == {
        "arrested": "actual",
        "ambush": "historical",
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "The suspected gunman surrendered after the ambush.",  # the man is suspected
        "Police arrested three rebels for allegedly storming a fort.",
        "He is believed to have been involved in the ambush.",
        "An unknown number of rebels surrendered.",
        "Rebels surrendered beyond doubt.",
    ],
)
def test_a_hedge_keeps_to_what_it_is_said_of(sentence):
    found = read([sentence])
    told = found[found["match"].str.contains("surrendered|arrested|ambush")]
    assert len(told)
    assert not told["hedged"].any()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("An attack could come at any time.", "hypothetical"),
        ("An attack would be a mistake.", "hypothetical"),
        ("Retaliation is likely.", "hypothetical"),
        ("The attack could be the first of its kind.", "actual"),
        ("An attack may have killed twenty people.", "actual"),
        ("An attack on the port is being considered.", "threatened"),
        ("The port was bombed during the old war.", "historical"),
        ("The port was bombed during the storm.", "actual"),
    ],
)
def test_what_is_said_of_an_event_behind_it_decides_too(text, status):
    assert read([text])["status"].iloc[0] == status


def test_an_article_at_the_end_of_the_text_before_makes_nothing_definite():
    texts = ["They looked at the sea.", "Attacks could follow."]
    alone = find_mentions(pd.DataFrame({"article_id": ["b"], "text": texts[1:]}))
    both = find_mentions(pd.DataFrame({"article_id": ["a", "b"], "text": texts}))
    assert both["status"].tolist() == alone["status"].tolist() == ["hypothetical"]
