"""What is issued."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa

from gateway.ledger.tables.base import INDEXED, KEY, Row, table


class DocumentRow(Row):
    """A document from the moment of its cause: `record` is what it says. Its files come when it is rendered and signed.
    `state`: due, issued, cancelled."""

    number: Annotated[str, sa.String(40), KEY]
    kind: Annotated[str, sa.String(20)]
    declaration: Annotated[str, sa.String(50), INDEXED]
    partner: Annotated[str, sa.String(40)]
    record: Annotated[Mapping[str, Any], sa.JSON, {"server_default": "{}"}]
    state: Annotated[str, sa.String(10), {"server_default": "issued"}]
    replaces: Annotated[str | None, sa.String(40)]
    replaced_by: Annotated[str | None, sa.String(40)]
    xml: Annotated[str | None, sa.String(64)]
    pdf: Annotated[str | None, sa.String(64)]
    issued_at: Annotated[str, sa.String(40)]


document = table("document", DocumentRow, sa.Index("ix_document_partner_number", "partner", "number"))
