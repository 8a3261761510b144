"""Words that everything shares: the three languages, how grave a finding is, what a mandate allows."""

from __future__ import annotations

from typing import Final, Literal

LANGUAGES = ("fr", "en", "ar")
"""The languages of everything that people read, in the order in which files list them."""

Severity = Literal["refused", "warned"]
"""What a finding does to a message: it refuses it, or only warns."""

FOLLOW, CLAIMS, CREDIT, DOCUMENTS, SEND = "follow", "claims", "credit", "documents", "send"
PAY, CASES, MANDATES = "pay", "cases", "mandates"

SCOPE: Final = (FOLLOW, CLAIMS, CREDIT, DOCUMENTS, SEND, PAY, CASES, MANDATES)
"""All words of a scope: follow declarations, accounts and history; read claims; read the balance of a credit account;
fetch documents; send, amend and cancel; pay; file cases; give mandates and keys."""

FLOWS: Final = ("import", "export", "other")
"""Where goods go, by the family of the régime."""
