"""`dumgate lists` as a person uses it: copy, edit, check, compare, install, go back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from schemas.law import Law, shipped

from .folders import SHIPPED, edit, tables_at

pytestmark = pytest.mark.service


OFFICES = "codelists/offices.csv"


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUMGATE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lists", *arguments])


def test_a_copy_is_the_tables_in_force_and_overwrites_nothing(tmp_path: Path) -> None:
    assert run("copy", "mine").exit_code == 0
    assert Law(tmp_path / "mine").digest == shipped().digest
    assert (tmp_path / "mine" / "manifest.json").read_bytes() == (SHIPPED / "manifest.json").read_bytes()
    (tmp_path / "mine" / OFFICES).write_text("edited", encoding="utf-8")
    again = run("copy", "mine")
    assert again.exit_code == 2 and "there already" in again.stderr
    assert (tmp_path / "mine" / OFFICES).read_text(encoding="utf-8") == "edited"


def test_check_says_file_line_column_and_remedy(tmp_path: Path) -> None:
    folder = tables_at(tmp_path / "mine")
    assert run("check", "mine").exit_code == 0
    line = edit(folder, OFFICES, "100,Agadir,", "10,Agadir,")
    result = run("check", "mine")
    assert result.exit_code == 1
    assert f"mine/{OFFICES}:{line}  [code]" in result.stdout
    assert "“10” has not the shape" in result.stdout and "leading zeros" in result.stdout
    assert "«10»" in run("check", "mine", "--language", "ar").stdout.replace("\u2066", "").replace("\u2069", "")
    told = json.loads(run("check", "mine", "--json").stdout)
    assert (told["sound"], told["total"], told["changed"]) == (False, 1, [OFFICES])
    assert told["faults"][0]["line"] == line and set(told["faults"][0]["fix"]) == {"fr", "en", "ar"}


def test_a_table_edited_since_the_manifest_is_told_and_the_manifest_renewed_on_demand(tmp_path: Path) -> None:
    folder = tables_at(tmp_path / "mine")
    edit(folder, OFFICES, "100,Agadir,", "100,Agadir port,")
    told = run("check", "mine")
    assert told.exit_code == 0 and f"Changed since the manifest: {OFFICES}" in told.stdout
    assert "version 2" in run("check", "mine", "--write-manifest").stdout
    assert "manifest" not in run("check", "mine").stdout
    edit(folder, OFFICES, "100,Agadir port,", "1,Agadir,")
    before = (folder / "manifest.json").read_bytes()
    assert run("check", "mine", "--write-manifest").exit_code == 1
    assert (folder / "manifest.json").read_bytes() == before


def test_diff_shows_rows_and_cells(tmp_path: Path) -> None:
    folder = tables_at(tmp_path / "mine")
    tables_at(tmp_path / "other")
    assert "No difference" in run("diff", "mine", "other").stdout
    edit(folder, OFFICES, "100,Agadir,", "100,Agadir port,")
    shown = run("diff", "mine", "other").stdout
    assert OFFICES in shown and "~ 100: changed" in shown and "Agadir → Agadir port" in shown
    (change,) = json.loads(run("diff", "mine", "other", "--json").stdout)["changes"]
    assert (change["before"]["name_fr"], change["now"]["name_fr"]) == ("Agadir", "Agadir port")
    removed = json.loads(run("diff", "mine", "--json").stdout)["changes"]
    assert {each["file"] for each in removed} == {OFFICES, "codelists/places.csv"}
    assert run("diff", "nowhere").exit_code == 2


def test_install_refuses_what_is_faulty_and_goes_back_to_the_program(tmp_path: Path) -> None:
    folder = tables_at(tmp_path / "mine")
    line = edit(folder, OFFICES, "100,Agadir,", "10,Agadir,")
    refused = run("install", "mine")
    assert refused.exit_code == 1 and f"{OFFICES}:{line}" in refused.stdout and "Nothing is installed" in refused.stderr
    assert not (tmp_path / "data").exists()
    edit(folder, OFFICES, "10,Agadir,", "100,Agadir port,")
    assert Law(folder).digest in run("install", "mine").stdout
    shown = json.loads(run("show", "--json").stdout)
    assert shown["in_force"] == Law(folder).digest and shown["since"]
    assert [each["shipped"] for each in shown["tables"] if each["in_force"]] == [False]
    assert run("install", "--shipped").exit_code == 0
    shown = json.loads(run("show", "--json").stdout)
    assert shown["in_force"] == shipped().digest and len(shown["tables"]) == 2
    assert "those of the program" in run("show").stdout
    assert run("install").exit_code == run("install", "mine", "--shipped").exit_code == 2


def test_damaged_tables_in_force_are_told_in_words(tmp_path: Path) -> None:
    folder = tables_at(tmp_path / "mine")
    run("install", "mine")
    (tmp_path / "data" / "tables" / Law(folder).digest / OFFICES).write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "gateway", "lists", "diff", "mine"]  # a process that has judged by none yet
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 2 and "damaged or gone" in told.stderr and "Traceback" not in told.stderr
    assert run("install", "mine").exit_code == 0
