"""What of a table is a company's, as a condition in SQL: by who stands in a declaration, and by mandates in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from gateway.access.rights import Action, Kind, Principal, Whose, reach
from schemas.vocabulary import CLAIMS, CREDIT, DOCUMENTS, FOLLOW, SEND

READ_BY: Mapping[Kind, str] = {
    Kind.DECLARATION: FOLLOW,
    Kind.ACCOUNT: FOLLOW,
    Kind.CLAIM: CLAIMS,
    Kind.CREDIT: CREDIT,
    Kind.DOCUMENT: DOCUMENTS,
}
"""By which word a company's things of a kind are read. A submission may hold the declarations of several firms: it is
its sender's alone."""


def company_of(principal: Principal) -> str | None:
    """The company by which somebody reads; None where no role of his reads by one."""
    by_company = Whose.COMPANY in reach(principal, Action.READ, Kind.DECLARATION)
    return principal.company if by_company else None


def of_companies(
    principal: Principal, kind: Kind, table: sa.FromClause, others: Mapping[str, sa.Table], word: str
) -> sa.ColumnElement[bool]:
    """True of those rows of a table that are of the principal's company, or of one that gave it a mandate, where the
    scope of his key and of the mandate hold the word. `others` are all tables by their names.
    """
    if company_of(principal) is None or word not in principal.scope:
        return sa.false()
    if kind != Kind.CREDIT:
        standing = others["standing"].alias()
        column = table.c.id if kind == Kind.DECLARATION else table.c.declaration
        stands = (standing.c.declaration == column, standing.c.ended_at.is_(None))
        return sa.exists().where(*stands, his_standing(principal, standing, others, word))
    identifier, mandate = others["company_identifier"].alias(), others["mandate"].alias()
    named = sa.literal("ice:") + sa.func.substr(table.c.ice, 1, 9)
    held = sa.and_(identifier.c.holder == named, *named_then(identifier, principal.moment))
    # it is of no office and no flow: a mandate that is limited to some does not reach it
    unlimited = (mandate.c.offices == "", mandate.c.flow == "")
    return sa.exists().where(held, _his(principal, identifier, mandate, word, unlimited, identifier))


def his_standing(
    principal: Principal, standing: sa.FromClause, others: Mapping[str, sa.Table], word: str
) -> sa.ColumnElement[bool]:
    """True of those standings that are of the principal's company, or of one whose mandate reaches them. To `send`, a
    company owes: who stands there otherwise reads, and asks for no change.
    """
    if company_of(principal) is None or word not in principal.scope:
        return sa.false()
    identifier, mandate = others["company_identifier"].alias(), others["mandate"].alias()
    held = sa.and_(identifier.c.holder == standing.c.holder, *named_then(identifier, standing.c.since))
    may_ask = [standing.c.capacities.contains(PAYER) | (standing.c.capacities == SENDER)] if word == SEND else []
    its_office = sa.literal("% ") + standing.c.office + sa.literal(" %")
    limits = (
        standing.c.capacities != SENDER,  # his clients' dossiers are theirs to give
        sa.or_(mandate.c.offices == "", mandate.c.offices.like(its_office)),
        sa.or_(mandate.c.flow == "", mandate.c.flow == standing.c.flow),
    )
    his = _his(principal, identifier, mandate, word, limits, identifier, standing)
    return sa.exists().where(held, *may_ask, his).correlate(standing)


SENDER, PAYER = "sender", "payer"
"""Capacities of a standing (ledger/tables/standing_tables.py)."""


def named_then(identifier: sa.FromClause, at: sa.ColumnElement[str] | str) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether boxes that hold an identifier meant its company at an instant (UTC text)."""
    return identifier.c.since <= at, sa.or_(identifier.c.until.is_(None), identifier.c.until > at)


def _his(
    principal: Principal,
    identifier: sa.FromClause,
    mandate: sa.FromClause,
    word: str,
    limits: Iterable[sa.ColumnElement[bool]],
    *around: sa.FromClause,
) -> sa.ColumnElement[bool]:
    """Whether a company is the principal's, or gave it a mandate in force that holds the word and reaches so far.

    `around` are the tables of the queries around this one: what is not named here would be joined anew, whole.
    """
    given = sa.and_(
        mandate.c.company == identifier.c.company,
        mandate.c.holder == f"company:{principal.company}",
        mandate.c.scope.contains(f" {word} ", autoescape=True),
        *in_force(mandate, principal.moment),
        *limits,
    )
    return sa.or_(identifier.c.company == principal.company, sa.exists().where(given).correlate(*around))


def in_force(mandate: sa.FromClause, moment: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a mandate is in force at an instant: taken up, begun, neither over nor ended."""
    return (
        mandate.c.taken_up_at <= moment,
        mandate.c.since <= moment,
        sa.or_(mandate.c.until.is_(None), mandate.c.until > moment),
        sa.or_(mandate.c.ended_at.is_(None), mandate.c.ended_at > moment),
    )
