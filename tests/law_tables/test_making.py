"""scripts/tables.py: what it makes from elsewhere is what stands in the folder; the manifest is not stale."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from gateway.law_tables.manifest import changed_since, renewed, version_of, write_manifest
from schemas.law import Law, parse, shipped
from tests.checkout import CHECKOUT

from .days import DAY
from .folders import SHIPPED, edit, tables_at

UNLOCODE = """\
,"IT",,".ITALY",,,,,,,,
,"IT","GOA","Genova","Genova","GE","12345---","AI","1301",,"4425N 00857E",""
,"IT","MXP","Malpensa Apt/Milano","Malpensa Apt/Milano",,"---4----","AI",,,,""
,"IT","ROM","Roma","Roma",,"--3-----","AI",,,,""
,"MA","CAS","Casablanca","Casablanca","CAS","1--45---","AI","1101","CMN","3335N 00736W",""
,"MA","FQS","Fquih Ben Salah","Fquih Ben Salah",,"--3-----","RQ",,,,""
,"XX","OLD","Gone","Gone",,"1-------","XX",,,,""
,"ES","LCG","La Coru\xf1a","La Coruna",,"1--4----","AI",,,,""
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = CHECKOUT / "scripts" / "tables.py"
    spec = importlib.util.spec_from_file_location("tables_script", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_manifest_of_the_program_is_not_stale() -> None:
    assert not changed_since(SHIPPED, shipped().files()), "stale: run python scripts/tables.py manifest"


def test_countries_and_currencies_are_as_the_libraries_have_them(script: ModuleType) -> None:
    for name, text in script.iso_lists().items():
        said = (SHIPPED / "codelists" / f"{name}.csv").read_text(encoding="utf-8")
        assert said == text, f"{name}.csv is stale: run python scripts/tables.py iso"


def test_places_are_ports_airports_and_all_of_morocco(script: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "part.csv"
    file.write_text(UNLOCODE, encoding="cp1252")
    rows = {row["code"]: row for row in parse(script.places("2026-1", [file]))}
    airports = {"GOA": "ITGOA", "MXP": "ITMXP", "CMN": "MACAS", "LCG": "ESLCG"}
    assert {code: row["place"] for code, row in rows.items() if row["place"]} == airports
    assert {code for code in rows if len(code) == 5} == {"ITGOA", "ITMXP", "MACAS", "MAFQS", "ESLCG"}
    assert rows["ESLCG"]["name_en"] == "La Coruña"


def test_package_kinds_keep_the_names_that_the_list_has(script: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "index.js"
    file.write_text('[{ code: "XCT", name: "Carton" }, {\n code: "X1F",\n name: "Container, flexible",\n}]')
    rows = parse(script.package_kinds(file))
    assert [(row["code"], row["name_en"], row["name_fr"]) for row in rows] == [
        ("1F", "Container, flexible", ""),
        ("CT", "Carton", "Carton"),
    ]


def test_a_manifest_is_the_same_until_a_table_changes(tmp_path: Path) -> None:
    folder = tables_at(tmp_path / "tables")
    before = (folder / "manifest.json").read_bytes()
    assert renewed(folder, Law(folder).files(), DAY.replace(day=30)) == before
    edit(folder, "tolerances.csv", "invoice,0.01,", "invoice,0.02,")
    assert changed_since(folder, Law(folder).files()) == ["tolerances.csv"]
    assert write_manifest(folder, DAY) == "2026-11-24.2"
    assert write_manifest(folder, DAY.replace(day=30)) == "2026-11-24.2"
    assert write_manifest(folder, DAY, "2027-01-01.7") == version_of(folder) == "2027-01-01.7"
    said = json.loads((folder / "manifest.json").read_bytes())
    assert said["made"] == "2027-01-01" and said["files"]["tolerances.csv"]["rows"] >= 4


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"version": 1}', "[" * 100_000, "\ufeff{}", '{"version": "x"}', '{"version": "\\u001b", "files": {}}'],
)
def test_a_manifest_that_says_nothing_is_none(tmp_path: Path, content: str) -> None:
    folder = tables_at(tmp_path / "tables")
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    assert changed_since(folder, Law(folder).files()) == list(Law(folder).files())
    assert write_manifest(folder, DAY) == "2026-11-24.1"


def test_the_script_writes_a_manifest_and_knows_its_commands(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SHIPPED, tmp_path / "tables")
    assert script.main(["manifest", str(tmp_path / "tables")]) == 0
    assert capsys.readouterr().out.strip() == version_of(SHIPPED)
    assert script.main(["manifest", str(tmp_path / "tables"), "--version", "2026-12-01.1"]) == 0
    assert capsys.readouterr().out.strip() == "2026-12-01.1"
    assert script.main([]) == script.main(["places"]) == script.main(["x"]) == 2
