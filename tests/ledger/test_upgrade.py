"""A database of version 0.1.0 is brought up to date: what was paid has its claim, what was due is owed."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from gateway.ledger import tables
from gateway.ledger.database import open_database, read
from tests.ledger.comparing import assert_rebuild_changes_nothing

PAYER = {"name": "ATLAS", "ice": None, "rc": None, "rc_centre": None}
AT = "2026-07-01T09:30:00+01:00"


def _old(path: Path, revision: str = "0002") -> None:
    """A log as version 0.1.0 left it, in the tables of a revision: one declaration paid and receipted, one due."""
    engine = sa.create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", "gateway.ledger:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for number in (1, 2):
            _lives(connection, number)
        paid = {"office": "bureau", "number": "C-1", "sha256": "0" * 64, "amount": "100", "method": "CASH"}
        paid |= {"paid_at": AT, "recorded_at": AT, "quittance": "SPECIMEN-309Q20260000001"}
        paid |= {"series": "quittance:309:2026", "serial": 1}
        _write(connection, "declaration:dec_1", "paid", paid)
        issued = {"number": "SPECIMEN-309Q20260000001", "kind": "quittance", "partner": "atlas"}
        _write(connection, "declaration:dec_1", "issued", issued | {"xml": "a" * 64, "pdf": "b" * 64})
        refused = {"sha256": "c" * 64, "findings": []}
        _write(connection, "payment:x", "payment-refused", refused)
    engine.dispose()


def _lives(connection: sa.Connection, number: int) -> None:
    stream = f"declaration:dec_{number}"
    accepted = {"partner": "atlas", "body": {"name": "x.xml", "sha256": "d" * 64, "size": 1}, "attachments": []}
    _write(connection, f"submission:sub_{number}", "accepted", accepted | {"rejected": {}, "acknowledgement": "e" * 64})
    judged = {"submission": f"sub_{number}", "partner": "atlas", "ordinal": 1, "outcome": "registered"}
    judged |= {"message_number": str(number), "takes_message_number": True, "reference": f"R{number}", "function": "2"}
    judged |= {"findings": [], "findings_total": 0, "examined": []}
    _write(connection, stream, "judged", judged | {"facts": {"office": "309", "payer": PAYER, "lines": []}})
    registered = {"series": "dum:309:010:2026", "serial": number, "dum_number": f"3090102026000000{number}B"}
    _write(connection, stream, "registered", registered | {"partner": "atlas", "reference": f"R{number}"})
    assessed = {"series": "assessment:309:2026", "serial": number, "number": f"SPECIMEN-309L2026000000{number}"}
    _write(connection, stream, "assessed", assessed | {"lines": [], "total": "100"})


def _write(connection: sa.Connection, stream: str, kind: str, data: object) -> None:
    """An event as it was written then."""
    table = tables.event
    last = connection.execute(sa.select(sa.func.max(table.c.version)).where(table.c.stream == stream)).scalar() or 0
    row = {"stream": stream, "version": last + 1, "kind": kind, "data": data, "actor": "x"}
    connection.execute(sa.insert(table).values(**row, recorded_at=AT, effective_at=AT))


def test_nothing_is_lost(tmp_path: Path) -> None:
    _old(tmp_path / "old.sqlite")
    engine = open_database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    states = [row.state for row in read(engine, sa.select(tables.declaration).order_by(tables.declaration.c.id))]
    assert states == ["receipted", "due"]
    claims = read(engine, sa.select(tables.claim).order_by(tables.claim.c.number))
    assert [(each.state, each.amount, each.paid) for each in claims] == [
        ("settled", "100", "100"),
        ("open", "100", "0"),
    ]
    (document,) = read(engine, sa.select(tables.document))
    assert (document.state, document.xml, document.pdf) == ("issued", "a" * 64, "b" * 64)
    assert_rebuild_changes_nothing(engine)
    engine.dispose()


def test_what_has_its_claim_gets_no_second_one(tmp_path: Path) -> None:
    """From the revision before EDIFACT: the log says already what is owed."""
    _old(tmp_path / "old.sqlite", "0003")
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    opened = {"declaration": "dec_2", "partner": "atlas", "office": "309", "debtor": PAYER, "amount": "100"}
    opened |= {"opened_on": AT[:10], "due_on": AT[:10], "notice_on": None, "method": None, "credit": None}
    with engine.begin() as connection:
        _write(connection, "claim:SPECIMEN-309L20260000002", "claim-opened", opened)
    engine.dispose()
    upgraded = open_database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    claims = read(upgraded, sa.select(tables.claim).order_by(tables.claim.c.number))
    assert [(each.declaration, each.state) for each in claims] == [("dec_1", "settled"), ("dec_2", "open")]
    events = read(upgraded, sa.select(tables.event).where(tables.event.c.kind == "claim-opened"))
    assert len(events) == 1
    (first, _) = read(upgraded, sa.select(tables.declaration).order_by(tables.declaration.c.id))
    assert (first.dum, first.edifact, first.in_force) == (None, None, None)
    assert_rebuild_changes_nothing(upgraded)
    upgraded.dispose()
