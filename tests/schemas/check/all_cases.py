"""The cases of all rules, collected."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from .rule_cases import CASES as FIRST
from .rule_cases import Case

TOPICS = sorted(path.stem for path in Path(__file__).parent.glob("cases_*.py"))

CASES: tuple[Case, ...] = (
    *FIRST,
    *(case for topic in TOPICS for case in import_module(f".{topic}", __package__).CASES),
)
