"""Keys, folders, disks, clock, work and temporaries: each broken once, and right again."""

from __future__ import annotations

import os
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.checking import check_temporaries
from gateway.ledger import tables
from tests.checking.lived import AT, Lived
from tests.documents.keys import authorities, new_key, write_signer

pytestmark = pytest.mark.service


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
    house.execute(sa.update(tables.partner).where(tables.partner.c.id == "medina").values(closed_at=AT.isoformat()))
    closed = house.check("folders")["folders"]
    assert closed.state == "right" and closed.facts["partners"] == 1, "nobody looks at the folders of a closed partner"
    house.execute(sa.update(tables.partner).values(closed_at=None))
    inbox.unlink()
    outbox.unlink()
    assert house.command("--only", "folders")[0] == 0
    shutil.move(tmp_path / "inbox", inbox)
    shutil.move(tmp_path / "outbox", outbox)
    assert house.command("--only", "folders")[0] == 0


def test_folders_of_other_modes_and_groups_are_noted_and_a_group_that_is_not_there_is_wrong(on_sqlite: Lived) -> None:
    inbox = on_sqlite.settings.inbox / "medina"
    inbox.chmod(0o777)
    found = on_sqlite.check("folders")["folders"]
    assert found.state == "right" and {code for _, code in found.counts} == {"folders.wider"}
    assert f"chmod 0750 {inbox}" in found.faults[0].remedy["en"]
    inbox.chmod(0o750)
    assert on_sqlite.codes("folders") == set()
    nowhere = Lived(on_sqlite.settings.model_copy(update={"folder_group": "no-such-group"}))
    found = nowhere.check("folders")["folders"]
    assert found.state == "wrong" and {code for _, code in found.counts} == {"folders.no_group"}


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


def test_folders_that_are_wider_than_it_is_set_are_told_and_then_are_not(on_sqlite: Lived) -> None:
    inbox = on_sqlite.settings.inbox / "medina"
    inbox.mkdir(parents=True, exist_ok=True)
    inbox.chmod(0o770)  # nobody's but the group's: what is set is 0750
    checked = on_sqlite.check("folders")["folders"]
    (fault,) = [each for each in checked.faults if each.code == "folders.wider" and each.facts["folder"] == str(inbox)]
    assert fault.severity == "noted" and fault.facts["mode"] == "0770"
    command, mode, folder = fault.remedy["en"].partition(";")[0].split()
    assert (command, folder) == ("chmod", str(inbox))
    Path(folder).chmod(int(mode, 8))
    assert "folders.wider" not in on_sqlite.codes("folders")
    other = Lived(on_sqlite.settings.model_copy(update={"folder_group": "no-such-group-here"}))
    assert other.codes("folders") == {"folders.no_group"}


def test_nothing_is_awaited_of_a_closed_partner(on_sqlite: Lived) -> None:
    claim = on_sqlite.settings.inbox / "medina" / ".claimed" / "old"
    claim.mkdir(parents=True)
    os.utime(claim, (0, 0))
    assert "folders.claimed" in on_sqlite.codes("folders")
    closed = sa.update(tables.partner).where(tables.partner.c.id == "medina")
    on_sqlite.execute(closed.values(closed_at="2026-07-01T09:00:00+01:00"))
    assert "folders.claimed" not in on_sqlite.codes("folders")
    on_sqlite.execute(closed.values(closed_at=None))
    claim.rmdir()


def test_an_office_without_a_bureau_is_noted_until_it_has_one(house: Lived) -> None:
    bureau = sa.update(tables.partner).where(tables.partner.c.id == "bureau")
    assert house.codes("offices") == set()
    house.execute(bureau.values(offices=[]))
    found = house.check("offices")["offices"]
    assert (found.state, [dict(each.facts) for each in found.faults]) == ("right", [{"office": "bureau"}])
    house.execute(bureau.values(offices=["309"]))
    assert house.codes("offices") == set()


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
    assert check_temporaries.sweep(on_sqlite.settings) == 0
