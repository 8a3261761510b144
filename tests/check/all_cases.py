"""The cases of all rules, collected."""

from __future__ import annotations

from . import (
    cases_dates,
    cases_documents,
    cases_duties,
    cases_goods,
    cases_parties,
    cases_references,
    cases_totals,
    cases_transport,
    cases_valuation,
    rule_cases,
)

CASES = tuple(
    case
    for topic in (
        rule_cases,
        cases_dates,
        cases_documents,
        cases_duties,
        cases_goods,
        cases_parties,
        cases_references,
        cases_totals,
        cases_transport,
        cases_valuation,
    )
    for case in topic.CASES
)
