"""The law in force follows the pointer without a restart; damage never changes it in silence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.law_tables.check_tables import check_folder
from gateway.law_tables.in_force import law_by_digest, law_in_force
from gateway.law_tables.installing import (
    SHIPPED,
    DamagedTables,
    OutdatedTables,
    install,
    keep,
    kept,
    point_at,
    pointer,
    versions,
)
from gateway.law_tables.manifest import read_manifest, version_of
from schemas.law import Law, shipped

from .days import DAY, NOON
from .folders import edit, settings_of, tables_at

pytestmark = pytest.mark.service


OFFICES = "codelists/offices.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tables_at(tmp_path / "tables")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def put_in_force(data: Path, folder: Path) -> str:
    return install(data, check_folder(folder).files, folder, NOON)


def damage(data: Path, digest: str) -> Path:
    file = data / "tables" / digest / OFFICES
    file.write_bytes(file.read_bytes() + b"999,x,x,x,,,derived,x\n")
    return file


def test_without_an_installation_the_tables_of_the_program_hold(data: Path) -> None:
    assert law_in_force(settings_of(data)) is shipped()
    assert not data.exists()


def test_what_is_installed_holds_at_once_and_what_held_is_kept(data: Path, folder: Path) -> None:
    settings = settings_of(data)
    law_in_force(settings)
    first = put_in_force(data, folder)
    law = law_in_force(settings)
    assert law.digest == first == Law(folder).digest
    assert law_in_force(settings) is law
    edit(folder, OFFICES, "100,Agadir,", "100,Agadir port,")
    second = put_in_force(data, folder)
    assert law_in_force(settings).on(DAY).title("offices", "100")["fr"] == "Agadir port"
    before = law_by_digest(settings, first)
    assert before is not None and before.on(DAY).title("offices", "100")["fr"] == "Agadir"
    assert set(versions(data)) == {first, second}
    assert pointer(data).since == NOON.isoformat()


def test_installed_again_nothing_changes(data: Path, folder: Path) -> None:
    first = put_in_force(data, folder)
    inode = (data / "tables" / first).stat().st_ino
    assert put_in_force(data, folder) == first
    assert (data / "tables" / first).stat().st_ino == inode


def test_the_programs_own_can_be_put_in_force_again(data: Path, folder: Path) -> None:
    digest = put_in_force(data, folder)
    point_at(data, SHIPPED, NOON + timedelta(hours=1))
    assert law_in_force(settings_of(data)) is shipped()
    assert kept(data, digest) is not None


def test_the_manifest_that_is_kept_fits_the_tables(data: Path, folder: Path) -> None:
    version = version_of(folder)
    digest = put_in_force(data, folder)
    assert version_of(data / "tables" / digest) == version == "2026-11-24.1"
    edit(folder, OFFICES, "100,Agadir,", "100,Agadir port,")
    digest = put_in_force(data, folder)
    said = read_manifest(data / "tables" / digest)
    assert said is not None and said["version"] == "2026-11-24.2"
    assert said["files"] != (read_manifest(folder) or {})["files"]


def test_tables_can_be_kept_without_being_put_in_force(data: Path) -> None:
    digest = keep(data, shipped().files(), b"{}")
    assert digest == shipped().digest
    assert pointer(data).digest == SHIPPED


def test_damaged_tables_stop_a_start_and_not_a_running_service(data: Path, folder: Path) -> None:
    settings = settings_of(data)
    first = put_in_force(data, folder)
    law = law_in_force(settings)
    edit(folder, OFFICES, "100,Agadir,", "100,Agadir port,")
    second = put_in_force(data, folder)
    damage(data, second)
    with capture_logs() as logs:
        assert law_in_force(settings) is law
        assert law_in_force(settings) is law
    assert [(each["event"], each["still"]) for each in logs] == [("tables-damaged", first)]
    elsewhere = settings_of(data / "tables" / "..")
    with pytest.raises(DamagedTables):
        law_in_force(elsewhere)
    with pytest.raises(DamagedTables):
        law_by_digest(settings, second)


def test_an_installation_repairs_what_is_damaged(data: Path, folder: Path) -> None:
    digest = put_in_force(data, folder)
    damage(data, digest)
    assert put_in_force(data, folder) == digest
    assert law_in_force(settings_of(data)).digest == digest


@pytest.mark.parametrize("said", ["", "../../etc", "0" * 63, "f" * 64, "shippedx"])
def test_a_pointer_that_leads_nowhere_is_an_error(data: Path, said: str) -> None:
    (data / "tables").mkdir(parents=True)
    (data / "tables" / "current").write_text(said, encoding="utf-8")
    with pytest.raises(DamagedTables):
        law_in_force(settings_of(data))


@pytest.mark.parametrize("digest", ["", "../tables", "f" * 64, "F" * 64])
def test_what_was_never_kept_is_not_found(data: Path, digest: str) -> None:
    assert law_by_digest(settings_of(data), digest) is None
    assert law_by_digest(settings_of(data), shipped().digest) is shipped()


def test_tables_made_before_a_rule_or_list_was_known_stop_a_start(data: Path, folder: Path) -> None:
    (folder / "codelists" / "units.csv").unlink()
    edit(folder, "rules/totals.csv", "\nB06-1,", "\n# B06-1,")
    edit(folder, "tolerances.csv", "\ninvoice,", "\n# invoice,")
    edit(folder, "deadlines.csv", "\ncredit_term,", "\n# credit_term,")
    (folder / "interest.csv").unlink()
    digest = install(data, Law(folder).files(), folder, NOON)
    with pytest.raises(OutdatedTables, match=r"^B06-1, codelists/units.csv, credit_term, interest.csv, invoice$"):
        law_in_force(settings_of(data))
    law = law_by_digest(settings_of(data), digest)
    assert law is not None and law.codelist("units") == {}
