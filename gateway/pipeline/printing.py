"""The printed form on demand: other copies, another language, around the signed XML of the newest edition."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.pipeline import tasks
from gateway.pipeline.document_records import record_of
from gateway.service import Gateway
from renderers.form_records import DumDocument


def printed_form(gateway: Gateway, declaration: str, copies: Sequence[int], language: str) -> bytes | None:
    """The PDF, signed, in a worker process; None where no edition was issued yet."""
    table = tables.document
    query = sa.select(table).where(table.c.declaration == declaration, table.c.kind == "dum", table.c.xml.is_not(None))
    editions = database.read(gateway.engine, query.order_by(table.c.issued_at.desc(), table.c.number.desc()).limit(1))
    if not editions:
        return None
    record = record_of(editions[0], gateway.specimen, gateway.law, gateway.store)
    if not isinstance(record, DumDocument):
        raise TypeError(editions[0].number)
    return gateway.workers.run(tasks.print_form, record, gateway.store.get(editions[0].xml), tuple(copies), language)
