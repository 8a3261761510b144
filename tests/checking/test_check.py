"""`dumgate check` finds each thing that is broken, says what to do, and is content when that was done."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.checking import temporaries
from gateway.checking.checks import CHECKS, ON_DEMAND
from gateway.checking.named import NAMES, named_by
from gateway.ledger import tables
from gateway.ledger.database import open_database
from gateway.ledger.projections.register import PROJECTORS
from gateway.settings import Settings
from schemas.words import catalogue
from tests.checking.lived import AT, Lived
from tests.documents.keys import authorities, new_key, write_signer

LANGUAGES = ("fr", "en", "ar")


def test_what_has_lived_is_all_right(house: Lived) -> None:
    code, said = house.command()
    wrong = [each for each in said["checks"] if each["state"] != "right"]
    assert code == 0 and wrong == []
    assert {each["name"] for each in said["checks"]} == set(CHECKS) - ON_DEMAND
    facts = {each["name"]: each["facts"] for each in said["checks"]}
    assert facts["store"]["orphans"] == 0 and facts["store"]["files"] > 20
    assert facts["store"]["files"] == sum(1 for each in house.store.folder.rglob("*") if each.is_file())
    assert facts["series"] == {"series": 3, "numbers": 7, "gaps": 0}
    assert house.command("--only", "projections")[0] == 0


def test_the_terminal_says_it_in_three_languages(on_sqlite: Lived) -> None:
    on_sqlite.settings.data.joinpath("keys", "signing-key.pem").chmod(0o644)
    for language, state in (("fr", "à corriger"), ("en", "to be mended"), ("ar", "يحتاج إلى إصلاح")):
        code, said = on_sqlite.says("check", "--only", "keys", "--only", "disk", "--language", language)
        assert code == 1 and state in said and "✓" in said and "✗" in said
        assert "chmod 600" in said


def test_a_check_changes_nothing(house: Lived) -> None:
    def everything() -> dict[str, str]:
        folders = (house.settings.data, house.settings.inbox, house.settings.outbox)
        files = [each for folder in folders for each in folder.rglob("*") if each.is_file()]
        content = {str(each): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}
        return {name: digest for name, digest in content.items() if not re.search("-(wal|shm)$", name)}

    before = everything()
    assert house.command()[0] == 0
    assert house.command("--only", "projections")[0] == 0
    assert everything() == before


# The store.


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
    from gateway.checking import store

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
    from gateway.checking import store

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


# The series, and the tables.


def test_a_number_that_the_table_lacks_comes_back_from_the_log(house: Lived) -> None:
    house.execute(sa.delete(tables.series).where(tables.series.c.name.like("dum:%"), tables.series.c.serial == 2))
    code, said = house.command("--only", "series")
    (fault,) = said["checks"][0]["faults"]
    assert code == 1 and fault["code"] == "series.lacking" and fault["facts"]["serial"] == "2"
    assert "--rebuild" in fault["remedy"]["en"]
    code, said = house.command("--rebuild", "--only", "series", "--only", "projections")
    assert code == 0 and said["mended"]["events_played"] > 20


def test_a_number_that_no_event_gave_is_found(house: Lived) -> None:
    house.execute(sa.insert(tables.series).values(name="dum:301:010:2026", serial=99))
    assert house.codes("series") == {"series.unknown"}
    assert house.command("--rebuild", "--only", "series")[0] == 0


def test_an_event_that_is_gone_leaves_a_gap_and_a_number_given_twice_is_found(house: Lived) -> None:
    event = tables.event
    query = sa.select(event).where(event.c.kind == "registered").order_by(event.c.position)
    first, second, *_ = house.rows(query)
    house.execute(sa.delete(event).where(event.c.position == first.position))
    series = first.data["series"]
    found = house.check("series")["series"]
    assert {each.code for each in found.faults} == {"series.gap", "series.unknown"}
    (gap,) = [each for each in found.faults if each.code == "series.gap"]
    assert gap.facts == {"series": series, "first": "1", "last": "1"}
    listed = {"series": series, "first": 1, "serial": 1, "why": "restored", "by": "operator"}
    row = {name: getattr(first, name) for name in ("actor", "recorded_at", "effective_at")}
    house.execute(sa.insert(event).values(stream="register:1", version=1, kind="series-continued", data=listed, **row))
    assert house.codes("series") == set()
    house.execute(sa.insert(event).values(stream="x:1", version=1, kind="registered", data=second.data, **row))
    assert house.codes("series") == {"series.twice", "series.number"}


def test_tables_that_say_something_else_than_the_log_are_played_again(house: Lived) -> None:
    house.execute(
        "update declaration set life = 'closed' where state = 'receipted'",
        "delete from reference",
        "insert into message_number (partner, number, submission) values ('medina', 'X', 'none')",
    )
    code, said = house.command("--only", "projections")
    assert code == 1
    codes = {each["code"] for each in said["checks"][0]["faults"]}
    assert codes == {"projections.other", "projections.fewer", "projections.more"}
    assert house.command("--rebuild", "--only", "projections")[0] == 0


# The database.


def test_a_damaged_page_is_found_and_the_database_is_restored(on_sqlite: Lived, tmp_path: Path) -> None:
    shutil.copy(on_sqlite.file, tmp_path / "backup.sqlite")
    content = bytearray(on_sqlite.file.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    for page in range(4, 9):
        content[page * size : page * size + 200] = b"\xff" * 200
    on_sqlite.file.write_bytes(content)
    code, said = on_sqlite.command("--only", "database")
    assert code == 1
    assert {each["code"] for each in said["checks"][0]["faults"]} <= {"database.pages", "database.damaged"}
    shutil.copy(tmp_path / "backup.sqlite", on_sqlite.file)
    assert on_sqlite.command("--only", "database")[0] == 0


def test_what_needs_no_database_is_checked_without_it(house: Lived) -> None:
    if house.cluster is None:
        house.file.rename(house.file.with_name("away"))
    else:
        house.cluster.stop()
    try:
        code, said = house.command()
        assert code == 1
        states = {each["name"]: each["state"] for each in said["checks"]}
        assert states["database"] == "wrong"
        assert {name for name, state in states.items() if state == "right"} == {"disk", "keys", "temporaries"}
        assert house.command("--only", "series")[0] == 2
        (fault,) = next(each for each in said["checks"] if each["name"] == "database")["faults"]
        assert fault["code"] == ("database.missing" if house.cluster is None else "database.away")
        assert not house.file.exists()
    finally:
        if house.cluster is None:
            house.file.with_name("away").rename(house.file)
        else:
            house.cluster.start()
    assert house.command()[0] == 0


def test_a_database_of_another_revision_is_told(house: Lived) -> None:
    (row,) = house.rows(sa.select(sa.text("version_num from alembic_version")))
    for version, code in (("0005", "database.older"), ("9999", "database.newer")):
        house.execute(sa.text("update alembic_version set version_num = :new").bindparams(new=version))
        assert house.codes("database") == {code}
    house.execute(sa.text("update alembic_version set version_num = :new").bindparams(new=row[0]))
    assert house.codes("database") == set()


# Keys, folders, disks, clock, work, temporaries.


def test_keys_that_others_may_read_are_closed(on_sqlite: Lived) -> None:
    for name in ("signing-key.pem", "root-key.pem"):
        file = on_sqlite.settings.data / "keys" / name
        file.chmod(0o640)
        assert on_sqlite.codes("keys") == {"keys.mode"}
        file.chmod(0o600)
        assert on_sqlite.codes("keys") == set()


def test_a_key_that_is_gone_or_damaged_is_told_and_none_is_made(on_sqlite: Lived, tmp_path: Path) -> None:
    keys = on_sqlite.settings.data / "keys"
    keys.rename(tmp_path / "keys")
    assert on_sqlite.codes("keys") == {"keys.missing"}
    assert not keys.exists()
    (tmp_path / "keys").rename(keys)
    chain = (keys / "signing-chain.pem").read_bytes()
    (keys / "signing-chain.pem").write_bytes(b"no certificate")
    assert on_sqlite.codes("keys") == {"keys.unusable"}
    (keys / "signing-chain.pem").write_bytes(chain)
    assert on_sqlite.codes("keys") == set()


def test_a_bundle_that_is_gone_is_made_again_by_a_start(on_sqlite: Lived) -> None:
    from gateway.service import open_gateway

    (on_sqlite.settings.data / "trust" / "served-specimen.pem").unlink()
    assert on_sqlite.codes("keys") == {"keys.bundle"}
    open_gateway(on_sqlite.settings, lambda: AT).close()
    assert on_sqlite.codes("keys") == set()


@pytest.mark.parametrize(
    ("since", "until", "code", "state"),
    [(-40, -1, "ended", "wrong"), (1, 40, "not_yet_valid", "wrong"), (-40, 40, "ends_soon", "right")],
)
def test_a_certificate_s_end_is_told(
    on_sqlite: Lived, tmp_path: Path, since: int, until: int, code: str, state: str
) -> None:
    above = authorities("SPECIMEN", [new_key(), new_key()])
    days = [AT + timedelta(days=each) for each in (since, until)]
    key, chain = write_signer(tmp_path / "operator", above, "SPECIMEN", days[1], days[0])
    settings = on_sqlite.settings.model_copy(update={"signing_key": key, "signing_certificates": chain})
    found = Lived(settings).check("keys", now=AT)["keys"]
    assert {each for _, each in found.counts} == {f"keys.{code}", "keys.not_served"}
    assert [severity for severity, each in found.counts if each == f"keys.{code}"] == [
        "noted" if state == "right" else "wrong"
    ]


def test_folders_that_cannot_be_used_are_told_each(house: Lived, tmp_path: Path) -> None:
    inbox, outbox = house.settings.inbox / "medina", house.settings.outbox / "medina"
    assert {severity for severity, _ in house.check("folders")["folders"].counts} <= {"noted"}
    shutil.move(inbox, tmp_path / "inbox")
    inbox.symlink_to(tmp_path / "inbox")
    shutil.move(outbox, tmp_path / "outbox")
    outbox.write_bytes(b"")
    code, said = house.command("--only", "folders")
    found = {
        each["facts"]["folder"]: each["code"] for each in said["checks"][0]["faults"] if each["severity"] == "wrong"
    }
    assert code == 1 and found == {str(inbox): "folders.link", str(outbox): "folders.no_folder"}
    inbox.unlink()
    outbox.unlink()
    assert house.command("--only", "folders")[0] == 0
    shutil.move(tmp_path / "inbox", inbox)
    shutil.move(tmp_path / "outbox", outbox)
    assert house.command("--only", "folders")[0] == 0


def test_what_was_left_in_a_folder_is_told(on_sqlite: Lived) -> None:
    inbox = on_sqlite.settings.inbox / "medina"
    claim = inbox / ".claimed" / "old"
    claim.mkdir(parents=True)
    (inbox / "big.xml.part").write_bytes(b"half")
    assert not on_sqlite.codes("folders") & {"folders.part", "folders.claimed"}
    for each in (claim, inbox / "big.xml.part"):
        os.utime(each, (0, 0))
    assert on_sqlite.codes("folders") >= {"folders.part", "folders.claimed"}
    claim.rmdir()
    (inbox / "big.xml.part").unlink()
    assert not on_sqlite.codes("folders") & {"folders.part", "folders.claimed"}


def test_a_disk_without_room_is_told(on_sqlite: Lived) -> None:
    full = Lived(on_sqlite.settings.model_copy(update={"min_free_bytes": 1 << 60}))
    code, said = full.command("--only", "disk")
    assert code == 1 and {each["code"] for each in said["checks"][0]["faults"]} == {"disk.full"}
    assert on_sqlite.command("--only", "disk")[0] == 0


def test_a_clock_behind_what_is_recorded_is_told(house: Lived) -> None:
    assert house.codes("clock", now=AT - timedelta(days=1)) >= {"clock.behind"}
    assert "clock.behind" not in house.codes("clock", now=AT)
    facts = house.check("clock")["clock"].facts
    assert facts["zone_data"] >= "2026c" and facts["synchronised"] in (True, False, None)


def test_dead_and_waiting_work_is_told(house: Lived) -> None:
    dead = {"kind": "read", "key": "sub_test_x", "due_at": 0, "state": "dead", "attempts": 3, "faults": 3}
    waits = {"kind": "answer", "key": "dec_test_x", "due_at": 0, "state": "pending", "attempts": 7, "faults": 0}
    dead |= {"error": "ValueError('odd')", "waits_for": "fault", "added_at": time.time()}
    waits |= {"error": "Damaged('ab')", "waits_for": "store", "added_at": time.time() - 3_600}
    house.execute(sa.insert(tables.work).values([dead, waits]))
    found = house.check("work")["work"]
    assert found.state == "wrong"
    assert {code for _, code in found.counts} == {"work.dead", "work.failing", "work.waits_long"}
    assert found.facts["pending"] == 1 and found.facts["oldest_seconds"] >= 3_600
    assert any("ValueError('odd')" in each.message["en"] for each in found.faults)
    house.execute(sa.update(tables.work).values(state="done", waits_for=None))
    assert house.command("--only", "work")[0] == 0


def test_what_killed_writes_left_is_swept(on_sqlite: Lived) -> None:
    sha256 = on_sqlite.events("accepted")[0]["acknowledgement"]
    in_store = on_sqlite.store.path(sha256).with_name(".tmpabc")
    in_outbox = on_sqlite.settings.outbox / "medina" / f".{'0' * 32}.tmp"
    for each in (in_store, in_outbox):
        each.write_bytes(b"half")
    assert on_sqlite.codes("temporaries") == set()
    for each in (in_store, in_outbox):
        os.utime(each, (0, 0))
    found = on_sqlite.check("temporaries")["temporaries"]
    assert found.facts == {"files": 2} and "--sweep" in found.faults[0].remedy["en"]
    code, said = on_sqlite.command("--sweep", "--only", "temporaries")
    assert code == 0 and said["mended"] == {"temporaries_removed": 2}
    assert said["checks"][0]["faults"] == []
    assert not in_store.exists() and not in_outbox.exists()
    assert temporaries.sweep(on_sqlite.settings) == 0


# The command.


def test_a_name_that_is_no_check_and_a_folder_that_is_not_there_end_with_2(on_sqlite: Lived, tmp_path: Path) -> None:
    assert on_sqlite.says("check", "--only", "nonsense")[0] == 2
    nowhere = Lived(Settings(data=tmp_path / "nowhere", inbox=tmp_path, outbox=tmp_path))
    assert nowhere.says("check")[0] == 2
    assert not (tmp_path / "nowhere").exists()


def test_a_check_that_breaks_hinders_no_other(on_sqlite: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    on_sqlite.execute("drop table series")
    on_sqlite.execute("create table series (name text)")
    code, said = on_sqlite.command("--only", "series", "--only", "work")
    states = {each["name"]: each["state"] for each in said["checks"]}
    assert code == 2 and states == {"series": "unknown", "work": "right"}


def test_a_rebuild_is_refused_while_the_service_runs(on_sqlite: Lived) -> None:
    from gateway.service import lock

    handle = lock(on_sqlite.settings.data)
    try:
        assert on_sqlite.says("check", "--rebuild", "--only", "series")[0] == 2
    finally:
        os.close(handle)


def test_every_fault_has_words_and_a_remedy() -> None:
    source = "".join(path.read_text() for path in Path("gateway/checking").glob("*.py"))
    for code in re.findall(r'add\(\s*"(?:wrong|noted|unknown)", "([\w.]+)"', source):
        assert {f"check.{code}", f"check.{code}.remedy"} <= set(catalogue("en")), code
    for name in CHECKS:
        assert f"check.name.{name}" in catalogue("en")


def test_opening_a_database_to_look_at_it_makes_none(tmp_path: Path) -> None:
    from gateway.ledger.inspection import inspected
    from gateway.ledger.refusal import DatabaseRefused

    with pytest.raises(DatabaseRefused):
        inspected(f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert list(tmp_path.iterdir()) == []
    open_database(f"sqlite:///{tmp_path / 'there.sqlite'}").dispose()
    engine = inspected(f"sqlite:///{tmp_path / 'there.sqlite'}")
    with pytest.raises(sa.exc.OperationalError, match="readonly"), engine.connect() as connection:
        connection.execute(sa.delete(tables.work))
    engine.dispose()
