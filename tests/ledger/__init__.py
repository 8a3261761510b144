"""Tests of the ledger: the log and its projections, durable work, both databases."""
