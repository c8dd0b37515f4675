"""Score escalation language in news articles and show tension indicators.

The pipeline, one table after the other::

    articles = read_articles("folder")
    mentions = find_mentions(articles, load_lexicon("escalation_en"))
    scores = score_articles(articles, mentions)
    index = tension_index(scores, IndexRecipe(every="month"))

Importing the package does no work: each name below is loaded when first used.
"""

import lazy_loader as _lazy

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "installation": ["show_versions"],
        "articles.read": ["read_articles", "list_skipped", "list_notes"],
        "articles.samples": ["load_sample", "load_codes", "load_events"],
        "articles.corpus": ["keep_articles", "drop_duplicates", "describe_corpus"],
        "articles.store": ["open_corpus"],
        "articles.derived": ["derive_table"],
        "articles.sources.fetcher": ["Fetcher"],
        "articles.sources.feeds": ["fetch_feeds", "fetch_pages"],
        "articles.sources.archives": [
            "fetch_current_events",
            "fetch_gdelt",
            "fetch_guardian",
            "fetch_cc_news",
        ],
        "articles.sources.speeches": ["load_nltk_corpus"],
        "articles.stories": ["find_stories", "explain_copies"],
        "mentions.lexicon": ["Lexicon", "load_lexicon", "read_lexicon"],
        "mentions.actors": ["read_gazetteer"],
        "mentions.find": ["find_mentions"],
        "mentions.international": ["keep_international"],
        "mentions.components": ["find_attributions", "find_cues", "find_actors"],
        "mentions.scales": ["severities_on"],
        "mentions.trying": ["try_entry", "with_entries", "write_entries"],
        "mentions.retellings": ["same_events"],
        "scores.score": ["score_articles"],
        "scores.validation": [
            "compare_with_codes",
            "krippendorff_alpha",
            "list_errors",
        ],
        "scores.sampling": ["draw_sample"],
        "scores.coding_files": ["read_coding"],
        "scores.adjudication": ["gold_codes", "list_disagreements"],
        "scores.designs": ["calibration_codes"],
        "scores.ablation": ["ablation"],
        "scores.comparison": ["compare_measures"],
        "scores.error_rates": ["errors_by"],
        "scores.metamorphic": ["metamorphic_checks"],
        "scores.models": ["fit_model", "list_weights", "score_with_model"],
        "scores.training": ["ModelRecipe"],
        "scores.model_files": ["load_model", "save_model"],
        "scores.model_validity": ["compare_with_lexicon", "reliability_table"],
        "scores.labels": ["label_texts"],
        "scores.endpoints": ["ChatEndpoint"],
        "index.recipe": ["IndexRecipe"],
        "index.indices": ["tension_index"],
        "index.selections": ["select_scores"],
        "index.breakdowns": ["index_by"],
        "index.event_time": ["event_study"],
        "index.differences": ["difference_between"],
        "index.sides": ["compare_sides"],
        "index.changes": ["find_changes"],
        "index.peaks": ["list_peaks"],
        "index.contributions": [
            "changed_mentions",
            "explain_change",
            "term_contributions",
        ],
        "index.word_shift": ["word_shift"],
        "index.bursts": ["find_bursts"],
        "index.dyads": ["dyad_balance", "dyad_index", "list_dyads"],
        "index.lags": ["lead_and_lag", "rolling_correlation"],
        "index.robustness": ["check_robustness", "weighting_fan"],
        "index.weighing": ["Weighing"],
        "index.calibration": ["calibrate_index", "draw_coding_sample"],
        "index.external": ["compare_with_series"],
        "show.safe": ["safe_style"],
        "index.points": ["explain_level", "level_mentions"],
        "index.rankings": ["Ranking"],
        "show.concordance": ["keyword_in_context"],
        "show.highlight": ["highlight_article"],
        "show.coding": ["code_sample"],
        "show.adjudicating": ["adjudicate"],
        "show.plots": ["plot_index", "plot_channels"],
        "show.contribution_plots": ["plot_contributions", "plot_word_shift"],
        "show.burst_plot": ["plot_bursts"],
        "show.change_plots": ["plot_changes", "plot_differences", "plot_event_study"],
        "show.dyad_plots": [
            "plot_dyad_balance",
            "plot_dyad_matrix",
            "plot_dyad_network",
        ],
        "show.panels": ["plot_panels"],
        "show.relation_plots": [
            "plot_comparison",
            "plot_lags",
            "plot_rolling",
            "plot_with_series",
        ],
        "show.check_plots": [
            "plot_calibration",
            "plot_robustness",
            "plot_weightings",
        ],
        "show.heat_maps": ["plot_sources", "plot_coverage"],
        "show.calendar_map": ["plot_calendar"],
        "show.validity_sections": ["plot_validation"],
        "show.explorers.points": ["explore_index"],
        "show.explorers.weights": ["explore_weights"],
        "show.explorers.reader": ["explore_article"],
        "show.explorers.passages": ["explore_passages"],
        "show.explorers.workbench": ["explore_lexicon"],
        "show.explorers.sources": ["explore_sources"],
        "show.report": ["write_report"],
        "show.report_batch": ["write_reports"],
        "show.comparison": ["write_comparison"],
        "show.side_plots": ["plot_sides"],
    },
)
