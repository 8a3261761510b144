"""The printed form on demand: other copies, another language, around the signed XML of the newest edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from gateway.clock import Clock
from gateway.documents import dum_document
from gateway.documents.from_log import Kept
from gateway.law_tables.in_force import LawFor
from gateway.ledger import database, tables
from gateway.pipeline import tasks
from gateway.store.files import FileStore
from gateway.work.workers import Workers


@dataclass(frozen=True, slots=True)
class PrintedForms:
    """Prints forms."""

    engine: sa.Engine
    store: FileStore
    workers: Workers
    clock: Clock
    law: LawFor
    specimen: bool

    def of(self, declaration: str, copies: Sequence[int], language: str) -> bytes | None:
        """The PDF, signed now, in a worker process; None where no edition was issued yet.

        Raises OutsideValidityError.
        """
        table = tables.document
        these = (table.c.declaration == declaration, table.c.kind == dum_document.KIND.name, table.c.xml.is_not(None))
        rows = database.read(self.engine, sa.select(table).where(*these))
        newest = max(rows, key=lambda row: row.record["edition"], default=None)
        if newest is None or newest.xml is None:
            return None
        kept = Kept(newest.number, newest.record, self.specimen, self.law, self.store)
        record = replace(dum_document.KIND.record_of(kept), cancelled=self._is_cancelled(declaration))
        now, xml = self.clock(), self.store.get(newest.xml)
        return self.workers.run(tasks.print_form, record, now, xml, tuple(copies), language)

    def _is_cancelled(self, declaration: str) -> bool:
        """Whether it is over by now, be the edition that says so signed or not."""
        table = tables.declaration
        rows = database.read(self.engine, sa.select(table).where(table.c.id == declaration))
        return any(row.life == "cancelled" for row in rows)
