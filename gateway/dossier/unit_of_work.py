"""Something is done at a desk: one commit, at the end of which the forms that say something else now are printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from gateway.dossier.acts.editions import print_editions
from gateway.dossier.desk import Desk
from gateway.ledger import database
from gateway.ledger.events import Log
from gateway.service import Gateway

Result = TypeVar("Result")


def done_at_desk(gateway: Gateway, actor: str, work: Callable[[Desk], Result], at: datetime | None = None) -> Result:
    """Do `work` in one transaction, now or at the moment `at` that the caller has read the clock; retried on conflict.

    What `work` raises leaves nothing behind.
    """
    moment = at or gateway.clock()

    def commit(connection: sa.Connection) -> Result:
        desk = Desk(Log(connection, moment, actor), gateway.runner, gateway.law, gateway.administration)
        result = work(desk)
        print_editions(desk)
        return result

    return database.write(gateway.engine, commit)
