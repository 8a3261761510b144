"""Regime accounts: the goods of a suspensive declaration, what was charged to them, and the certificates of discharge.

Quantities are decimal text with at most six decimals in the unit of the article's account, amounts MAD.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa

from gateway.ledger.tables.base import INDEXED, KEY, Row, table


class AccountRow(Row):
    """A regime account, numbered as the DUM that opened it. `state`: open, discharged, cancelled. `binding`: the
    deadlines are confirmed, by the law's table or by the office, so that they refuse; else they warn."""

    number: Annotated[str, sa.String(18), KEY]
    declaration: Annotated[str, sa.String(50), INDEXED]
    partner: Annotated[str, sa.String(40), INDEXED]
    operator: Annotated[str, sa.String(255), INDEXED]
    office: Annotated[str, sa.String(3)]
    regime: Annotated[str, sa.String(3)]
    state: Annotated[str, sa.String(10)]
    opened_on: Annotated[str, sa.String(10)]
    deadline: Annotated[str | None, sa.String(10)]
    last_deadline: Annotated[str | None, sa.String(10)]
    binding: bool
    principal: Annotated[Mapping[str, Any], sa.JSON]
    guarantor: Annotated[Mapping[str, Any], sa.JSON]
    discharges: int


account = table("account", AccountRow)


class AccountArticleRow(Row):
    """The account of one article: its goods, and what was charged and released of them."""

    account: Annotated[str, sa.String(18), KEY]
    article: Annotated[int, KEY]
    ngp_code: Annotated[str, sa.String(10)]
    description: str
    unit: Annotated[str, sa.String(10)]
    waste_rate: Annotated[str | None, sa.String(24)]
    value: Annotated[str, sa.String(24)]
    suspended: Annotated[str, sa.String(24)]
    admitted: Annotated[str, sa.String(24)]
    charged: Annotated[str, sa.String(24)]
    released: Annotated[str, sa.String(24)]
    discharges: int


account_article = table("account_article", AccountArticleRow)


class DischargeRow(Row):
    """One line charged. `cause` is the declaration or act whose doing it is, `by` its number as people know it."""

    account: Annotated[str, sa.String(18), KEY]
    serial: Annotated[int, KEY]
    article: int
    cause: Annotated[str, sa.String(80), INDEXED]
    by: Annotated[str, sa.String(60)]
    by_article: Annotated[int | None, sa.Integer]
    kind: Annotated[str, sa.String(30)]
    on: Annotated[str, sa.String(10)]
    quantity: Annotated[str, sa.String(24)]
    charged: Annotated[str, sa.String(24)]
    released: Annotated[str, sa.String(24)]
    late: bool
    certificate: Annotated[str, sa.String(40)]
    undone: bool


discharge = table("discharge", DischargeRow)


class CertificateRow(Row):
    """A certificate of discharge. `state`: valid, cancelled."""

    number: Annotated[str, sa.String(40), KEY]
    account: Annotated[str, sa.String(18), INDEXED]
    cause: Annotated[str, sa.String(80), INDEXED]
    definitive: bool
    state: Annotated[str, sa.String(10)]
    released: Annotated[str, sa.String(24)]
    issued_on: Annotated[str, sa.String(10)]


certificate = table("certificate", CertificateRow)
