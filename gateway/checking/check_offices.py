"""The offices: whether they are held to their bureaux, and which of them have none."""

from __future__ import annotations

from gateway.checking.check_report import Checked
from gateway.checking.installation import Installation
from gateway.partners import Partners


def check_offices(installation: Installation, checked: Checked) -> None:
    """An office without a bureau is noted: it does nothing where offices are held to theirs."""
    partners = Partners(installation.database, specimen=True)
    checked.facts["office_scope"] = partners.office_scope()
    for office in partners.without_bureau():
        checked.add("noted", "offices.none", office=office)
