"""The store: every file that an event names is there with the right bytes; files that no event names are counted."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from gateway.checking.check_report import Checked
from gateway.checking.installation import Installation
from gateway.checking.named import NAMES, Named, named_by
from gateway.checking.store_progress import DAMAGED, MISSING, UNREADABLE, WHOLE, OtherCheck, StoreProgress
from gateway.ledger import database, tables
from gateway.store.files import BEGINS, DIGEST, Damaged, FileStore, digest_of, folders

EVENTS_AT_ONCE = 200
YOUNG_SECONDS = 3600.0
"""Bytes are in the store before an event names them: what is younger may still be named."""

CODES = {MISSING: "missing", DAMAGED: "damaged", UNREADABLE: "unreadable"}


def check_store(installation: Installation, checked: Checked) -> None:
    """Read each named file once and compare its SHA-256 and size; then look for files that nobody names.

    A check that was broken off goes on where it was. With `heal_from` what is not whole is copied from there.
    """
    if not installation.store.is_dir():
        checked.add("wrong", "store.away", folder=installation.store)
        return
    try:
        with StoreProgress(installation.settings.data, time.time(), installation.from_start) as progress:
            checked.facts["resumed"] = progress.resumed
            _look_at_events(installation, progress, checked.name)
            healed = _look_at_faulty_again(installation, progress)
            checked.facts |= {"files": progress.count(), "healed": healed}
            _tell(installation, progress, checked)
            _look_for_orphans(installation, progress, checked)
            progress.finish()
    except OtherCheck:
        checked.add("unknown", "store.other_check", folder=installation.settings.data)


def _look_at_events(installation: Installation, progress: StoreProgress, name: str) -> None:
    event = tables.event.c
    engine, last = installation.database, progress.position
    total = database.read(engine, sa.select(sa.func.max(event.position)))[0][0] or 0
    query = sa.select(tables.event).where(event.kind.in_(NAMES), event.position <= total)
    query = query.order_by(event.position).limit(EVENTS_AT_ONCE)
    while rows := database.read(engine, query.where(event.position > last)):
        for row in rows:
            for named in named_by(row.kind, row.data):
                if progress.knows(named.sha256):
                    if named.sent:
                        progress.note_sent(named.sha256)
                else:
                    progress.note(named.sha256, row.position, named.sent, state_of(installation.store, named))
        last = rows[-1].position
        progress.reach(last)
        installation.progress(name, last, total)


def state_of(store: Path, named: Named) -> int:
    """How a file is: whole, missing, damaged (other bytes or another size), or not to be read."""
    path = store / named.sha256[:2] / named.sha256
    try:
        if named.size is not None and path.stat().st_size != named.size:
            return DAMAGED
        return WHOLE if digest_of(path) == named.sha256 else DAMAGED
    except FileNotFoundError:
        return MISSING
    except OSError:
        return UNREADABLE


def _look_at_faulty_again(installation: Installation, progress: StoreProgress) -> int:
    """It may be whole by now, or a copy of it is at hand; how many were copied."""
    healed = 0
    for sha256, position, sent, _ in progress.faulty():
        if state_of(installation.store, Named(sha256)) != WHOLE and installation.heal_from is not None:
            healed += heal(installation.store, installation.heal_from, sha256)
        progress.note(sha256, position, sent, state_of(installation.store, Named(sha256)))
    return healed


def heal(store: Path, source: Path, sha256: str) -> bool:
    """Copy a file from another store, or from the folder that such a store lies in, where its bytes are right."""
    for folder in (source, source / "store"):
        with suppress(OSError, Damaged):
            path = folder / sha256[:2] / sha256
            if digest_of(path) == sha256:
                return FileStore(store).put(path.read_bytes()) == sha256
    return False


def _tell(installation: Installation, progress: StoreProgress, checked: Checked) -> None:
    table = tables.event
    for sha256, position, sent, state in progress.faulty():
        code = f"store.{CODES[state]}_{'sent' if sent else 'made'}"
        rows = database.read(installation.database, sa.select(table).where(table.c.position == position))
        of = f"{rows[0].stream} ({rows[0].kind})" if rows else str(position)
        checked.add("wrong", code, sha256=sha256, of=of)


def _look_for_orphans(installation: Installation, progress: StoreProgress, checked: Checked) -> None:
    before, orphans, strange = progress.began - YOUNG_SECONDS, 0, 0
    each_folder = list(folders(installation.store))
    for done, folder in enumerate(each_folder, 1):
        with os.scandir(folder) as listing:
            for entry in listing:
                if entry.name.startswith(BEGINS):
                    continue
                if not DIGEST.fullmatch(entry.name) or not entry.name.startswith(folder.name):
                    strange += 1
                elif not progress.knows(entry.name):
                    with suppress(FileNotFoundError):
                        orphans += entry.stat(follow_symlinks=False).st_mtime < before
        installation.progress("orphans", done, len(each_folder))
    checked.facts |= {"orphans": orphans}
    if orphans:
        checked.add("noted", "store.orphans", count=orphans)
    if strange:
        checked.add("noted", "store.strange", count=strange, folder=installation.store)
