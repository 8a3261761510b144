"""`dumgate check`: what it says and ends with, and that it changes nothing."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.checking.all_checks import CHECKS, ON_DEMAND
from gateway.ledger import tables
from gateway.ledger.opening import open_database
from gateway.settings import Settings
from schemas.words import catalogue
from tests.checking.lived import Lived

pytestmark = pytest.mark.service


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
        handle.close()


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
