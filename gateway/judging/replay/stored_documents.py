"""What is judged again: stored declarations, or files of a folder. Streamed; each is read when it is its turn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import sqlalchemy as sa

from gateway.judging.attached import Attached, examined
from gateway.judging.files_beside import files_beside
from gateway.judging.replay.compare_verdicts import GivenVerdict
from gateway.ledger import database, tables
from gateway.ledger.tables import DeclarationRow
from gateway.settings import Settings
from gateway.store.files import FileStore
from gateway.store.safe_files import READ
from schemas.findings import Finding

ROWS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Document:
    """A declaration that can be judged again. `name` is its id or its path; `then` the verdict that it was given.

    `load` gives its bytes and its attachments, examined. It raises OSError or `store.files.Damaged`.
    """

    name: str
    load: Callable[[], tuple[bytes, Attached]]
    dum_number: str | None = None
    reference: str | None = None
    then: GivenVerdict | None = None


class JudgedRow(DeclarationRow):
    """A declaration with what was sent of its submission."""

    body: Mapping[str, Any]
    attachments: Sequence[Mapping[str, Any]]
    rejected: Mapping[str, Mapping[str, Any]]


class Stored:
    """The declarations of a gateway, in the order of their ids."""

    def __init__(self, engine: sa.Engine, store: FileStore, settings: Settings) -> None:
        self.engine, self.store, self.settings = engine, store, settings

    def rows(self) -> Iterator[JudgedRow]:
        """All declarations with what was sent; a page at a time, without holding a transaction."""
        last = ""
        while page := self._read(tables.declaration.c.id > last, ROWS_AT_ONCE):
            yield from page
            last = page[-1].id

    def named(self, name: str) -> JudgedRow | None:
        """The declaration of an id, of a submission's id, or of a DUM number."""
        table = tables.declaration
        # each by its own index: for all three at once a database may read the table in the order of its ids
        for column in (table.c.id, table.c.dum_number, table.c.submission):
            if found := self._read(column == name, 1):
                return found[0]
        return None

    def is_waiting(self, submission: str) -> bool:
        """True for a submission that was accepted; asked where it has no declaration yet."""
        return bool(database.read(self.engine, sa.select(tables.submission.c.id).filter_by(id=submission)))

    def count(self) -> int:
        """How many declarations there are."""
        table = tables.declaration
        given = sa.or_(table.c.edifact.is_(sa.null()), table.c.dum.is_not(sa.null()))
        query = sa.select(sa.func.count()).select_from(table).where(given)
        with self.engine.connect().execution_options(read_only=True) as connection:
            return connection.execute(query).scalar_one()

    def document(self, row: JudgedRow) -> Document:
        """The declaration of a row."""
        return Document(row.id, lambda: self.load(row), row.dum_number, row.reference, verdict_of(row))

    def documents(self) -> Iterator[Document]:
        """All declarations; not what came by EDIFACT and gave none."""
        return (self.document(row) for row in self.rows() if row.edifact is None or row.dum is not None)

    def load(self, row: JudgedRow) -> tuple[bytes, Attached]:
        """What was sent, read from the store, its attachments examined again. Raises OSError or `Damaged`.

        Of EDIFACT it is the XML that was made of the message, with those of the attachments that were its own.
        """
        rejected = {name: Finding.from_record(record) for name, record in row.rejected.items()}
        own = {each["sha256"] for each in row.examined}
        attachments = [each for each in row.attachments if row.dum is None or each["sha256"] in own]
        files = ((each["name"], self.store.get(each["sha256"])) for each in attachments)
        body = row.dum["sha256"] if row.dum is not None else row.body["sha256"]
        return self.store.get(body), examined(files, self.settings.pdf_limits, rejected)

    def _read(self, where: sa.ColumnElement[bool], most: int) -> list[JudgedRow]:
        sent, judged = tables.submission, tables.declaration
        query = tables.select(JudgedRow, judged, sent).join(sent, sent.c.id == judged.c.submission).where(where)
        return database.read(self.engine, query.order_by(judged.c.id).limit(most))


def verdict_of(row: DeclarationRow) -> GivenVerdict:
    """The verdict that a declaration was given."""
    return GivenVerdict(row.outcome, tuple(map(Finding.from_record, row.findings)), row.findings_total, row.law or {})


def files_below(folder: Path, settings: Settings) -> Iterator[Document]:
    """The XML files of a folder and its sub-folders in the order of their names; no link is followed."""

    def document(path: Path) -> Document:
        def load() -> tuple[bytes, Attached]:
            content = _read_plain(path, settings.max_body_bytes)
            return content, files_beside(path, content, settings)

        return Document(_name(path), load)

    closed: list[OSError] = []
    for above, folders, names in os.walk(folder, onerror=closed.append, followlinks=False):
        folders.sort()
        for path in (Path(above) / name for name in sorted(names) if name.lower().endswith(".xml")):
            if path.is_file() and not path.is_symlink():
                yield document(path)
    yield from (Document(_name(each.filename), partial(_fail, each)) for each in closed)


def _name(path: Path | str) -> str:
    """A path that can be printed, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _fail(error: OSError) -> NoReturn:
    raise error


def _read_plain(path: Path, limit: int) -> bytes:
    """The bytes of a file that is no link; one byte more than `limit` where it has more, so that this is found."""
    with os.fdopen(os.open(path, READ), "rb") as opened:
        return opened.read(limit + 1)
