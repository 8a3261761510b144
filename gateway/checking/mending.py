"""What a check can mend by itself, where it is told to: temporaries are removed, the log is played again, and what
waited for stored files goes on."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.database import open_database, write
from gateway.ledger.events import rebuild
from gateway.ledger.tables import work
from gateway.pipeline import work_rows
from gateway.service import lock
from gateway.settings import Settings


def rebuild_projections(settings: Settings) -> int:
    """Empty the projections and play the log again; how many events were played.

    Raises AlreadyRunning while the service runs, DatabaseRefused where the database cannot be opened.
    """
    handle = lock(settings.data)
    try:
        engine = open_database(settings.database_url)
        try:
            return write(engine, rebuild)
        finally:
            engine.dispose()
    finally:
        handle.close()


def retry_for_store(settings: Settings) -> int:
    """Make due now what waits for a stored file; how many pieces of work. A running service does them at once."""
    waits = sa.and_(work_rows.IS_LATER, work.c.waits_for == "store")
    engine = open_database(settings.database_url)
    try:
        made_due: int = write(engine, lambda connection: work_rows.make_ready(connection, waits))
        return made_due
    finally:
        engine.dispose()
