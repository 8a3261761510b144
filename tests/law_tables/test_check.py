"""Each thing that can be wrong with a folder of tables is told at its file, line and column; a sound one is sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.law_tables.check_tables import Checked, check_folder
from gateway.law_tables.table_faults import TableFault
from schemas.vocabulary import LANGUAGES
from schemas.words import catalogue

from .folders import SHIPPED, edit, tables_at

pytestmark = pytest.mark.service


OFFICES = "codelists/offices.csv"
AGADIR = "100,Agadir,Agadir,أكادير,,,derived,Two second-hand office lists that agree"
IMPORT = "regimes/direct-import.csv"
DEADLINES, HOLIDAYS, INTEREST, ACCOUNTS = "deadlines.csv", "holidays.csv", "interest.csv", "regime_accounts.csv"
PERIOD = "rate,period,from,until,status,source"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tables_at(tmp_path / "tables")


def the_fault(checked: Checked) -> TableFault:
    assert checked.faults.total == 1, checked.faults.found
    return checked.faults.found[0]


def test_the_tables_of_the_program_are_sound() -> None:
    checked = check_folder(SHIPPED)
    assert (checked.faults.found, checked.sound) == ([], True)
    assert len(checked.files) > 30


def test_a_sound_copy_is_sound_with_a_bom_and_with_lines_of_windows(folder: Path) -> None:
    file = folder / OFFICES
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    checked = check_folder(folder)
    assert checked.sound
    assert checked.changed == [OFFICES]


CELLS = [
    ("code", OFFICES, AGADIR, AGADIR.replace("100,", "10,", 1), "code"),
    ("code", OFFICES, AGADIR, AGADIR.replace("100,", "../x,", 1), "code"),
    ("name", OFFICES, AGADIR, AGADIR.replace(",Agadir,Agadir", ",Agadir,"), "name_en"),
    ("day", OFFICES, AGADIR, AGADIR.replace(",,,derived", ",01/07/2026,,derived"), "from"),
    ("day", OFFICES, AGADIR, AGADIR.replace(",,,derived", ",20260701,,derived"), "from"),
    ("day", OFFICES, AGADIR, AGADIR.replace(",,,derived", ",,2026-02-30,derived"), "until"),
    ("days-order", OFFICES, AGADIR, AGADIR.replace(",,,derived", ",2026-07-01,2026-07-01,derived"), "until"),
    ("status", OFFICES, AGADIR, AGADIR.replace(",derived,", ",sure,"), "status"),
    ("source", OFFICES, AGADIR, AGADIR.partition("Two")[0], "source"),
    ("characters", OFFICES, AGADIR, AGADIR.replace("100,Agadir,", "100,Agadir ,"), "name_fr"),
    ("characters", OFFICES, AGADIR, AGADIR.replace("100,Agadir,", "100,Aga\u202edir,"), "name_fr"),
    ("cells", OFFICES, AGADIR, AGADIR + ",x", None),
    ("overlap", OFFICES, "\n" + AGADIR, ("\n" + AGADIR) * 2, "code"),
    (
        "confirmed-own",
        "codelists/units.csv",
        "M,Mètre,Metre,متر,,,unconfirmed",
        "M,Mètre,Metre,متر,,,confirmed",
        "status",
    ),
    ("word", "codelists/transport_modes.csv", "02 Avion,air", "02 Avion,plane", "kind"),
    ("word", "codelists/incoterms.csv", "2020,any,seller,seller", "2020,any,seller,nobody", "insurance"),
    ("reference", "codelists/places.csv", "MAAGA,,Agadir,,,,derived,,", "MAAGA,,Agadir,,,,derived,,MAXXX", "place"),
    ("box-missing", IMPORT, "\n,16,,", "\n010,16,,", "box"),
    ("box", IMPORT, "\n,16,,", "\n,42,,allowed,,,,derived,x\n,16,,", "box"),
    ("need", IMPORT, "\n,16,,required", "\n,16,,wanted", "need"),
    ("holds", IMPORT, "\n,16,,required,,", "\n,16,,required,office,", "holds"),
    ("element", IMPORT, "\n,16,,", "\n,16,NoSuchElement,allowed,,,,derived,x\n,16,,", "element"),
    ("regime", IMPORT, "\n,16,,", "\n060,16,,allowed,,,,derived,x\n,16,,", "regime"),
    ("severity", "rules/totals.csv", "B06-1,refused", "B06-1,forbidden", "severity"),
    ("refuses", "rules/totals.csv", "B06-1,refused,6 7,,,confirmed", "B06-1,refused,6 7,,,derived", "severity"),
    ("rule", "rules/totals.csv", "B06-1,", "B99-9,warned,6,,,derived,x\nB06-1,", "code"),
    ("rule-missing", "rules/totals.csv", "\nB06-1,", "\n# B06-1,", "code"),
    ("box", "rules/totals.csv", "B06-1,refused,6 7,", "B06-1,refused,6 77,", "boxes"),
    ("value", "tolerances.csv", "invoice,0.01,", 'invoice,"0,01",', "value"),
    ("value", "tolerances.csv", "invoice,0.01,", "invoice,NaN,", "value"),
    ("word", "tolerances.csv", "net_mass,0,kg", "net_mass,0,t", "unit"),
    ("tolerance", "tolerances.csv", "\nnet_mass,", "\nmass,0,kg,,,unconfirmed,x,a,b,c\nnet_mass,", "name"),
    ("tolerance-missing", "tolerances.csv", "\nnet_mass,", "\n# net_mass,", "name"),
    ("gap", "tolerances.csv", "net_mass,0,kg,,,", "net_mass,0,kg,,2027-01-01,", "until"),
    ("word", DEADLINES, "\ncredit_term,", "\nterm,1,days,,,unconfirmed,x,a,b,c\ncredit_term,", "name"),
    ("word", DEADLINES, "credit_term,30,days", "credit_term,30,weeks", "unit"),
    ("whole", DEADLINES, "credit_term,30,", "credit_term,-1,", "value"),
    ("whole", DEADLINES, "credit_term,30,", "credit_term,30.5,", "value"),
    ("whole", DEADLINES, "credit_term,30,", "credit_term,٣٠,", "value"),
    ("whole", DEADLINES, "credit_term,30,", "credit_term,99999,", "value"),
    ("name", DEADLINES, "عدد أيام قرض الرفع الذي لا يحدد حسابه أجلا؛ يحتسب اليوم الأول", "", "note_ar"),
    ("row-missing", DEADLINES, "\ncredit_term,", "\n# credit_term,", "name"),
    ("gap", DEADLINES, "dasf_after,10,days,,", "dasf_after,10,days,2027-01-01,", "from"),
    ("gap", DEADLINES, "dasf_after,10,days,,,", "dasf_after,10,days,,2027-01-01,", "until"),
    ("overlap", DEADLINES, "\ncredit_term,", "\ncredit_term,9,days,,,derived,x,a,b,c\ncredit_term,", "name"),
    ("day", HOLIDAYS, "2026-11-18,", "18/11/2026,", "date"),
    ("day", HOLIDAYS, "2026-11-18,", ",", "date"),
    ("day", HOLIDAYS, "2026-11-18,", "2026-11-31,", "date"),
    ("name", HOLIDAYS, "2026-11-18,Fête de l'Indépendance,", "2026-11-18,,", "name_fr"),
    ("overlap", HOLIDAYS, "\n2026-11-18,", "\n2026-11-18,Fête de l'Indépendance,a,b,,,derived,x\n2026-11-18,", "date"),
    ("value", INTEREST, PERIOD, f"{PERIOD}\n0٫5,year,,,derived,x", "rate"),
    ("value", INTEREST, PERIOD, f"{PERIOD}\n-1,year,,,derived,x", "rate"),
    ("word", INTEREST, PERIOD, f"{PERIOD}\n1,month,,,derived,x", "period"),
    ("gap", INTEREST, PERIOD, f"{PERIOD}\n1,year,,2026-01-01,derived,x\n1,year,2026-01-02,,derived,x", "until"),
    ("overlap", INTEREST, PERIOD, f"{PERIOD}\n1,year,2026-01-01,,derived,x\n1,year,2026-01-02,,derived,x", "period"),
    ("status", INTEREST, PERIOD, f"{PERIOD}\n1,year,,,,x", "status"),
    ("reference", ACCOUNTS, "\n321,", "\n324,mass,,,,,derived,x\n321,", "regime"),
    ("word", ACCOUNTS, "\n321,", "\n010,mass,,,,,derived,x\n321,", "regime"),
    ("word", ACCOUNTS, "\n321,mass,", "\n321,litres,", "unit"),
    ("whole", ACCOUNTS, "\n321,mass,6,24,", "\n321,mass,0,24,", "deadline_months"),
    ("whole", ACCOUNTS, "\n321,mass,6,24,", "\n321,mass,6 months,24,", "deadline_months"),
    ("whole", ACCOUNTS, "\n321,mass,6,24,", "\n321,mass,6,5,", "last_months"),
    ("overlap", ACCOUNTS, "\n321,", "\n321,mass,,,,,derived,x\n321,", "regime"),
]


@pytest.mark.parametrize(("key", "path", "before", "after", "column"), CELLS)
def test_a_faulty_cell_is_told_at_its_place(
    folder: Path, key: str, path: str, before: str, after: str, column: str | None
) -> None:
    line = edit(folder, path, before, after) + (before.startswith("\n") or path == INTEREST)
    fault = the_fault(check_folder(folder))
    expected = {"need": "word", "severity": "word"}.get(key, key)
    at = None if key.endswith("-missing") else line + (key == "overlap")
    assert (fault.key, fault.path, fault.line, fault.column) == (expected, path, at, column)


FILES = [
    ("semicolons", OFFICES, lambda text: text.replace(",", ";")),
    ("empty", "tolerances.csv", lambda _: "# nothing\n\n,,,\n"),
    ("comment", OFFICES, lambda text: '"# said ""so"""\n' + text),
    ("column-missing", OFFICES, lambda text: text.replace("status,source", "state,source").replace("state,", "", 1)),
    ("column-unknown", OFFICES, lambda text: text.replace("status,source", "status,source,colour")),
    ("column-twice", OFFICES, lambda text: text.replace("status,source", "status,source,source")),
    ("break", OFFICES, lambda text: text.replace(AGADIR, AGADIR.replace("Two second", '"Two\nsecond') + '"')),
    ("unreadable", OFFICES, lambda text: text + f'999,"{"x" * 200_000}",,,,,,\n'),
    ("long", OFFICES, lambda text: text + AGADIR + "\n" + f"{AGADIR}\n" * 200_000),
    ("large", OFFICES, lambda text: text + "#" * 20_000_000),
]


@pytest.mark.parametrize(("key", "path", "changed"), FILES, ids=[case[0] for case in FILES])
def test_a_file_that_is_no_such_table_is_told(folder: Path, key: str, path: str, changed: object) -> None:
    file = folder / path
    assert callable(changed)
    file.write_text(changed(file.read_text(encoding="utf-8")), encoding="utf-8")
    faults = check_folder(folder).faults.found
    assert (faults[0].key, faults[0].path) == (key, path)


def test_a_file_of_another_encoding_is_told_at_its_line(folder: Path) -> None:
    line = edit(folder, OFFICES, AGADIR, AGADIR)
    file = folder / OFFICES
    file.write_bytes(
        file.read_bytes().replace(AGADIR.encode(), AGADIR.replace("Agadir", "Agadír").encode("cp1256", "replace"))
    )
    file.write_bytes(file.read_bytes().replace(b"100,Agad", b"100,\xe9gad"))
    fault = the_fault(check_folder(folder))
    assert (fault.key, fault.line) == ("encoding", line)


def test_what_does_not_belong_there_is_told(folder: Path, tmp_path: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "codelists" / "offices.xlsx").write_bytes(b"PK")
    (folder / "codelists" / "colours.csv").write_text("code\n1\n", encoding="utf-8")
    (folder / "regimes" / "free-fantasy.csv").write_bytes((folder / IMPORT).read_bytes())
    (folder / ".~lock.offices.csv#").write_text("x", encoding="utf-8")
    (tmp_path / "elsewhere.csv").write_text("secret", encoding="utf-8")
    (folder / "rules" / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    (folder / "tolerances.csv").unlink()
    found = {(fault.key, fault.path) for fault in check_folder(folder).faults.found}
    assert found == {
        ("folder-unknown", "notes"),
        ("file-unknown", "codelists/offices.xlsx"),
        ("file-unknown", "codelists/colours.csv"),
        ("family", "regimes/free-fantasy.csv"),
        ("link", "rules/link.csv"),
        ("file-missing", "tolerances.csv"),
    }


def test_a_family_without_a_table_is_told(folder: Path) -> None:
    (folder / IMPORT).unlink()
    fault = the_fault(check_folder(folder))
    assert (fault.key, fault.facts["value"]) == ("family-table", "direct-import")


def test_a_suspensive_regime_without_terms_is_told_where_it_says_so(folder: Path) -> None:
    edit(folder, ACCOUNTS, "\n321,", "\n# 321,")
    fault = the_fault(check_folder(folder))
    place = (fault.key, fault.path, fault.column, fault.facts["value"], fault.facts["list"])
    assert place == ("reference", "codelists/regimes.csv", "suspensive", "321", ACCOUNTS)
    assert (folder / fault.path).read_text(encoding="utf-8").splitlines()[(fault.line or 0) - 1].startswith("321,")


def test_rates_and_holidays_that_follow_one_another_are_sound(folder: Path) -> None:
    edit(folder, INTEREST, PERIOD, f"{PERIOD}\n0,year,,2027-01-01,derived,x\n4.5,year,2027-01-01,,derived,x")
    moved = "2027-03-11,Aïd Al Fitr,Eid al-Fitr,عيد الفطر,2027-03-08,,derived,x\n"
    edit(
        folder,
        HOLIDAYS,
        "2027-03-10,Aïd Al Fitr,Eid al-Fitr,عيد الفطر,,",
        moved + "2027-03-10,Aïd Al Fitr,Eid al-Fitr,عيد الفطر,,2027-03-08",
    )
    assert check_folder(folder).faults.found == []


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    assert the_fault(check_folder(tmp_path / "nowhere")).key == "folder"


def test_many_files_and_many_faults_are_bounded(folder: Path) -> None:
    for number in range(300):
        (folder / "regimes" / f"x{number}.csv").write_text("a\n", encoding="utf-8")
    checked = check_folder(folder)
    assert "many" in {fault.key for fault in checked.faults.found}
    assert len(checked.files) <= 200
    assert len(checked.faults.found) == 200 < checked.faults.total


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_says_what_and_what_to_do(folder: Path, language: str) -> None:
    edit(folder, OFFICES, AGADIR, AGADIR.replace("100,", "10{value},", 1))
    fault = the_fault(check_folder(folder))
    assert "10{value}" in fault.message(language) and "{" not in fault.fix(language)
    assert fault.as_dict()["message"][language] == fault.message(language)
    assert ("\u206610{value}\u2069" in fault.message("ar")) and "\u2066" not in fault.message("fr")


def test_there_are_words_for_each_fault_and_a_fault_for_each_word() -> None:
    source = "".join(
        file.read_text(encoding="utf-8") for file in Path(check_folder.__code__.co_filename).parent.glob("*.py")
    )
    raised = set(re.findall(r'faults\.add\(\s*"([a-z-]+)"', source)) | set(
        re.findall(r'faults\.add\("([a-z-]+)" if', source)
    )
    raised |= {"column-twice", "column-missing"}
    with_remedy = {key.split(".")[1] for key in catalogue("fr") if re.fullmatch(r"tables\.[a-z-]+\.remedy", key)}
    assert raised == with_remedy
    assert all(f"tables.{key}" in catalogue("fr") for key in raised)
