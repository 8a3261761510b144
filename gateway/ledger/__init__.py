"""The ledger: an append-only log of events that is the truth, and the tables read from it."""
