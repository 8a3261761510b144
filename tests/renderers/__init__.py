"""Findings as people and tools see them: the page with the form drawn, SARIF, the terminal, and what HTTP chooses."""
