"""Tables to people: concordances, plots and reports. Nothing here computes a number."""
