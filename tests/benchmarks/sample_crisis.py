"""Does the index find, in the bundled sample, what is known to have happened?

    python -m tests.benchmarks.sample_crisis

The sample tells 40 dated events three times each. Printed:

* peaks: weeks with two or more violent events (by `events.csv`) against as many weeks
  that `list_peaks` puts first - hits, misses and false alarms;
* monthly levels against the number of violent events;
* change points in the weekly index against those of the weekly number of violent events,
  which is what a perfect reader would have to go by;
* event study around the first violent event after a quiet spell;
* desks: every event is told by each, so that desks differ by wording alone; what the
  codebook says of their temper against the differences found, with intervals.

The sample was written for teaching, and the lexicon was tried on it: a check that the
parts work together, not a validation.
"""

from __future__ import annotations

import pandas as pd
from scipy.stats import spearmanr

from toolkit import (
    IndexRecipe,
    difference_between,
    event_study,
    find_changes,
    find_mentions,
    list_peaks,
    load_events,
    load_sample,
    score_articles,
    select_scores,
    tension_index,
)

VIOLENT = ("strike", "attack", "killing")
HEAT = IndexRecipe(every="week", measure="weighted", minimum_stories=2)
MONTHS = IndexRecipe(every="month", measure="weighted")
HOSTILE = ("act", "threat")
WIRE, TABLOID, BULLETIN = (
    "Meridian Wire", "The Daily Clarion", "State Bulletin Service of Karuna",
)  # fmt: skip
# What the codebook says of the desks: selection, channel, who has less and who more.
# Clarion: "images of fire and brink". Bulletin: "condemnations, appeals". Wire:
# "attributions, hedges".
TEMPERS = (
    ("images", {"type": "TONE"}, "tone", WIRE, TABLOID),
    ("images", {"type": "TONE"}, "tone", BULLETIN, TABLOID),
    ("condemnations", {"type": "ACCUSE"}, "tone", WIRE, BULLETIN),
    ("condemnations", {"type": "ACCUSE"}, "tone", TABLOID, BULLETIN),
    ("cooling", {"channel": "deescalation"}, "deescalation", WIRE, BULLETIN),
    ("cooling", {"channel": "deescalation"}, "deescalation", TABLOID, BULLETIN),
    ("attributed heat", {"voice": ["attributed", "quoted"]}, HOSTILE, TABLOID, WIRE),
    ("hedged heat", {"hedged": True}, HOSTILE, TABLOID, WIRE),
    ("hedged heat", {"hedged": True}, HOSTILE, BULLETIN, WIRE),
)


def violent_weeks(*, share: bool = False) -> pd.Series:
    """Number of violent events of each week, or their share of all that week's."""
    events = load_events()
    violent = events[events["kind"].isin(VIOLENT)]
    weeks = violent["date"].dt.tz_localize(None).dt.to_period("W-SUN")
    every = pd.period_range("2024-04-01", "2024-10-28", freq="W-SUN")
    counts = weeks.value_counts().reindex(every, fill_value=0)
    if not share:
        return counts
    of_all = events["date"].dt.tz_localize(None).dt.to_period("W-SUN").value_counts()
    return counts / of_all.reindex(every)


def as_index(counts: pd.Series) -> pd.DataFrame:
    """Counts by week in the form of an index."""
    return pd.DataFrame({"period": counts.index.to_timestamp().tz_localize("UTC"),
                         "value": counts.to_numpy(float)})  # fmt: skip


def print_peaks(scores: pd.DataFrame, mentions: pd.DataFrame) -> None:
    """Weeks found against weeks with two violent events or more."""
    counts = violent_weeks()
    hot = {str(week.start_time.date()) for week in counts.index[counts >= 2]}
    index = tension_index(scores, HEAT)
    peaks = list_peaks(index, scores, mentions, n=len(hot), stories=1)
    found = {str(period.date()) for period in peaks["period"]}
    print(f"\nWeeks with two violent events or more: {len(hot)}; as many peaks:")
    for name, weeks in (("hits", hot & found), ("misses", hot - found),
                        ("false alarms", found - hot)):  # fmt: skip
        print(f"  {name}: {len(weeks)} ({', '.join(sorted(weeks))})")
    quiet = {str(w.start_time.date()) for w in counts.index[counts == 0]}
    print(
        f"  of the false alarms without any violent event: {len((found - hot) & quiet)}"
    )
    weekly = index.set_index(index["period"].dt.strftime("%Y-%m-%d"))["value"]
    for name, known in (("number", counts), ("share", violent_weeks(share=True))):
        known = known.set_axis([str(week.start_time.date()) for week in known.index])
        both = pd.DataFrame({"index": weekly, "events": known}).dropna()
        rho = spearmanr(both["index"], both["events"]).statistic
        print(
            f"  weeks, index v {name} of violent events: rho {rho:.2f}, n {len(both)}"
        )


def print_months(scores: pd.DataFrame) -> None:
    """Monthly levels beside the number of violent events."""
    events = load_events()
    violent = events[events["kind"].isin(VIOLENT)]["date"].dt.strftime("%Y-%m")
    index = tension_index(scores, MONTHS)
    months = index["period"].dt.strftime("%Y-%m")
    table = index.assign(
        month=months, events=months.map(violent.value_counts()).fillna(0)
    )
    print(
        "\n",
        table[["month", "events", "value", "low", "high"]]
        .round(0)
        .to_string(index=False),
    )
    rho = spearmanr(table["events"], table["value"]).statistic
    print(f"months, index v violent events: rho {rho:.2f}, n {len(table)}")


def print_changes(scores: pd.DataFrame) -> None:
    """Change points of the index and of the events themselves."""
    print("\nChange points")
    for name, index in (
        ("violent events by week", as_index(violent_weeks())),
        ("index by week", tension_index(scores, HEAT)),
        ("index by week, share", tension_index(
            scores, IndexRecipe(every="week", minimum_stories=2))),
    ):  # fmt: skip
        print(f"  {name}: {find_changes(index).attrs['sentence']}")


def print_event_study(scores: pd.DataFrame) -> None:
    """Weeks around 19 July 2024, the first violent event for five weeks."""
    study = event_study(scores, {"19 July": "2024-07-19"}, HEAT, before=5, after=3)
    print("\n", study[["relative", "value", "low", "high", "n_stories"]].round(0)
          .to_string(index=False))  # fmt: skip
    print(study.attrs["sentence"])


def print_desks(scores: pd.DataFrame, mentions: pd.DataFrame) -> None:
    """Differences that the codebook announces, as found in what each desk wrote."""
    # a story taken over from another desk is in that desk's words
    own = scores.sort_values(["published", "article_id"]).drop_duplicates("story_id")
    rows = []
    for name, selection, channels, less, more in TEMPERS:
        recipe = IndexRecipe(measure="rate", channels=channels)
        chosen = select_scores(own, mentions, **selection)
        row = difference_between(chosen, recipe, less, more, of="source").iloc[0]
        rows.append(
            {"per 1,000 words": name, "less": less, "more": more, **row.iloc[1:6],
             "as written": row["difference"] > 0, "sure": row["low"] > 0}
        )  # fmt: skip
    table = pd.DataFrame(rows)
    print("\nDesks\n", table.round(2).to_string(index=False))
    print(f"{table['as written'].sum()} of {len(table)} as written, "
          f"{table['sure'].sum()} with an interval above 0")  # fmt: skip


def main() -> None:
    """Print every comparison."""
    articles = load_sample("chronicle")
    mentions = find_mentions(articles)
    scores = score_articles(articles, mentions)
    print(f"{len(articles)} articles, {len(load_events())} events")
    print_peaks(scores, mentions)
    print_months(scores)
    print_changes(scores)
    print_event_study(scores)
    print_desks(scores, mentions)


if __name__ == "__main__":
    main()
