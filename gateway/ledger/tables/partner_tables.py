"""Who may do what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa

from gateway.ledger.tables.base import INDEXED, KEY, Row, table


class PartnerRow(Row):
    """`offices` are the codes of the customs offices (box 4) that an office partner acts for; empty: not said.
    `company` is whose his keys and his folder are, None: nobody's; `scope` what they may do there, as ` follow `."""

    id: Annotated[str, sa.String(40), KEY]
    roles: Annotated[Sequence[str], sa.JSON]
    edifact: Annotated[Mapping[str, Any], sa.JSON, {"server_default": "{}"}]
    closed_at: Annotated[str | None, sa.String(40)]
    offices: Annotated[Sequence[str], sa.JSON, {"server_default": "[]"}]
    company: Annotated[str | None, sa.String(40), INDEXED]
    scope: Annotated[str, sa.String(120), {"server_default": ""}]


partner = table("partner", PartnerRow)


class PartnerKeyRow(Row):
    """A key of a partner, by its hash."""

    hash: Annotated[str, sa.String(64), KEY]
    partner: Annotated[str, sa.String(40)]
    label: Annotated[str, sa.String(80)]
    active: bool
    ends_at: Annotated[str | None, sa.String(40)]


partner_key = table("partner_key", PartnerKeyRow)
