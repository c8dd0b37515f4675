"""``articles.tension``: the pipeline as methods of a table, for those who ask for it.

``import toolkit`` registers nothing. This module does, when it is imported::

    import toolkit.accessor

    articles.tension.mentions()
    articles.tension.index(IndexRecipe(every="week"))
    index.tension.plot()

Every method is the function of that name on that table, with no rule of its own. A
table with a *column* called ``tension``, as the scores have, keeps it:
``scores.tension`` stays the column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import toolkit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.articles.description import CorpusDescription
    from toolkit.index.recipe import IndexRecipe
    from toolkit.mentions.lexicon import Lexicon

__all__ = ["TensionAccessor"]


@pd.api.extensions.register_dataframe_accessor("tension")
class TensionAccessor:
    """Escalation language of a table: ``.tension`` of a DataFrame.

    Articles have ``mentions``, ``scores``, ``index``, ``describe`` and ``sample``; an
    index has ``plot`` and ``changes``.

    Raises
    ------
    MissingColumn
        By each method: the table is not of the kind that it takes.

    Examples
    --------
    >>> import pandas as pd
    >>> import toolkit.accessor
    >>> articles = pd.DataFrame({"article_id": ["a"], "source": ["Wire"],
    ...     "text": ["Rebels attacked the town."], "published": ["2024-08-06"]})
    >>> articles.tension.mentions()[["match", "channel"]]
          match channel
    0  attacked     act
    >>> articles.tension.scores().tension.tolist()
    [250.0]
    """

    def __new__(cls, frame: pd.DataFrame) -> Any:
        """The methods; or the column of that name, which is older."""
        if "tension" in frame.columns:
            return frame["tension"]
        return super().__new__(cls)

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def mentions(self, lexicon: Lexicon | None = None, **more: Any) -> pd.DataFrame:
        """Mentions in the articles; see ``find_mentions``."""
        return toolkit.find_mentions(self._frame, lexicon, **more)

    def scores(self, lexicon: Lexicon | None = None, **more: Any) -> pd.DataFrame:
        """Scores of the articles; see ``score_articles``."""
        return toolkit.score_articles(self._frame, self.mentions(lexicon), **more)

    def index(
        self,
        recipe: IndexRecipe | None = None,
        *,
        lexicon: Lexicon | None = None,
        **more: Any,
    ) -> pd.DataFrame:
        """Index of the articles, copies counted as the recipe says."""
        stories = toolkit.find_stories(self._frame)
        scores = toolkit.score_articles(stories, self.mentions(lexicon))
        return toolkit.tension_index(scores, recipe or toolkit.IndexRecipe(), **more)

    def describe(self, **more: Any) -> CorpusDescription:
        """What the corpus holds; see ``describe_corpus``."""
        return toolkit.describe_corpus(self._frame, **more)

    def sample(self, n: int = 200, **more: Any) -> pd.DataFrame:
        """Units to code by hand; see ``draw_sample``."""
        return toolkit.draw_sample(self._frame, n, **more)

    def plot(self, **more: Any) -> Axes:
        """Draw an index; see ``plot_index``."""
        return toolkit.plot_index(self._frame, **more)

    def changes(self, **more: Any) -> pd.DataFrame:
        """Where an index changed; see ``find_changes``."""
        return toolkit.find_changes(self._frame, **more)
