"""What is shown of companies, and of how far somebody reads their dossiers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gateway.people import Company
from gateway.queries.powers import Reach


def company_view(company: Company) -> dict[str, Any]:
    """Id, name, and what boxes call it: an ICE, or centre and number of the trade register."""
    boxes = [each for each in company.identifiers if not each.is_partner]
    called = [{name: asdict(each)[name] for name in ("value", "since", "until")} for each in boxes]
    return {"id": company.id, "name": company.name, "identifiers": called}


def reach_view(reach: Reach) -> dict[str, Any]:
    """A company whose dossiers somebody reads: by which words of scope, within which limits, under which mandate."""
    power = reach.power
    limits = {"offices": list(power.offices), "flow": power.flow or None}
    under = {"mandate": power.under or None, "until": reach.until}
    return {"id": reach.company, "name": reach.name, "scope": list(reach.scope), **limits, **under}
