"""What `dumgate check` looks at, one file for each thing; nothing is changed but by `mending.py`.

A check inspects the database itself, and asks it in the ledger's own words, not by `queries/`.
"""
