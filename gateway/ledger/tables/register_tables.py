"""The register itself: who signs it, and the gaps in its series."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.tables.base import metadata

register_signer = sa.Table(
    "register_signer",
    metadata,
    sa.Column("thumbprint", sa.String(64), primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("since", sa.String(40), nullable=False),
    sa.Column("current", sa.Boolean, nullable=False),
)
"""Each certificate that the register was kept by; `current` is the one that keeps it now. `thumbprint`: the SHA-256 of
the certificate in base64url (RFC 7515, x5t#S256)."""

series_gap = sa.Table(
    "series_gap",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("first", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("actor", sa.String(40), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
)
"""Numbers that this ledger does not know and never gives, from `first` to `last`: after a restore, what may have been
given and was lost. The last of them also stands in `series`, so that the next number is the one behind the gap."""
