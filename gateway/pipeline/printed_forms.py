"""The printed form on demand: other copies, another language, around the signed XML of the newest edition."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from gateway.documents.document_records import record_of
from gateway.ledger import database, tables
from gateway.pipeline import tasks
from gateway.service import Gateway
from renderers.form_records import DumDocument


def printed_form(gateway: Gateway, declaration: str, copies: Sequence[int], language: str) -> bytes | None:
    """The PDF, signed now, in a worker process; None where no edition was issued yet.

    Raises OutsideValidityError.
    """
    table = tables.document
    query = sa.select(table).where(table.c.declaration == declaration, table.c.kind == "dum", table.c.xml.is_not(None))
    newest = max(database.read(gateway.engine, query), key=lambda row: row.record["edition"], default=None)
    if newest is None:
        return None
    record = record_of(newest, gateway.specimen, gateway.law, gateway.store)
    if not isinstance(record, DumDocument):
        raise TypeError(newest.number)
    now, xml = gateway.clock(), gateway.store.get(newest.xml)
    return gateway.workers.run(tasks.print_form, record, now, xml, tuple(copies), language)
