"""The database brought up to date: the frozen revisions of `migrations/`, then what they ask for, in one transaction.

A revision knows the tables of its day and nothing of this program. What plays the log by the projectors of today comes
after the last of them, when the tables are as those projectors know them.
"""

from __future__ import annotations

import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from gateway.ledger.backfill import backfill
from gateway.ledger.events import rebuild

log = structlog.get_logger()

MIGRATIONS = "gateway.ledger:migrations"


def revisions_to_run(connection: sa.Connection) -> list[str]:
    """The revisions that the database has not had, the oldest first. Raises RevisionError where it has had an
    unknown one.
    """
    return [each.revision for each in reversed(_pending(_configured(connection), connection))]


def revision_of(connection: sa.Connection) -> str | None:
    """The last revision that the database has had; None where it is new."""
    return MigrationContext.configure(connection).get_current_revision()


def must_have_tables(connection: sa.Connection) -> None:
    """Raises DatabaseRefused where a table is not there though its revision has run."""
    from gateway.ledger import tables
    from gateway.ledger.refusal import DatabaseRefused, shown_address

    lacking = sorted(set(tables.metadata.tables) - set(sa.inspect(connection).get_table_names()))
    if lacking:
        address = connection.engine.url.render_as_string(hide_password=False)
        raise DatabaseRefused(
            "database.tables", database=shown_address(address), reason=f"no such table: {', '.join(lacking)}"
        )


def upgrade(connection: sa.Connection) -> None:
    """Run what is left of the revisions, then once what they ask for. The caller commits all of it, or nothing."""
    config = _configured(connection)
    pending = _pending(config, connection)
    if not pending:
        return
    is_new = revision_of(connection) is None
    command.upgrade(config, "head")
    if is_new:
        return
    played = rebuild(connection) if any(getattr(each.module, "rebuilds", False) for each in pending) else 0
    backfill(connection)
    log.info("database upgraded", revision=pending[0].revision, events_played=played)


def _configured(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.attributes["connection"] = connection
    return config


def _pending(config: Config, connection: sa.Connection) -> list[Script]:
    """The revisions that the database has not had, the newest first."""
    return list(ScriptDirectory.from_config(config).iterate_revisions("head", revision_of(connection)))
