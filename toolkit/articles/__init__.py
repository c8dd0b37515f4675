"""Files to articles: reading, describing, thinning out and storing a corpus."""
