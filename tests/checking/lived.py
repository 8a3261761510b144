"""A gateway that has lived, made once on each database, and copied for each test that breaks it."""

from __future__ import annotations

import itertools
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from typer.testing import CliRunner

from gateway.checking.all_checks import run
from gateway.checking.check_report import Checked
from gateway.checking.installation import looked_at
from gateway.cli import app
from gateway.clock import CASABLANCA
from gateway.edifact_terms import EdifactTerms
from gateway.ledger import database, tables
from gateway.pipeline.accept import File
from gateway.service import Gateway, make_folders, open_gateway
from gateway.settings import Settings
from gateway.store.files import FileStore
from tests.ledger.postgres import Cluster
from tests.offices import anywhere
from tests.pipeline.edifact.interchanges import declared
from tests.service.declaring import payment, small, whole
from tests.service.running import wait_for

AT = datetime(2026, 7, 1, 9, 30, tzinfo=CASABLANCA)

_copies = itertools.count(1)


@dataclass
class Lived:
    """An installation: its settings, and the server of its database where it has one."""

    settings: Settings
    cluster: Cluster | None = None

    @property
    def store(self) -> FileStore:
        """Its store."""
        return FileStore(self.settings.data / "store")

    @property
    def file(self) -> Path:
        """Its database, of SQLite."""
        return self.settings.data / "gateway.sqlite"

    def execute(self, *statements: Any) -> None:
        """Change the database behind the gateway's back."""
        engine = sa.create_engine(self.settings.database_url)
        with engine.begin() as connection:
            for each in statements:
                connection.execute(sa.text(each) if isinstance(each, str) else each)
        engine.dispose()

    def rows(self, query: sa.Select[Any]) -> list[Any]:
        """What stands in the database."""
        engine = sa.create_engine(self.settings.database_url)
        try:
            return database.read(engine, query)
        finally:
            engine.dispose()

    def events(self, kind: str) -> list[dict[str, Any]]:
        """What the events of a kind say."""
        event = tables.event.c
        return [row.data for row in self.rows(sa.select(event.data).where(event.kind == kind).order_by(event.position))]

    def check(self, *names: str, now: datetime | None = None, **options: Any) -> dict[str, Checked]:
        """The checks, in this process."""
        with looked_at(self.settings, now or datetime.now(CASABLANCA)) as found:
            return {each.name: each for each in run(replace(found, **options), names)}

    def codes(self, name: str, **options: Any) -> set[str]:
        """What one check finds wrong, or could not check, or notes."""
        return {code for _, code in self.check(name, **options)[name].counts}

    def command(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """`dumgate check --json` on it: the exit code and what it says."""
        code, said = self.says("check", "--json", *arguments)
        return code, json.loads(said)

    def says(self, *arguments: str) -> tuple[int, str]:
        """A command on it: its exit code, and what it prints."""
        names = ("data", "inbox", "outbox", "signing_key", "signing_certificates", "min_free_bytes")
        given = {name: getattr(self.settings, name) for name in names}
        given["database"] = self.settings.database.get_secret_value() or None
        environment = {f"DUMGATE_{name.upper()}": str(value) for name, value in given.items() if value is not None}
        result = CliRunner().invoke(app, list(arguments), env=environment, catch_exceptions=False)
        return result.exit_code, result.stdout

    def copy(self, folder: Path) -> Lived:
        """The same again, to be broken."""
        data, inbox, outbox = (folder / name for name in ("data", "inbox", "outbox"))
        for target in (data, inbox, outbox):
            shutil.copytree(getattr(self.settings, target.name), target)
        url = ""
        if self.cluster is not None:
            name, template = f"copy_{next(_copies)}", sa.make_url(self.settings.database_url).database or ""
            port = str(self.cluster.port)
            self.cluster.run("createdb", "-h", "127.0.0.1", "-p", port, "-U", "tester", "-T", template, name)
            url = f"postgresql+psycopg://tester@127.0.0.1:{port}/{name}"
        return Lived(Settings(database=url, data=data, inbox=inbox, outbox=outbox), self.cluster)


@contextmanager
def running(settings: Settings) -> Iterator[Gateway]:
    """A gateway in this process whose work is done."""
    gateway = open_gateway(settings, lambda: AT)
    stop = threading.Event()
    runner = threading.Thread(target=gateway.runner.run, args=(gateway.road.handlers(), stop))
    runner.start()
    try:
        yield gateway
    finally:
        stop.set()
        runner.join(60)
        gateway.close()


def idle(gateway: Gateway) -> None:
    """Wait until no work is left."""
    wait_for("no work is left", lambda: not gateway.runner.pending(), 180)


def lived(settings: Settings) -> None:
    """Declarations by XML and EDIFACT, one refused; a payment with its quittance, and one that is refused."""
    with running(settings) as gateway:
        gateway.partners.add("medina", ["partner"], AT)
        gateway.partners.agree("medina", EdifactTerms(), AT)
        gateway.partners.add("bureau", ["office"], AT, ["309"])
        for each in ("medina", "bureau"):
            make_folders(settings, each)
        first, faulty = whole(), small()
        faulty.body = faulty.body.replace(b">FOB<", b">F0B?<")
        pieces = [File(name, content) for name, content in first.attachments.items()]
        gateway.acceptance.take("medina", File("dum.xml", first.body), pieces, claim="medina/1-dum.xml")
        for each in (small(), faulty):
            gateway.acceptance.take("medina", File("dum.xml", each.body), [])
        gateway.acceptance.take("medina", File("dum.edi", declared(small())), [], claim="medina/2-dum.edi")
        idle(gateway)
        rows = database.read(gateway.engine, sa.select(tables.declaration).where(tables.declaration.c.state == "due"))
        assert len(rows) == 3
        due = next(row for row in rows if row.reference == first.reference)
        assert gateway.acts.submit(anywhere(), payment(due.dum_number, due.assessment["total"])).quittance
        assert gateway.acts.submit(anywhere(), payment(due.dum_number, "1")).findings
        idle(gateway)
