"""Whether ledger and mark agree: compared in constant time at each start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.inspection import must_be_there
from gateway.ledger.mark import Mark, MarkDamaged, Marked, Reached
from gateway.ledger.reached import AT_ONCE, digest_of, reached_of
from gateway.ledger.refusal import DatabaseRefused, shown_address
from gateway.worded import WordedError

LATE = 200
"""On PostgreSQL a lower position may be committed after a higher one: so many before the marked one are read again.
More transactions than the engine has connections are never under way."""

Kind = Literal["agrees", "new", "missing", "emptied", "damaged", "lost", "behind", "differs", "restoring", "restored"]
"""`new`: there never was a mark. `missing`: there was one. `emptied`: neither mark nor ledger knows anything, and the
store holds files. `damaged`: it cannot be read. `lost`: the ledger's file is not there, or its database is empty.
`behind`: the ledger ends before the marked event. `differs`: it has another event in its place. `restoring`: a restore
was broken off. `restored`: the series are to be continued."""


class LedgerRefused(WordedError):
    """The ledger is not the one that was marked, or may give no number yet: the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class MarkState:
    """How ledger and mark stand to each other. `marked` and `last` are positions of events, 0 where there is none."""

    kind: Kind
    file: Path
    marked: int = 0
    last: int = 0

    @property
    def sound(self) -> bool:
        """Whether a service may start."""
        return self.kind in ("agrees", "new")

    def must_be_sound(self) -> None:
        """Raises LedgerRefused with the remedy."""
        if not self.sound:
            raise self.refusal

    @property
    def refusal(self) -> LedgerRefused:
        """What a start says where it is not sound."""
        return LedgerRefused(f"mark.{self.kind}", mark=self.file, marked=self.marked, last=self.last)


def compare(engine: sa.Engine, mark: Mark, store: Path | None = None) -> MarkState:
    """How the ledger stands to its mark: one event is read by its position. Nothing is changed.

    `store` is the folder of the store: where ledger and mark were removed together, its files are what is left.
    """
    last = _last(engine)
    try:
        marked = mark.read()
    except FileNotFoundError:
        return MarkState(_without_mark(engine, store), mark.file, 0, last)
    except MarkDamaged:
        return MarkState("damaged", mark.file, 0, last)
    return MarkState(_kind(engine, marked, last), mark.file, marked.position, last)


def _without_mark(engine: sa.Engine, store: Path | None) -> Kind:
    if database.read(engine, sa.select(tables.register_signer.c.thumbprint).limit(1)):
        return "missing"
    known = database.read(engine, sa.select(tables.submission.c.id).limit(1))
    # a service notes its signer before it stores anything; a ledger of an older program has submissions
    stored = store is not None and next(store.glob("[0-9a-f][0-9a-f]/[0-9a-f]*"), None) is not None
    return "emptied" if stored and not known else "new"


def _kind(engine: sa.Engine, marked: Marked, last: int) -> Kind:
    if marked.state != "open":
        return marked.state
    if not marked.position:
        return "agrees"
    found = database.read(engine, sa.select(tables.event).where(tables.event.c.position == marked.position))
    if not found:
        return "behind" if last < marked.position else "differs"
    return "agrees" if digest_of(found[0]) == marked.digest else "differs"


def refuse_lost(address: str, mark: Mark) -> None:
    """Before a database is opened: nothing is made in it while a restore is broken off, or where a ledger was and is
    gone. Raises LedgerRefused, DatabaseRefused.
    """
    try:
        marked = mark.read()
    except (FileNotFoundError, MarkDamaged):
        return
    if marked.state == "restoring":
        raise LedgerRefused("mark.restoring", mark=mark.file)
    if not marked.position:
        return
    try:
        must_be_there(address)
    except DatabaseRefused as refusal:
        if refusal.key not in ("database.missing", "database.empty"):
            raise
        facts = {"mark": mark.file, "marked": marked.position, "database": shown_address(address)}
        raise LedgerRefused("mark.lost", **facts) from refusal


def sqlite_file(url: sa.URL) -> Path | None:
    """The file of an SQLite database; None for another database, or one in memory."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database).absolute()


def follow(engine: sa.Engine, mark: Mark) -> None:
    """Bring the mark up to the ledger: after a crash between commit and mark, or after others wrote without it."""
    if not mark.exists():
        mark.make(whole(engine))
        return
    first, table = mark.read().position - LATE, tables.event
    query = sa.select(table).order_by(table.c.position).limit(AT_ONCE)
    while rows := database.read(engine, query.where(table.c.position > first)):
        mark.raise_to(reached_of(rows))
        first = rows[-1].position


def whole(engine: sa.Engine) -> Reached:
    """What the ledger has reached, read from its tables."""
    last, table = _last(engine), tables.event
    rows = database.read(engine, sa.select(table).where(table.c.position == last))
    return Reached(last, digest_of(rows[0]) if rows else "", numbers(engine))


def numbers(engine: sa.Engine) -> dict[str, int]:
    """The last number of each series in the ledger."""
    table = tables.series
    query = sa.select(table.c.name, sa.func.max(table.c.serial)).group_by(table.c.name)
    with engine.connect().execution_options(read_only=True) as connection:
        return {name: int(last) for name, last in connection.execute(query)}


def _last(engine: sa.Engine) -> int:
    return int(database.read(engine, sa.select(sa.func.max(tables.event.c.position)))[0][0] or 0)
