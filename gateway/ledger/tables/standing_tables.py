"""Whose dossier a declaration is: who stands in it, and the companies and mandates by which somebody reads it.

Instants are UTC text of one width, as 2026-11-24T09:00:00Z (`ledger/instants.py`): their order is that of the text.
"""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa

from gateway.ledger.tables.base import INDEXED, KEY, Row, table
from schemas.holder import HOLDER_LENGTH

INSTANT_LENGTH = 20


class StandingRow(Row):
    """Who stands in a declaration: its sender (`partner:acme`) from its verdict on, and from its registration on the
    companies of its boxes (schemas/holder.py), as they are written there and whether we know them or not.

    `capacities` are words with blanks between: sender, exporter, importer, other, payer. `at` is when the declaration
    was judged: lists go by it. A company stands there since `since`, until `ended_at`, when an amendment took it out of
    the boxes; None where it stands there.
    """

    holder: Annotated[str, sa.String(HOLDER_LENGTH), KEY]
    declaration: Annotated[str, sa.String(50), KEY]
    capacities: Annotated[str, sa.String(40)]
    at: Annotated[str, sa.String(INSTANT_LENGTH)]
    office: Annotated[str, sa.String(3)]
    flow: Annotated[str, sa.String(6)]
    since: Annotated[str, sa.String(INSTANT_LENGTH)]
    ended_at: Annotated[str | None, sa.String(INSTANT_LENGTH)]


standing = table("standing", StandingRow)

_read = (standing.c.office, standing.c.flow, standing.c.capacities, standing.c.since, standing.c.ended_at)
sa.Index("ix_standing_holder", standing.c.holder, standing.c.at, standing.c.declaration, *_read)  # lists read it alone
sa.Index("ix_standing_declaration", standing.c.declaration)


class CompanyRow(Row):
    """A company that we know by an id of ours. Whom a box names says `company_identifier`."""

    id: Annotated[str, sa.String(40), KEY]
    name: Annotated[str, sa.String(255)]


company = table("company", CompanyRow)


class CompanyIdentifierRow(Row):
    """A holder that is this company from `since` (empty: ever since) until before `until` (None: for ever)."""

    company: Annotated[str, sa.String(40), KEY]
    holder: Annotated[str, sa.String(HOLDER_LENGTH), KEY, INDEXED]
    since: Annotated[str, sa.String(INSTANT_LENGTH), KEY]
    value: Annotated[str, sa.String(HOLDER_LENGTH)]
    until: Annotated[str | None, sa.String(INSTANT_LENGTH)]


company_identifier = table("company_identifier", CompanyIdentifierRow)

_is_open, _now = sa.text("until IS NULL"), company_identifier.c.holder
sa.Index("ix_company_identifier_open", _now, unique=True, sqlite_where=_is_open, postgresql_where=_is_open)


class MandateRow(Row):
    """What a company lets another one, or a person, do for it.

    `holder` is whose mandate it is: `company:transit` or `person:p1`. `scope` and `offices` are words with blanks
    around and between, as ` follow claims `; no office: all. `flow`: import, export or other; empty: all. It is in
    force once it was taken up, from `since` until before `until`, and never from `ended_at` on.
    """

    id: Annotated[str, sa.String(40), KEY]
    company: Annotated[str, sa.String(40), INDEXED]
    holder: Annotated[str, sa.String(50), INDEXED]
    scope: Annotated[str, sa.String(120)]
    offices: Annotated[str, sa.Text]
    flow: Annotated[str, sa.String(6)]
    basis: Annotated[str, sa.String(255)]
    since: Annotated[str, sa.String(INSTANT_LENGTH)]
    until: Annotated[str | None, sa.String(INSTANT_LENGTH)]
    taken_up_at: Annotated[str | None, sa.String(INSTANT_LENGTH)]
    ended_at: Annotated[str | None, sa.String(INSTANT_LENGTH)]


mandate = table("mandate", MandateRow)
