"""Severities under another scale are those that a second search would give."""

import pandas as pd
import pytest

from toolkit import find_mentions, load_lexicon, load_sample
from toolkit.mentions.scales import severities_on
from toolkit.schema import BadValue


@pytest.mark.parametrize("scale", ["plover", "goldstein", "flat"])
def test_every_mention_of_the_sample_is_as_if_found_on_that_scale(scale):
    articles = load_sample("chronicle")
    mentions = find_mentions(articles, load_lexicon(severity="goldstein"))
    other = load_lexicon(severity=scale)
    again = find_mentions(articles, other)["severity"]
    pd.testing.assert_series_equal(severities_on(mentions, other), again)


def test_a_term_of_another_lexicon_is_named():
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Iran bombed a base."]})
    mentions = find_mentions(articles).assign(term="zap")
    with pytest.raises(BadValue, match="'zap' is no entry of escalation_en"):
        severities_on(mentions, load_lexicon())
