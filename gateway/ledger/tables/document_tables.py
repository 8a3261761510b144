"""What is issued."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.tables.base import metadata

document = sa.Table(
    "document",
    metadata,
    sa.Column("number", sa.String(40), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("declaration", sa.String(50), nullable=False, index=True),
    sa.Column("partner", sa.String(40), nullable=False),
    sa.Column("record", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("state", sa.String(10), nullable=False, server_default="issued"),
    sa.Column("replaces", sa.String(40)),
    sa.Column("replaced_by", sa.String(40)),
    sa.Column("xml", sa.String(64)),
    sa.Column("pdf", sa.String(64)),
    sa.Column("issued_at", sa.String(40), nullable=False),
    sa.Index("ix_document_partner_number", "partner", "number"),
)
"""A document from the moment of its cause: `record` is what it says. Its files come when it is rendered and signed.
`state`: due, issued, cancelled."""
