"""The check: every box broken in every way, every rule, the order and number of findings, and the judgement."""
