"""How fast is the toolkit, beside what its users would pick instead?

    python -m tests.benchmarks.speed [--mb 10] [--rounds 3] [--text FILE.parquet]
    python -m tests.benchmarks.speed --growth        # corpus and lexicon grow
    python -m tests.benchmarks.speed --start         # imports and first results

Every figure is of a whole process of its own, on a corpus that ``corpus.py`` invents;
``--text`` adds a table of real articles (a column ``text``). Rivals that are not
installed are named and left out: pip install flashtext google-re2 ahocorasick_rs polars
spacy vaderSentiment; for quanteda, R with the package quanteda.
"""
