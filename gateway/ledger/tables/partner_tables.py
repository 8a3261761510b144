"""Who may do what."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.tables.base import metadata

partner = sa.Table(
    "partner",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("edifact", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("closed_at", sa.String(40)),
    sa.Column("offices", sa.JSON, nullable=False, server_default="[]"),
)
"""`offices` are the codes of the customs offices (box 4) that an office partner acts for; empty: not said."""

partner_key = sa.Table(
    "partner_key",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("partner", sa.String(40), nullable=False),
    sa.Column("label", sa.String(80), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("ends_at", sa.String(40)),
)
