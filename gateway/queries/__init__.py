"""What routes, commands, history and pages read of the ledger: one module for each noun. Nothing here writes.

A function takes an engine and plain values, and returns rows. What belongs to somebody is read with `visible`, which
says what of a table whoever asks may see: the caller knows it, no query looks at roles.
What is still to do is asked of `work/`, who partners are of `partners/`.
"""
