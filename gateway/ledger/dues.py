"""Is anything due? The one place that says so, for projections, answers, payments and documents."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def amount_due(assessment: Mapping[str, Any] | None) -> Decimal | None:
    """The total (MAD) of an assessment as the log has it; None where nothing was assessed or it comes to nothing."""
    if not assessment:
        return None
    total = Decimal(assessment["total"])
    return total if total > 0 else None
