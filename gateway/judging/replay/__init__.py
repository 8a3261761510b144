"""Judging again: by the law of any day and any tables, keeping nothing; and what a change of the tables does."""
