"""What a check can mend by itself, where it is told to: temporaries are removed, the log is played again, and what
waited for stored files goes on."""

from __future__ import annotations

from contextlib import closing

import sqlalchemy as sa

from gateway.ledger.database import write
from gateway.ledger.events import rebuild
from gateway.ledger.inspection import looked_into
from gateway.ledger.opening import open_database
from gateway.ledger.refusal import told_at_opening
from gateway.ledger.tables import work
from gateway.service import hold, lock
from gateway.settings import Settings
from gateway.work import work_rows


def rebuild_projections(settings: Settings) -> int:
    """Empty the projections and play the log again; how many events were played.

    Raises AlreadyRunning while a service runs on the data folder or the database, DatabaseRefused where there is no
    ledger of this program.
    """
    with told_at_opening(settings.database_url):
        looked_into(settings.database_url).dispose()
    with closing(lock(settings.data)), closing(hold(settings)):
        engine = open_database(settings.database_url)
        try:
            return write(engine, rebuild)
        finally:
            engine.dispose()


def retry_for_store(settings: Settings) -> int:
    """Make due now what waits for a stored file; how many pieces of work. A running service does them at once."""
    waits = sa.and_(work_rows.IS_LATER, work.c.waits_for == "store")
    engine = open_database(settings.database_url)
    try:
        made_due: int = write(engine, lambda connection: work_rows.make_ready(connection, waits))
        return made_due
    finally:
        engine.dispose()
