"""The life of declarations, accounts and claims, in the ledger itself."""
