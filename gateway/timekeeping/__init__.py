"""Whether the clock is to be believed: against the ledger, the machine's monotonic clock, and its synchronisation."""
