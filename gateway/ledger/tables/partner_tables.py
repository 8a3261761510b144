"""Who may do what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa

from gateway.ledger.tables.base import KEY, Row, table


class PartnerRow(Row):
    """`offices` are the codes of the customs offices (box 4) that an office partner acts for; empty: not said."""

    id: Annotated[str, sa.String(40), KEY]
    roles: Annotated[Sequence[str], sa.JSON]
    edifact: Annotated[Mapping[str, Any], sa.JSON, {"server_default": "{}"}]
    closed_at: Annotated[str | None, sa.String(40)]
    offices: Annotated[Sequence[str], sa.JSON, {"server_default": "[]"}]


partner = table("partner", PartnerRow)


class PartnerKeyRow(Row):
    """A key of a partner, by its hash."""

    hash: Annotated[str, sa.String(64), KEY]
    partner: Annotated[str, sa.String(40)]
    label: Annotated[str, sa.String(80)]
    active: bool
    ends_at: Annotated[str | None, sa.String(40)]


partner_key = table("partner_key", PartnerKeyRow)
