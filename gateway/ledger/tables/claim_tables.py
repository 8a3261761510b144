"""What is owed, what was paid of it, and the credit accounts that it is charged to. Amounts are MAD as decimal text."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.tables.base import metadata

claim = sa.Table(
    "claim",
    metadata,
    sa.Column("number", sa.String(40), primary_key=True),
    sa.Column("declaration", sa.String(50), nullable=False, index=True),
    sa.Column("partner", sa.String(40), nullable=False, index=True),
    sa.Column("office", sa.String(3), nullable=False),
    sa.Column("debtor", sa.JSON, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("disputed", sa.Boolean, nullable=False),
    sa.Column("amount", sa.String(24), nullable=False),
    sa.Column("paid", sa.String(24), nullable=False),
    sa.Column("surplus", sa.String(24), nullable=False),
    sa.Column("opened_on", sa.String(10), nullable=False),
    sa.Column("due_on", sa.String(10), nullable=False),
    sa.Column("notice_on", sa.String(10), index=True),
    sa.Column("method", sa.String(10)),
    sa.Column("credit", sa.String(20)),
    sa.Column("balances", sa.JSON, nullable=False),
    sa.Column("dasf", sa.String(40)),
    sa.Index("ix_claim_credit", "credit", "partner"),
)
"""`state`: open, settled, cancelled. `paid` is never above `amount`; what was paid above it is `surplus`. `balances` is
what was open from which day on. `notice_on` is the day from which a last notice may go out, None where none may."""

credit = sa.Table(
    "credit",
    metadata,
    sa.Column("number", sa.String(20), primary_key=True),
    sa.Column("holder", sa.String(255), nullable=False),
    sa.Column("ice", sa.String(15)),
    sa.Column("ceiling", sa.String(24), nullable=False),
    sa.Column("term_days", sa.Integer, nullable=False),
    sa.Column("used", sa.String(24), nullable=False),
)

payment = sa.Table(
    "payment",
    metadata,
    sa.Column("office", sa.String(40), primary_key=True),
    sa.Column("number", sa.String(35), primary_key=True),
    sa.Column("claim", sa.String(40), nullable=False, index=True),
    sa.Column("declaration", sa.String(50), nullable=False, index=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("quittance", sa.String(40), nullable=False, unique=True),
    sa.Column("amount", sa.String(24), nullable=False),
    sa.Column("applied", sa.String(24), nullable=False),
    sa.Column("method", sa.String(10), nullable=False),
    sa.Column("paid_at", sa.String(40), nullable=False),
    sa.Column("reversed", sa.Boolean, nullable=False),
    sa.Column("replaced_by", sa.String(40)),
)
"""`applied` is what went to the claim, the rest of `amount` is surplus. A reversed payment stays, and counts no more;
`replaced_by` is the quittance that took the place of its own."""
