"""An installation as it is looked at: its settings, its database where it can be read, and the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from gateway.ledger.inspection import looked_into
from gateway.ledger.refusal import DatabaseRefused, told_at_opening
from gateway.service import ADMINISTRATIONS
from gateway.settings import Settings
from gateway.timekeeping.state import as_last_service
from gateway.worded import WordedError

Progress = Callable[[str, int, int], None]
"""Told the name of a check, how much is done, and of how much."""


class NoInstallation(WordedError):
    """There is no data folder: nothing can be checked."""


@dataclass(frozen=True)
class Installation:
    """What the checks are given. `refusal` says why there is no engine."""

    settings: Settings
    now: datetime
    engine: sa.Engine | None
    refusal: DatabaseRefused | None = None
    from_start: bool = False
    heal_from: Path | None = None
    progress: Progress = field(default=lambda name, done, total: None)

    def with_options(self, from_start: bool, heal_from: Path | None, progress: Progress) -> Installation:
        """The same with what a command was told."""
        return replace(self, from_start=from_start, heal_from=heal_from, progress=progress)

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.settings.data / "store"

    @property
    def database(self) -> sa.Engine:
        """The database. Raises DatabaseRefused where it cannot be read."""
        if self.engine is None:
            raise self.refusal or DatabaseRefused("database.unreadable")
        return self.engine


@contextmanager
def looked_at(settings: Settings, machine_now: datetime) -> Iterator[Installation]:
    """The installation of some settings, looked at at an instant of the machine: a sandbox's clock may run ahead of it.

    Raises NoInstallation.
    """
    if not settings.data.is_dir():
        raise NoInstallation("check.nothing", folder=settings.data)
    engine, now = None, machine_now
    try:
        with told_at_opening(settings.database_url):
            engine = looked_into(settings.database_url)
            if ADMINISTRATIONS[settings.administration]().specimen:
                now = as_last_service(settings, engine, lambda: machine_now)()
    except DatabaseRefused as refusal:
        if engine is not None:
            engine.dispose()
        yield Installation(settings, now, None, refusal)
        return
    try:
        yield Installation(settings, now, engine)
    finally:
        engine.dispose()
