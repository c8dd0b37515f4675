"""Explorers: tables under one's hands, in JupyterLab, Notebook 7 and VS Code.

Each is a widget that shows what other functions of the toolkit computed, works by
keyboard alone, and says in its last line which plain calls make what is shown.

=================== ==================================================================
explorer            what it is for
=================== ==================================================================
explore_index       Which articles and passages made this point of the index? Choose
                    what is counted, then a period; every part of its level is listed,
                    down to the words.
explore_weights     Does a conclusion hang on the severities? Move them; index and
                    ranking follow, and a sentence says in how many other weightings
                    what is first would stay first.
explore_article     Reading: an article with its mentions marked, and why each counts
                    as what it does.
explore_passages    Reading a fair sample: all mentions that fit a filter, and some of
                    them drawn by a seed that is shown.
explore_lexicon     Would another term help? Its hits, what it takes from entries that
                    are there, what the index would do, and a file of one's own entries.
explore_sources     Do sources differ, and is it more than chance?
=================== ==================================================================

Where no widgets run (an exported or printed notebook) the last view stands without its
controls.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "points": ["explore_index"],
        "weights": ["explore_weights"],
        "reader": ["explore_article"],
        "passages": ["explore_passages"],
        "workbench": ["explore_lexicon"],
        "sources": ["explore_sources"],
    },
)
