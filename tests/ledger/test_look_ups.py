"""What is asked over HTTP, and by the calendar, finds an index whatever the tables hold; and asks a few times only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from gateway.doors.http.addresses import PATHS, PREFIX, address
from gateway.doors.http.app import create_app
from gateway.dossier.claims.last_notice import claims_to_notice
from gateway.ledger import database, tables
from gateway.ledger.settled import OFFICE_SCOPE
from gateway.people import Attachments, Companies
from gateway.queries.belongings import of_declarations
from gateway.queries.submissions import contents
from gateway.serve import http_parts
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from gateway.views.address_of import Fetched
from gateway.views.declaration_views import declaration_view
from gateway.views.submission_views import submission_view
from schemas.vocabulary import SCOPE
from tests.dossier.books import PARTY, Books
from tests.dossier.test_accounts import admit, export

pytestmark = pytest.mark.service


MOST_QUERIES = 10
TABLES = set(tables.metadata.tables)
REFERENCE = "REF-LOOKED-UP"
SHORT = ("ix_work_ready", "ix_work_later", "ix_work_waits")
"""Partial indexes: all of one is what is not done, or waits, and nothing that is done."""

KEYS = {"partner_key", "partner", "partner_pkey", "partner_key_pkey"}
"""The keys that open something are read together, at most once in five seconds: there are a few for each partner."""


COMPANY = "firm"
"""A company that stands in everything, and the partner who is attached to it."""


@dataclass
class Filled:
    """A gateway whose ledger has something of everything, and the keys of three who ask."""

    gateway: Gateway
    books: Books
    keys: dict[str, str]
    opened: Any

    def client(self, who: str) -> TestClient:
        """The HTTP door for one of them. What is not in the store is an answer too."""
        key = {"Authorization": f"Bearer {self.keys[who]}"}
        return TestClient(create_app(http_parts(self.gateway)), headers=key, raise_server_exceptions=False)


@pytest.fixture
def filled(url: str, tmp_path: Path) -> Iterator[Filled]:
    settings = Settings(database=url, data=tmp_path / "data", inbox=tmp_path / "inbox", outbox=tmp_path / "outbox")
    gateway = open_gateway(settings)
    roles = {"atlas": ("partner",), "bureau": ("office",), "archive": ("archivist",), "both": ("partner", "archivist")}
    keys = {name: gateway.partners.add(name, list(given), gateway.clock()) for name, given in roles.items()}
    keys["held"] = gateway.partners.add("held", ["office"], gateway.clock(), ["301", "309"])
    keys[COMPANY] = gateway.partners.add(COMPANY, ["partner"], gateway.clock())
    Companies(gateway.engine).add(COMPANY, COMPANY, [str(PARTY["ice"])], gateway.clock(), "test")
    Attachments(gateway.engine).attach(COMPANY, COMPANY, SCOPE, gateway.clock(), "test")
    books = Books(gateway.engine)
    opened = admit(books)
    export(books, 480, opened)
    owing = books.lodge(reference=REFERENCE, due=500)
    books.pay(owing, 100)
    books.ask("amend", owing, due=700)
    books.sign()
    try:
        yield Filled(gateway, books, keys, opened)
    finally:
        gateway.close()


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile, with its parameters."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def read_whole(engine: sa.Engine, statement: str, parameters: Any) -> list[str]:
    """The tables of which a statement reads every row, or every entry of an index."""
    with engine.connect().execution_options(read_only=True) as connection:
        if engine.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"explain query plan {statement}", parameters)
            found = [row.detail for row in plan if row.detail.startswith("SCAN ")]
            scans = [each.split()[1] for each in found if not any(name in each.split() for name in SHORT)]
            return [each for each in scans if each.rstrip("_0123456789") in TABLES]
        connection.exec_driver_sql("set enable_seqscan = off")
        (plan_of_it,) = connection.exec_driver_sql(f"explain (format json) {statement}", parameters).scalars()
        told = json.loads(plan_of_it) if isinstance(plan_of_it, str) else plan_of_it
        return list(_without_condition(told[0]["Plan"]))


def _without_condition(node: dict[str, Any]) -> Iterator[str]:
    kind = node["Node Type"]
    is_whole = "Index" in kind and "Scan" in kind and "Index Cond" not in node and node.get("Index Name") not in SHORT
    if kind == "Seq Scan" or is_whole:
        yield node.get("Relation Name", node.get("Index Name", kind))
    for each in node.get("Plans", []):
        yield from _without_condition(each)


def urls(filled: Filled) -> list[str]:
    """Every address that is read, with values that are there."""
    of_opened = filled.books.again(filled.opened)
    (claim, *_) = filled.books.rows(tables.claim)
    (document, *_) = filled.books.rows(tables.document)
    values = {
        "submission": of_opened.submission,
        "declaration": of_opened.id,
        "name": document.number,
        "sha256": "0" * 64,
        "language": "fr",
        "company": COMPANY,
    }
    found = []
    for path, methods in create_app(http_parts(filled.gateway)).openapi()["paths"].items():
        if "get" not in methods:
            continue
        numbers = {"accounts": of_opened.dum_number, "claims": claim.number, "credits": "01600"}
        number = next((value for kind, value in numbers.items() if f"/{kind}/" in path), 1)
        found.append(path.format_map({**values, "number": number}))
    assert len(found) > 20, "all that are published"
    queries = (f"reference={REFERENCE}", f"dum_number={of_opened.dum_number}")
    found += [f"/v1/declarations?{query}" for query in queries]
    found += [f"/v1/documents?after={document.number}", f"/v1/declarations/{of_opened.id}?as_of=2099-01-01"]
    return found


@pytest.mark.parametrize("who", ["atlas", "bureau", "held", "archive", "both", COMPANY])
def test_no_look_up_reads_a_whole_table(filled: Filled, who: str) -> None:
    engine = filled.gateway.engine
    whole: dict[str, list[str]] = {}
    answered = set()
    if who == "held":  # to its bureaux
        filled.books.at_desk(lambda desk: OFFICE_SCOPE.settle(desk.log, "enforced"))
    client = filled.client(who)
    for url in urls(filled):
        with statements(engine) as asked:
            answered.add(client.get(url).status_code)
        for statement, parameters in asked:
            tables_read = read_whole(engine, statement, parameters)
            if tables_read and not (statement.startswith("SELECT partner_key.hash") and KEYS.issuperset(tables_read)):
                whole[url] = [*tables_read, statement]
    assert 200 in answered
    assert whole == {}


def test_the_calendar_reads_no_whole_table(filled: Filled) -> None:
    engine = filled.gateway.engine
    with statements(engine) as asked, engine.connect().execution_options(read_only=True) as connection:
        claims_to_notice(connection, filled.books.now.date())
    assert [read_whole(engine, *each) for each in asked] == [[]]


def test_a_table_without_an_index_would_be_noticed(filled: Filled) -> None:
    table = tables.declaration
    query = sa.select(table.c.id).where(table.c.outcome == "registered").order_by(table.c.id)
    with statements(filled.gateway.engine) as asked:
        database.read(filled.gateway.engine, query)
    assert read_whole(filled.gateway.engine, *asked[0]) in (["declaration"], ["declaration_pkey"])


def many(filled: Filled, count: int) -> str:
    """A submission that holds so many declarations of every kind; its id."""
    books = filled.books
    rows = []
    for number in range(count // 5):
        opened = admit(books)
        owing = books.lodge(reference=f"MANY-{count}-{number}", due=500)
        books.pay(owing, 100)
        changed = books.lodge(reference=f"CHANGED-{count}-{number}", due=500)
        rows += [opened, export(books, 100, opened), owing, changed, books.ask("amend", changed, due=700)]
    books.sign()
    submission = rows[0].submission
    with filled.gateway.engine.begin() as connection:
        for ordinal, row in enumerate(rows, 1):
            values = {"submission": submission, "ordinal": ordinal}
            connection.execute(sa.update(tables.declaration).values(values).where(tables.declaration.c.id == row.id))
    return str(submission)


def test_a_status_takes_ten_queries_however_much_was_sent(filled: Filled) -> None:
    engine, table = filled.gateway.engine, tables.declaration
    counts: dict[str, set[int]] = {"status": set(), "declaration": set(), "search": set()}
    for count in (5, 25):
        submission = many(filled, count)
        with engine.begin() as connection:
            of_it = sa.update(table).where(table.c.submission == submission)
            connection.execute(of_it.values(reference=REFERENCE))
        (row, *others) = filled.books.rows(table, submission=submission)
        assert len(others) == count - 1
        asked_at = {
            "status": f"/v1/submissions/{submission}",
            "declaration": f"/v1/declarations/{row.id}",
            "search": f"/v1/declarations?reference={REFERENCE}",
        }
        for name, url in asked_at.items():
            with statements(engine) as asked:
                assert filled.client("atlas").get(url).status_code == 200
            counts[name].add(len(asked))
    assert all(max(each) <= MOST_QUERIES for each in counts.values()), counts
    assert len(counts["status"]) == 1  # the others ask once more where one of those that they show has an account


def test_many_declarations_are_shown_as_each_of_them(filled: Filled) -> None:
    engine = filled.gateway.engine
    submission = many(filled, 10)
    (row,) = filled.books.rows(tables.submission, id=submission)
    shown = submission_view(row, contents(engine, submission), address)["declarations"]
    alone = [
        declaration_view(each, of_declarations(engine, [each.id]), address)
        for each in sorted(filled.books.rows(tables.declaration, submission=submission), key=lambda one: one.ordinal)
    ]
    assert shown == alone
    assert all(each["claims"] or each["account"] or each["documents"] for each in shown if each["dum_number"])
    assert any(len(each["versions"]) == 2 for each in shown)
    assert any(each["account"] and each["account"]["certificates"] for each in shown)


def addresses_in(answer: Any) -> Iterator[str]:
    """Every address that an answer gives."""
    for name, value in answer.items() if isinstance(answer, dict) else enumerate(answer):
        if isinstance(value, dict | list):
            yield from addresses_in(value)
        elif value is not None and (name == "url" or str(name).endswith("_url")):
            yield value


def with_everything(filled: Filled) -> str:
    """A submission whose answer gives addresses of every kind; its id."""
    submission = many(filled, 5)
    stored = filled.gateway.store.put(b"stored")
    changes = {
        tables.submission: {"body": {"name": "x.xml", "sha256": stored, "size": 6}, "acknowledgement": stored},
        tables.declaration: {
            "answers": dict.fromkeys(("xml", "json", "fr", "en", "ar", "cusres"), stored),
            "earlier_answers": [{"xml": stored, "cusres": stored}],
        },
        tables.notice: {"xml": stored, "cusres": stored},
        tables.document: {"xml": stored, "pdf": stored},
    }
    interchange = {"number": 1, "partner": "atlas", "sender": "A", "reference": "1", "action": "7", "first": 1}
    interchange |= {"declarations": 5, "interchanges": 1, "terms": {}, "header": {}, "control": None}
    interchange |= {
        "contrl_due": True,
        "contrl": stored,
        "read_at": "2026-03-02T09:00:00+00:00",
        "submission": submission,
    }
    with filled.gateway.engine.begin() as connection:
        for table, values in changes.items():
            connection.execute(sa.update(table).values(values))
        connection.execute(sa.insert(tables.interchange).values(interchange))
    return submission


def test_each_address_of_an_answer_is_answered(filled: Filled) -> None:
    submission, client = with_everything(filled), filled.client("atlas")
    answer = client.get(f"/v1/submissions/{submission}").json()
    given = set(addresses_in(answer))
    assert {each: client.get(each).status_code for each in given} == dict.fromkeys(given, 200)
    kinds = {fetched: re.compile(re.sub("{[a-z]+}", "[^/]+", PREFIX + path)) for fetched, path in PATHS.items()}
    never = {fetched for fetched, kind in kinds.items() if not any(map(kind.fullmatch, given))}
    assert never == {"declaration"}, "only the answer to an act gives it"
    assert client.get(address("declaration", declaration=answer["declarations"][0]["id"])).status_code == 200


def test_every_address_has_its_path() -> None:
    assert set(PATHS) == set(get_args(Fetched))
