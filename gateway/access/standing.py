"""What of a table is a company's, as a condition in SQL: by who stands in a declaration, and by mandates in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from gateway.access.rights import Kind, Principal

FOLLOW, CLAIMS, CREDIT, DOCUMENTS, SEND = "follow", "claims", "credit", "documents", "send"
PAY, CASES, MANDATES = "pay", "cases", "mandates"

SCOPE: Final = (FOLLOW, CLAIMS, CREDIT, DOCUMENTS, SEND, PAY, CASES, MANDATES)
"""All words of a scope: follow declarations, accounts and history; read claims; read the balance of a credit account;
fetch documents; send, amend and cancel; pay; file cases; give mandates and keys."""

FLOWS: Final = ("import", "export", "other")
"""Where goods go, by the family of the régime."""

READ_BY: Mapping[Kind, str] = {
    Kind.DECLARATION: FOLLOW,
    Kind.ACCOUNT: FOLLOW,
    Kind.CLAIM: CLAIMS,
    Kind.CREDIT: CREDIT,
    Kind.DOCUMENT: DOCUMENTS,
}
"""By which word a company's things of a kind are read. A submission may hold the declarations of several firms: it is
its sender's alone."""


def of_companies(
    principal: Principal,
    kind: Kind,
    table: sa.FromClause,
    others: Mapping[str, sa.Table],
    word: str,
    ended: bool = False,
) -> sa.ColumnElement[bool]:
    """True of those rows of a table that are of the principal's company, or of one that gave it a mandate, where the
    scope of his key and of the mandate hold the word; with `ended` of those that were, until an amendment. `others` are
    all tables by their names.
    """
    if principal.company is None or word not in principal.scope:
        return sa.false()
    identifier, mandate = others["company_identifier"].alias(), others["mandate"].alias()
    if kind == Kind.CREDIT:
        named = sa.literal("ice:") + sa.func.substr(table.c.ice, 1, 9)
        now = sa.literal(principal.moment)
        held = sa.and_(identifier.c.holder == named, *_then(identifier, now))
        # it is of no office and no flow: a mandate that is limited to some does not reach it
        unlimited = (mandate.c.offices == "", mandate.c.flow == "")
        return sa.exists().where(held, _his(principal, identifier, mandate, word, *unlimited))
    standing = others["standing"].alias()
    column = table.c.id if kind == Kind.DECLARATION else table.c.declaration
    until = standing.c.ended_at
    stands = sa.and_(standing.c.declaration == column, until.is_not(None) if ended else until.is_(None))
    held = sa.and_(identifier.c.holder == standing.c.holder, *_then(identifier, standing.c.at))
    its_office = sa.literal("% ") + standing.c.office + sa.literal(" %")
    limits = (
        standing.c.capacities != "sender",  # his clients' dossiers are theirs to give
        sa.or_(mandate.c.offices == "", mandate.c.offices.like(its_office)),
        sa.or_(mandate.c.flow == "", mandate.c.flow == standing.c.flow),
    )
    return sa.exists().where(stands, held, _his(principal, identifier, mandate, word, *limits))


def _then(identifier: sa.FromClause, at: sa.ColumnElement[str]) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a holder was the company at an instant."""
    return identifier.c.since <= at, sa.or_(identifier.c.until.is_(None), at < identifier.c.until)


def _his(
    principal: Principal, identifier: sa.FromClause, mandate: sa.FromClause, word: str, *limits: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Whether a company is the principal's, or gave it a mandate in force that holds the word and reaches so far."""
    given = sa.and_(
        mandate.c.company == identifier.c.company,
        mandate.c.holder == f"company:{principal.company}",
        mandate.c.scope.contains(f" {word} ", autoescape=True),
        *in_force(mandate, principal.moment),
        *limits,
    )
    return sa.or_(identifier.c.company == principal.company, sa.exists().where(given))


def in_force(mandate: sa.FromClause, moment: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a mandate is in force at an instant: taken up, begun, neither over nor ended."""
    return (
        mandate.c.taken_up_at <= moment,
        mandate.c.since <= moment,
        sa.or_(mandate.c.until.is_(None), mandate.c.until > moment),
        sa.or_(mandate.c.ended_at.is_(None), mandate.c.ended_at > moment),
    )
