"""Runs: a model evaluated on data sets, kept in a file that can be compared, reported on and scored again."""
