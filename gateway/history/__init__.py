"""The past: the ledger as it was recorded by an instant, and who did what, when and why."""
