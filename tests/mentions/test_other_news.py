"""Disaster, crime, sport, business, courts and metaphor are no acts; war is.

Every sentence is invented. One list must yield no act and no threat that counts, the
other one at least; a new entry or sense rule is held against both.
"""

import pandas as pd
import pytest

from toolkit.mentions.find import find_mentions

_NO_ACT = {
    "disaster": """
An earthquake of magnitude 6.8 killed at least forty people in the valley.
Floods swept away nine villages and killed a dozen farmers.
A landslide buried a bus and left eleven people dead.
The volcano erupted overnight and forced thousands to flee their homes.
A cyclone struck the coast, destroying houses and injuring hundreds.
Wildfires destroyed three villages as firefighters battled the flames.
The governor declared a state of emergency after the storm.
A curfew was imposed in the town flattened by the hurricane.
The army deployed soldiers to rescue families stranded by the snow.
An avalanche hit a camp and killed six climbers.
Drought threatens the harvest of the southern provinces.
Lightning struck a church and killed two worshippers.
A tsunami warning was issued after the quake.
""",
    "industry and transport": """
A blast at a chemical plant killed nine workers and wounded dozens.
A gas leak caused an explosion that destroyed a block of flats.
An explosion in a coal mine left thirty miners trapped.
The roof of a shopping centre collapsed, killing four.
A passenger train derailed on a bridge, killing eleven people.
A ferry sank in rough seas and more than a hundred drowned.
A military helicopter crashed in fog, killing its crew of five.
A fighter jet crashed during a training flight.
A fire in a garment factory killed eighty people.
An oil tanker ran aground and its crew were rescued.
A boiler explosion injured seven at the mill.
Fireworks exploded in a market stall, injuring the seller.
A dam burst and the flood destroyed two villages.
The captain was detained after his cruise ship hit a rock.
A bus plunged off a cliff, killing twenty pilgrims.
A fire swept through a refugee camp and killed three people.
A pipeline explosion near the port killed forty.
""",
    "animals and medicine": """
A shark attacked a swimmer off the northern beach.
Bears attacked a shepherd and killed eleven of his sheep.
Dogs attacked and wounded a child in the park.
The singer had a seizure on the stage.
The virus has killed forty patients and threatens the islands.
He died of a heart attack in hospital.
Doctors are fighting an outbreak of cholera in the camp.
An epidemic of measles killed nine children in the valley.
""",
    "crime and courts": """
A gunman opened fire in a supermarket and killed three shoppers.
A man shot his wife and then himself.
Two robbers were arrested after a raid on a jeweller.
A teenager was stabbed outside a nightclub.
The footballer was arrested on assault charges.
The banker was sentenced to nine years in prison for fraud.
Six people were wounded in a shooting at a bar.
The jury convicted him of the murder of his neighbour.
A serial killer was charged with five killings.
Police seized two tonnes of cocaine in the port.
He was placed under house arrest for money laundering.
""",
    "sport, culture and business": """
The visitors won a shootout to reach the final of the cup.
The striker fired two shots at goal in the second half.
The champion defended her title and crushed her opponent.
Pilots of the airline went on strike over pay.
The film shows an invasion of the city by aliens.
The company launched an offensive on the market for phones.
Shares plunged as a price war hit retailers.
A novel about the siege won the prize.
The agency warned the company that its credit rating may fall.
Hackers attacked the website of a game maker.
""",
    "metaphor": """
The minister came under fire for his speech.
Her remarks sparked an explosion of laughter.
He waged a battle against cancer for nine years.
The bill was killed in committee.
The deputy attacked her rival's record in the debate.
The town declared war on litter.
""",
}
_ACT = {
    "combat": """
Government forces shelled a rebel-held suburb for a third night.
Rebels captured the airport after a week of fighting.
Insurgents stormed a guest house and killed four guests.
Two soldiers were killed in clashes on the border.
The air force bombed a depot near the frontier.
An airstrike hit a hospital in the besieged town.
Fighter jets fired on a patrol boat in the strait.
Militants ambushed a convoy and burned six lorries.
Peacekeepers were shot while on patrol near the river.
Troops retook two villages from the separatists.
The navy boarded two ships on the way to the port.
The rebels shot down a government helicopter.
Fighting resumed near the airport on Sunday.
The militia made gains against the army in the east.
Artillery pounded the outskirts of the capital.
The army launched a coordinated assault on the port.
Snipers killed three civilians in the old town.
Warplanes struck a column of tanks.
""",
    "terror and abduction": """
A suicide bomber killed eleven people in a market.
A car bomb exploded outside the ministry.
Gunmen kidnapped two engineers and demanded the release of a chief.
Nine teachers are being held by rebels in the hills.
Pirates hijacked a tanker off the coast.
A roadside bomb wounded four policemen.
Two explosions rocked the bus park of the northern city.
An extremist group claimed the bombing of a mosque.
A minister was assassinated in front of his house.
Masked men beheaded a hostage.
""",
    "repression and unrest": """
Police fired tear gas at protesters in the square.
Soldiers opened fire on a crowd of demonstrators.
Security forces shot and wounded two activists.
The junta arrested the leader of the opposition.
Rioters burned the court house and looted shops.
The march turned violent near the ministry.
Guards shot two unarmed men dead at the fence.
The army seized power in a coup.
The president declared martial law.
The regime tortured dozens of dissidents.
Several shops were burnt by an angry crowd.
""",
    "measures and build-up": """
The state fired three missiles into the sea.
The government imposed sanctions on two banks.
Ten thousand troops massed on the border.
The ministry expelled four diplomats.
The fleet blockaded the harbour.
The country tested a ballistic missile.
The alliance held a naval exercise in the strait.
The kingdom recalled its ambassador.
The army began a five-day air defence drill.
The state will increase defence spending by a tenth.
""",
    "threats": """
The general threatened to invade the island.
Rebels vowed to attack the capital.
The minister warned its neighbour to keep its ships away.
The group issued an ultimatum to the government.
The president said his troops would crush the revolt.
The militia threatened reprisals against the villages.
The envoy said his country would respond with force.
The army is prepared to strike the bases.
""",
}


def sentences(lists: dict[str, str]) -> list[str]:
    return [line for text in lists.values() for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def counted() -> pd.Series:
    """Acts and threats that count, by sentence."""
    texts = sentences(_NO_ACT) + sentences(_ACT)
    mentions = find_mentions(pd.DataFrame({"article_id": texts, "text": texts}))
    kept = mentions["channel"].isin(["act", "threat"]) & mentions["status"].isin(
        ["actual", "threatened"]
    )
    found = mentions[kept].groupby("article_id")["match"].agg(", ".join)
    return found.reindex(texts, fill_value="")


def test_there_are_sixty_sentences_of_each_kind():
    assert len(set(sentences(_NO_ACT))) >= 60
    assert len(set(sentences(_ACT))) >= 50


@pytest.mark.parametrize("text", sentences(_NO_ACT))
def test_other_news_gives_neither_act_nor_threat(counted, text):
    assert counted[text] == ""


@pytest.mark.parametrize("text", sentences(_ACT))
def test_violence_coercion_and_threats_are_found(counted, text):
    assert counted[text] != ""
