"""Tests of judging again: by the law of any day and any tables, over a real gateway's data folder."""
