"""Articles in, mentions of escalation language out."""
