"""A database of every earlier revision is brought up to date: nothing is lost, and what is missing is made up for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.clock import casablanca_now
from gateway.ledger.events import Log
from gateway.ledger.opening import open_database
from gateway.ledger.settled import OFFICE_SCOPE
from gateway.partners import Partners
from gateway.work import kinds
from schemas.zone import zone_release
from tests.ledger.comparing import assert_rebuild_changes_nothing
from tests.ledger.earlier_databases import BEFORE_CLAIMS, REVISIONS, assert_as_before, held, make, rows
from tests.ledger.together import at_the_same_time

pytestmark = pytest.mark.service


UNSIGNED = "SPECIMEN-309Q20260000002"
"""The quittance that waits to be signed, up to 0003."""


def brought_up(url: str, revision: str) -> sa.Engine:
    make(url, revision)
    return open_database(url)


def declarations(engine: sa.Engine, *references: str) -> list[dict[str, Any]]:
    registered = {row["reference"]: row for row in rows(engine, "declaration") if row["dum_number"]}
    return [registered[reference] for reference in references]


def of(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


@pytest.mark.parametrize("revision", REVISIONS)
def test_nothing_is_lost(url: str, revision: str) -> None:
    engine = brought_up(url, revision)
    assert_as_before(engine, revision)
    assert_rebuild_changes_nothing(engine)
    engine.dispose()


@pytest.mark.parametrize("revision", BEFORE_CLAIMS)
def test_what_was_due_is_owed_and_what_was_paid_is_settled(url: str, revision: str) -> None:
    engine = brought_up(url, revision)
    due, paid, waits, free = declarations(engine, "DUE", "PAID", "WAITS", "FREE")
    assert [each["state"] for each in (due, paid, waits, free)] == ["due", "receipted", "paid", "settled"]
    for each in (due, paid, waits, free):
        assert of(each, "life", "version", "current", "open") == ("registered", 0, each["submission"], [])
    claims = {each["declaration"]: each for each in rows(engine, "claim")}
    assert set(claims) == {due["id"], paid["id"], waits["id"]}
    names = ("state", "amount", "paid", "opened_on", "due_on", "notice_on", "balances")
    day, owed = "2026-07-01", ["2026-07-01", "7260"]
    assert of(claims[due["id"]], *names) == ("open", "7260", "0", day, day, None, [owed])
    for each in (paid, waits):
        assert of(claims[each["id"]], *names) == ("settled", "7260", "7260", day, day, None, [owed, [day, "0"]])
        assert claims[each["id"]]["number"] == each["assessment"]["number"]
    payments = {each["number"]: each for each in rows(engine, "payment")}
    names = ("office", "declaration", "claim", "quittance", "amount", "applied", "reversed")
    expected = ("bureau", waits["id"], waits["assessment"]["number"], UNSIGNED, "7260", "7260", False)
    assert (set(payments), of(payments["C-3"], *names)) == ({"C-2", "C-3"}, expected)
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_claim_is_opened_once_for_what_has_none(url: str, revision: str) -> None:
    engine = brought_up(url, revision)
    added = rows(engine, "event")[len(held(revision)["event"]) :]
    told = [of(each, "kind", "version", "actor", "zone_data") for each in added]
    assert told == ([("claim-opened", 1, "upgrade", zone_release())] if revision in BEFORE_CLAIMS else [])
    engine.dispose()


@pytest.mark.parametrize("revision", BEFORE_CLAIMS)
def test_a_signed_quittance_keeps_its_files(url: str, revision: str) -> None:
    engine = brought_up(url, revision)
    (signed,) = held(revision)["document"]
    documents = {each["number"]: each for each in rows(engine, "document")}
    names = ("kind", "declaration", "partner", "xml", "pdf", "issued_at")
    assert set(documents) == {signed["number"], UNSIGNED}
    assert of(documents[signed["number"]], "state", *names) == ("issued", *of(signed, *names))
    assert of(documents[UNSIGNED], "state", "xml", "pdf") == ("due", None, None)
    assert of(documents[UNSIGNED]["record"], "amount", "number", "outstanding") == ("7260", "C-3", "0")
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_work_that_was_left_is_still_to_do(url: str, revision: str) -> None:
    """A quittance that waits to be signed was named by its declaration then; it is named by its number now."""
    engine = brought_up(url, revision)
    before = {of(each, "kind", "key", "state") for each in held(revision)["work"]}
    after = {of(each, "kind", "key", "state") for each in rows(engine, "work")}
    if revision not in (*BEFORE_CLAIMS, "0003"):
        assert after == before
    else:
        (waits,) = declarations(engine, "WAITS")
        assert before - after == {("issue", waits["id"], "pending")}
        assert after - before == {("issue", UNSIGNED, "pending")}
    engine.dispose()


def test_work_that_was_left_is_known_to_be_whose(url: str) -> None:
    """Every kind of work that an earlier version left, by what it was named by then; what names nothing is nobody's."""
    before = held("0004")
    arrival = before["arrival"][0]
    (dum,) = (each for each in before["declaration"] if each["submission"] == arrival["submission"])
    document = next(each for each in before["document"] if each["declaration"] == dum["id"])
    claim, of_it = arrival["claim"], dum["id"]
    keys = {"read": dum["submission"], "contrl": f"{dum['submission']}|1", "issue": document["number"]}
    keys |= {"answer": of_it, "register": of_it, "notice": f"{of_it}|1", "deliver-acknowledgement": claim}
    keys |= {"deliver-contrl": f"{claim}|1", "deliver-answer": f"{claim}|{of_it}"}
    keys |= {"deliver-document": f"{claim}|{document['number']}", "deliver-notice": f"{claim}|{of_it}|1"}
    assert set(keys) == {value for name, value in vars(kinds).items() if name.isupper()} - {kinds.LAST_NOTICE}
    make(url, "0004")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("delete from work"))
        row = "insert into work (kind, key, due_at, state, attempts) values (:kind, :key, 0, :state, 0)"
        for kind, key in [*keys.items(), ("read", "sub_unknown"), ("of-another-version", of_it)]:
            connection.execute(sa.text(row), {"kind": kind, "key": key, "state": "pending"})
    engine.dispose()
    engine = open_database(url)
    whose = {of(each, "kind", "key"): of(each, "partner", "submission") for each in rows(engine, "work")}
    assert whose.pop(("read", "sub_unknown")) == whose.pop(("of-another-version", of_it)) == (None, None)
    assert set(whose) == set(keys.items())
    assert set(whose.values()) == {(dum["partner"], dum["submission"])}
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_second_start_changes_nothing(url: str, revision: str) -> None:
    brought_up(url, revision).dispose()
    engine = open_database(url)
    before = {name: rows(engine, name) for name in held("0004") if name != "alembic_version"}
    engine.dispose()
    engine = open_database(url)
    assert {name: rows(engine, name) for name in before} == before
    engine.dispose()


def test_the_log_is_played_once_after_the_last_revision(url: str) -> None:
    make(url, "0001")
    said: list[str] = []
    sa.event.listen(sa.Engine, "before_cursor_execute", hear := lambda *given: said.append(given[2]))
    try:
        open_database(url).dispose()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)
    emptied = [place for place, statement in enumerate(said) if statement == "DELETE FROM partner"]
    revised = [place for place, statement in enumerate(said) if statement.startswith("UPDATE alembic_version")]
    assert len(emptied) == 1
    assert emptied[0] > revised[-1]


def test_what_a_command_prints_is_not_mixed_with_the_upgrade(tmp_path: Path) -> None:
    make(f"sqlite:///{tmp_path / 'gateway.sqlite'}", "0001")
    program = [sys.executable, "-m", "gateway", "partners", "--data", str(tmp_path), "key", "medina"]
    told = subprocess.run(program, capture_output=True, text=True, timeout=120, check=True)
    assert re.fullmatch(r"sk_test_\S+\n", told.stdout)
    events = [json.loads(line)["event"] for line in told.stderr.splitlines()]
    assert "keep the backup of before" in events[0] and events[1:] == ["database upgraded"]


def test_of_two_programs_that_start_at_once_one_does_it(url: str) -> None:
    make(url, "0001")
    engines = at_the_same_time(*[lambda: open_database(url)] * 3)
    assert_as_before(engines[0], "0001")
    assert [each["kind"] for each in rows(engines[0], "event")].count("claim-opened") == 1
    for each in engines:
        each.dispose()


def test_a_column_that_0003_once_made_too_early_is_no_hindrance(url: str) -> None:
    make(url, "0003")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("alter table notice add column cusres varchar(64)")
    engine.dispose()
    upgraded = open_database(url)
    assert_as_before(upgraded, "0003")
    upgraded.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_work_that_was_left_is_its_partners_turn(url: str, revision: str) -> None:
    engine = brought_up(url, revision)
    submissions = {row["id"]: row["partner"] for row in rows(engine, "submission")}
    left = [row for row in rows(engine, "work") if row["state"] == "pending"]
    assert left or revision in ("0004", "0005")
    for row in left:
        assert submissions[row["submission"]] == row["partner"], row
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_declaration_is_known_to_be_of_its_bureau(url: str, revision: str) -> None:
    """What was registered is of the bureau whose code begins its number; what was refused is of none."""
    engine = brought_up(url, revision)
    for row in rows(engine, "declaration"):
        number = row["dum_number"]
        assert row["office"] == (number[:3] if number else row["facts"].get("office")), row["id"]
        assert of(row, "destination_office", "discharge_office") == (None, None)
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_no_office_of_an_earlier_ledger_is_held_to_its_bureaux_until_the_operator_says_so(
    url: str, revision: str
) -> None:
    engine = brought_up(url, revision)
    partners = Partners(engine, specimen=True)
    partners.add("newcomer", ["office"], casablanca_now(), ["100"])
    told = []
    for wanted in (None, "enforced", None):
        with engine.begin() as connection:
            OFFICE_SCOPE.settle(Log(connection, casablanca_now(), "start"), wanted)
        told.append((partners.office_scope(), partners.known("newcomer").everywhere))
    assert told == [("warned", True), ("enforced", False), ("enforced", False)]
    engine.dispose()
