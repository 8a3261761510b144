"""Regime accounts: the goods of a suspensive declaration, what was charged to them, and the certificates of discharge.

Quantities are decimal text with at most six decimals in the unit of the article's account, amounts MAD.
"""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.tables.base import metadata

account = sa.Table(
    "account",
    metadata,
    sa.Column("number", sa.String(18), primary_key=True),
    sa.Column("declaration", sa.String(50), nullable=False, index=True),
    sa.Column("partner", sa.String(40), nullable=False, index=True),
    sa.Column("operator", sa.String(255), nullable=False, index=True),
    sa.Column("office", sa.String(3), nullable=False),
    sa.Column("regime", sa.String(3), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("opened_on", sa.String(10), nullable=False),
    sa.Column("deadline", sa.String(10)),
    sa.Column("last_deadline", sa.String(10)),
    sa.Column("binding", sa.Boolean, nullable=False),
    sa.Column("principal", sa.JSON, nullable=False),
    sa.Column("guarantor", sa.JSON, nullable=False),
    sa.Column("discharges", sa.Integer, nullable=False),
)
"""Its number is that of the DUM that opened it. `state`: open, discharged, cancelled. `binding`: the deadlines are
confirmed, by the law's table or by the office, so that they refuse; else they warn."""

account_article = sa.Table(
    "account_article",
    metadata,
    sa.Column("account", sa.String(18), primary_key=True),
    sa.Column("article", sa.Integer, primary_key=True),
    sa.Column("ngp_code", sa.String(10), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("unit", sa.String(10), nullable=False),
    sa.Column("waste_rate", sa.String(24)),
    sa.Column("value", sa.String(24), nullable=False),
    sa.Column("suspended", sa.String(24), nullable=False),
    sa.Column("admitted", sa.String(24), nullable=False),
    sa.Column("charged", sa.String(24), nullable=False),
    sa.Column("released", sa.String(24), nullable=False),
    sa.Column("discharges", sa.Integer, nullable=False),
)

discharge = sa.Table(
    "discharge",
    metadata,
    sa.Column("account", sa.String(18), primary_key=True),
    sa.Column("serial", sa.Integer, primary_key=True),
    sa.Column("article", sa.Integer, nullable=False),
    sa.Column("cause", sa.String(80), nullable=False, index=True),
    sa.Column("by", sa.String(60), nullable=False),
    sa.Column("by_article", sa.Integer),
    sa.Column("kind", sa.String(30), nullable=False),
    sa.Column("on", sa.String(10), nullable=False),
    sa.Column("quantity", sa.String(24), nullable=False),
    sa.Column("charged", sa.String(24), nullable=False),
    sa.Column("released", sa.String(24), nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("certificate", sa.String(40), nullable=False),
    sa.Column("undone", sa.Boolean, nullable=False),
)
"""One line. `cause` is the declaration or act whose doing it is, `by` its number as people know it."""

certificate = sa.Table(
    "certificate",
    metadata,
    sa.Column("number", sa.String(40), primary_key=True),
    sa.Column("account", sa.String(18), nullable=False, index=True),
    sa.Column("cause", sa.String(80), nullable=False, index=True),
    sa.Column("definitive", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("released", sa.String(24), nullable=False),
    sa.Column("issued_on", sa.String(10), nullable=False),
)
"""`state`: valid, cancelled."""
