"""Makes the tables of schemas/tables that are taken from elsewhere, and the manifest that says what the folder holds.

python scripts/tables.py iso                       countries.csv and currencies.csv, from pycountry and CLDR (Babel)
python scripts/tables.py places EDITION FILE...    places.csv, from the code list parts of UN/LOCODE (CSV)
python scripts/tables.py package-kinds FILE        package_kinds.csv, from REC_21_3 of npm's un-ece-recommendation
python scripts/tables.py manifest [FOLDER] [--version V]
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from io import StringIO
from pathlib import Path

TABLES = Path(__file__).resolve().parent.parent / "schemas" / "tables"
COLUMNS = ("code", "name_fr", "name_en", "name_ar", "from", "until", "status", "source")
NAMES = COLUMNS[1:4]
BABEL_LOCALES = {"name_fr": "fr_MA", "name_en": "en_GB", "name_ar": "ar_MA"}

SEA_PORT, AIRPORT = "1", "4"
IATA_SURE = {"AI": 0, "": 1, "AA": 2, "AC": 2, "AF": 2, "AM": 2, "AS": 2}
"""How far the status of an airport's entry lets its location code be read as the code of IATA; 1: IATA's own column."""
WITHDRAWN = ("XX", "RR")


def iso_lists() -> dict[str, str]:
    """countries.csv and currencies.csv by name: codes of pycountry, names of CLDR, else pycountry's English name."""
    import pycountry
    from babel import Locale

    languages = {column: Locale.parse(name) for column, name in BABEL_LOCALES.items()}
    versions = f"(pycountry {version('pycountry')}), noms CLDR (Babel {version('babel')})"

    def rows(entries: Iterable[tuple[str, str]], kind: str, standard: str) -> Iterator[dict[str, str]]:
        for code, english in sorted(entries):
            names = {column: _plain(getattr(locale, kind).get(code, english)) for column, locale in languages.items()}
            yield {"code": code, **names, "status": "derived", "source": f"{standard} {versions}"}

    countries = [(each.alpha_2, each.name) for each in pycountry.countries]
    currencies = [(each.alpha_3, each.name) for each in pycountry.currencies]
    made = "Made by scripts/tables.py from pycountry and CLDR: change nothing by hand without a source."
    return {
        "countries": table(
            ["Countries (boxes 11, 13, 14, 15 and 36): ISO 3166-1, two letters. An unknown code warns.", made],
            rows(countries, "territories", "ISO 3166-1"),
        ),
        "currencies": table(
            ["Currencies (box 18): ISO 4217, those in use. An unknown code warns, and never refuses.", made],
            rows(currencies, "currencies", "ISO 4217"),
        ),
    }


def _plain(name: str) -> str:
    """A name without marks of direction and without blanks other than the space."""
    return "".join(each if each.isprintable() else " " * each.isspace() for each in name)


def places(edition: str, files: Iterable[Path]) -> str:
    """places.csv: sea ports, airports with their IATA codes, and all places of Morocco, of one edition of UN/LOCODE."""
    found: dict[str, dict[str, str]] = {}
    airports: dict[str, tuple[int, str, str]] = {}
    for entry in _locations(files):
        (_, country, place, name, _, _, functions, status, _, iata, *_), code = entry, entry[1] + entry[2]
        if country == "MA" or SEA_PORT in functions or AIRPORT in functions:
            found[code] = {"code": code, "name_en": name, "status": "derived"}
        if AIRPORT in functions and (iata or status in IATA_SURE):
            airport = (IATA_SURE["" if iata else status], code, name)
            airports[iata or place] = min(airport, airports.get(iata or place, airport))
    for iata, (_, code, name) in airports.items():
        if re.fullmatch("[A-Z]{3}", iata):
            found[iata] = {"code": iata, "name_en": name, "status": "derived", "place": code}
    head = [
        "Places of loading (box 17): UN/LOCODE (5 characters) and IATA (3 letters). An unknown code warns.",
        f"Source of every row: UN/LOCODE {edition} (UNECE), by scripts/tables.py; names as they stand there. Kept:",
        "sea and river ports, airports, and all places of Morocco. place: for a code of IATA its UN/LOCODE.",
        "An airport whose entry names no code of IATA has its location code as such (UN/LOCODE manual).",
    ]
    return table(head, (found[code] for code in sorted(found)), ("place",))


def _locations(files: Iterable[Path]) -> Iterator[list[str]]:
    """The entries of a code list that have a location code and stand; UNECE publishes them in Windows' Latin 1."""
    for file in files:
        for entry in csv.reader(StringIO(file.read_text(encoding="cp1252"))):
            if entry[2].strip() and entry[7] not in WITHDRAWN:
                yield [each.strip() for each in entry]


def package_kinds(file: Path) -> str:
    """package_kinds.csv: codes and English names of the file, French and Arabic ones as the list has them already."""
    source = file.read_text(encoding="utf-8")
    entries = re.findall(r'code: "X([A-Z0-9]{2})",\s+name: "([^"]+)"', source)
    kept = {row["code"]: row for row in _rows(TABLES / "codelists" / "package_kinds.csv")}
    head = [
        "Kinds of packages (box 28): UN/ECE Recommendation 21, two characters. An unknown code warns.",
        "Codes and English names by scripts/tables.py from npm's un-ece-recommendation 0.1.1; French and Arabic names",
        "of the common ones are this project's own, and no Moroccan reader has reviewed the Arabic yet.",
    ]
    rows = (
        {
            **{column: kept.get(code, {}).get(column, "") for column in NAMES},
            "code": code,
            "name_en": name,
            "status": "derived",
            "source": "UN/ECE Recommendation 21",
        }
        for code, name in sorted(entries)
    )
    return table(head, rows)


def table(head: Iterable[str], rows: Iterable[Mapping[str, str]], own: tuple[str, ...] = ()) -> str:
    """A code list as text: comments, the header, the rows."""
    written = StringIO()
    written.writelines(f"# {line}\n" for line in head)
    writer = csv.DictWriter(written, (*COLUMNS, *own), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _rows(path: Path) -> list[dict[str, str]]:
    from schemas.law import parse

    return parse(path.read_text(encoding="utf-8")) if path.exists() else []


def _write(lists: Mapping[str, str]) -> None:
    for name, text in lists.items():
        (TABLES / "codelists" / f"{name}.csv").write_text(text, encoding="utf-8")


def _manifest(folder: Path, wanted: str | None) -> None:
    from gateway.clock import casablanca_today
    from gateway.law_tables.manifest import write_manifest

    print(write_manifest(folder, casablanca_today(), wanted))


def main(arguments: list[str]) -> int:
    """Run one of the commands; 2 and the help where it is none."""
    match arguments:
        case ["iso"]:
            _write(iso_lists())
        case ["places", edition, *files] if files:
            _write({"places": places(edition, map(Path, files))})
        case ["package-kinds", file]:
            _write({"package_kinds": package_kinds(Path(file))})
        case ["manifest", *folder, "--version", wanted] if len(folder) < 2:
            _manifest(Path(folder[0]) if folder else TABLES, wanted)
        case ["manifest", *folder] if len(folder) < 2:
            _manifest(Path(folder[0]) if folder else TABLES, None)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
