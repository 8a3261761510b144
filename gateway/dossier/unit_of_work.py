"""Something is done at a desk: one commit, at the end of which the forms that say something else now are printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from gateway.administration.interface import Administration
from gateway.clock import Clock
from gateway.dossier.acts.editions import print_editions
from gateway.dossier.desk import Desk
from gateway.ledger import database
from gateway.ledger.events import Log
from gateway.ledger.tables import Via
from gateway.work.runner import Runner
from schemas.law import Law

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Desks:
    """The desks of a gateway: each has a transaction of its own. `law` gives the tables in force at that moment."""

    engine: sa.Engine
    clock: Clock
    runner: Runner
    law: Callable[[], Law]
    administration: Administration

    def do(
        self, actor: str, work: Callable[[Desk], Result], at: datetime | None = None, via: Via | None = None
    ) -> Result:
        """Do `work` in one transaction, now or at the moment `at` that the caller has read the clock.

        It is retried on conflict. What `work` raises leaves nothing behind.
        """
        moment, law = at or self.clock(), self.law()

        def commit(connection: sa.Connection) -> Result:
            desk = Desk(Log(connection, moment, actor, via), self.runner, law, self.administration)
            result = work(desk)
            print_editions(desk)
            return result

        return database.write(self.engine, commit)
