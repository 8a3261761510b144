"""What a check can mend by itself, where it is told to: temporaries are removed, the log is played again."""

from __future__ import annotations

from gateway.ledger.database import open_database, write
from gateway.ledger.events import rebuild
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
