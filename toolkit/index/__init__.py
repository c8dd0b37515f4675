"""From scores to index series: one row per period, and what stands behind each."""
