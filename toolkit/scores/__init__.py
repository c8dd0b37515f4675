"""From mentions to scores: one row per article, and how far they can be trusted."""
