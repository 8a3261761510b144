"""Words that everything shares: the three languages, and how grave a finding is."""

from __future__ import annotations

from typing import Literal

LANGUAGES = ("fr", "en", "ar")
"""The languages of everything that people read, in the order in which files list them."""

Severity = Literal["refused", "warned"]
"""What a finding does to a message: it refuses it, or only warns."""
