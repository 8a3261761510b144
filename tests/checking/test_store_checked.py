"""Each file that an event names is looked at; what is damaged is found, and healed from a backup."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.checking.named import NAMES, named_by
from gateway.ledger import database, tables
from gateway.ledger.events import Log
from gateway.ledger.projections.projectors import PROJECTORS
from tests.checking.lived import AT, Lived

pytestmark = pytest.mark.service


LANGUAGES = ("fr", "en", "ar")


def flipped(path: Path) -> None:
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def emptied(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(b"")


@pytest.mark.parametrize(("damage", "what"), [(flipped, "damaged"), (emptied, "damaged"), (Path.unlink, "missing")])
def test_a_damaged_file_is_found_and_healed_from_a_backup(
    house: Lived, tmp_path: Path, damage: Callable[[Path], None], what: str
) -> None:
    (accepted, *_), (issued, *_) = house.events("accepted"), house.events("issued")
    shutil.copytree(house.settings.data / "store", tmp_path / "backup" / "store")
    whole = {sha256: house.store.get(sha256) for sha256 in (accepted["body"]["sha256"], issued["pdf"])}
    for sha256 in whole:
        damage(house.store.path(sha256))
    code, said = house.command("--only", "store")
    assert code == 1
    found = {each["facts"]["sha256"]: each for each in said["checks"][0]["faults"]}
    assert {sha256: each["code"] for sha256, each in found.items()} == {
        accepted["body"]["sha256"]: f"store.{what}_sent",
        issued["pdf"]: f"store.{what}_made",
    }
    assert all("--heal-from" in each["remedy"][language] for each in found.values() for language in LANGUAGES)
    code, said = house.command("--only", "store", "--heal-from", str(tmp_path / "backup"))
    assert code == 0 and said["checks"][0]["facts"]["healed"] == 2
    assert {sha256: house.store.get(sha256) for sha256 in whole} == whole
    assert house.command("--only", "store")[0] == 0


def test_a_backup_with_other_bytes_heals_nothing(on_sqlite: Lived, tmp_path: Path) -> None:
    sha256 = on_sqlite.events("issued")[0]["xml"]
    shutil.copytree(on_sqlite.settings.data / "store", tmp_path / "backup")
    for store in (on_sqlite.settings.data / "store", tmp_path / "backup"):
        flipped(store / sha256[:2] / sha256)
    code, said = on_sqlite.command("--only", "store", "--heal-from", str(tmp_path / "backup"))
    assert code == 1 and said["checks"][0]["facts"]["healed"] == 0


def test_a_store_that_is_not_mounted_is_one_fault(house: Lived) -> None:
    (house.settings.data / "store").rename(house.settings.data / "away")
    assert house.codes("store") == {"store.away"}
    (house.settings.data / "away").rename(house.settings.data / "store")
    assert house.codes("store") == set()


def test_files_that_nothing_names_are_counted_and_left(on_sqlite: Lived) -> None:
    orphan = on_sqlite.store.path(on_sqlite.store.put(b"a sending that was broken off"))
    assert on_sqlite.codes("store") == set()  # it may be named in a moment
    os.utime(orphan, (0, 0))
    stranger = orphan.with_name("notes.txt")
    stranger.write_bytes(b"")
    assert on_sqlite.codes("store") == {"store.orphans", "store.strange"}
    assert on_sqlite.check("store")["store"].state == "right"
    assert orphan.exists() and stranger.exists()


class Broken(Exception):
    """Whoever runs the check ends it."""


def test_a_check_of_the_store_that_is_broken_off_goes_on_there(
    on_sqlite: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gateway.checking import check_store as store

    read: list[str] = []
    real = store.digest_of

    def counted(path: Path) -> str:
        read.append(path.name)
        return real(path)

    def broken_off(name: str, done: int, total: int) -> None:
        if done > total // 2:
            raise Broken

    monkeypatch.setattr(store, "digest_of", counted)
    monkeypatch.setattr(store, "EVENTS_AT_ONCE", 5)
    first = on_sqlite.events("accepted")[0]["body"]["sha256"]
    emptied(on_sqlite.store.path(first))
    with pytest.raises(Broken):
        on_sqlite.check("store", progress=broken_off)
    before = set(read)
    read.clear()
    done = on_sqlite.check("store")["store"]
    assert done.facts["resumed"] and done.counts == {("wrong", "store.damaged_sent"): 1}
    assert before and not before - {first} & set(read)
    with pytest.raises(Broken):
        on_sqlite.check("store", progress=broken_off)
    read.clear()
    anew = on_sqlite.check("store", from_start=True)["store"]
    assert not anew.facts["resumed"] and len(set(read) | {first}) == anew.facts["files"]
    assert not (on_sqlite.settings.data / "check-store.sqlite").exists()


def test_what_was_damaged_is_told_although_the_check_was_broken_off_and_healed_meanwhile_it_is_not(
    on_sqlite: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gateway.checking import check_store as store

    def broken_off(name: str, done: int, total: int) -> None:
        if done > total // 2:
            raise Broken

    monkeypatch.setattr(store, "EVENTS_AT_ONCE", 5)
    sha256 = on_sqlite.events("accepted")[0]["body"]["sha256"]
    content = on_sqlite.store.get(sha256)
    emptied(on_sqlite.store.path(sha256))
    with pytest.raises(Broken):
        on_sqlite.check("store", progress=broken_off)
    on_sqlite.store.put(content)
    done = on_sqlite.check("store")["store"]
    assert done.facts["resumed"] and done.state == "right"


def test_every_kind_of_event_is_known_to_name_files_or_none(house: Lived) -> None:
    assert set(NAMES) <= set(PROJECTORS)
    event = tables.event.c
    rows = house.rows(sa.select(event.kind, event.data))
    named = {each.sha256 for row in rows for each in named_by(row.kind, row.data)}
    stored = {each.name for each in house.store.folder.rglob("*") if each.is_file()}
    assert named == stored
    mentioned = {row.kind for row in rows if set(re.findall("[0-9a-f]{64}", json.dumps(row.data))) & stored}
    of_another = {"lodged", "document-due", "claim-paid", "registered"}  # they repeat what another event names
    assert mentioned - of_another <= set(NAMES)


def test_each_of_several_responses_is_looked_at(house: Lived) -> None:
    first = house.events("answered")[0]
    second = {name: house.store.put(f"second {name}".encode()) for name in first}
    (row,) = house.rows(sa.select(tables.event.c.stream).where(tables.event.c.kind == "answered").limit(1))
    engine = sa.create_engine(house.settings.database_url)
    database.write(engine, lambda connection: Log(connection, AT, "gateway").append(row.stream, "answered", second))
    engine.dispose()
    for each in (first["xml"], second["xml"]):
        house.store.path(each).unlink()
    found = house.check("store")["store"]
    assert {each.facts["sha256"] for each in found.faults} == {first["xml"], second["xml"]}
    assert {code for _, code in found.counts} == {"store.missing_made"}


def test_a_backup_takes_neither_the_progress_of_a_check_nor_the_marks_of_notices(
    on_sqlite: Lived, tmp_path: Path
) -> None:
    data = on_sqlite.settings.data
    (data / "check-store.sqlite").write_bytes(b"half a check")
    (data / "waiting").mkdir(exist_ok=True)
    (data / "waiting" / "told").write_bytes(b"")
    assert on_sqlite.says("backup", str(tmp_path / "backup"))[0] == 0
    taken = {each.name for each in (tmp_path / "backup" / "data").iterdir()}
    assert taken >= {"store", "keys", "trust"} and not taken & {"check-store.sqlite", "waiting"}
