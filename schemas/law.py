"""The law as data: the tables of one folder, and what of them is in force on a day.

A folder of tables (`schemas/tables` is the one that comes with the program) holds code lists, what each family of
régimes asks of each box, rules, tolerances, deadlines, holidays, interest and the terms of accounts, as CSV that an
officer edits without programming. A row is in force from `from` (inclusive) until `until` (exclusive); empty: open.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from schemas.terms import AccountTerms, InterestRate
from schemas.vocabulary import LANGUAGES, Severity

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """A finding code: stable for ever, documented, with words in three languages."""

    code: str
    severity: Severity
    boxes: tuple[str, ...]
    source: str
    status: str = "confirmed"


class Law:
    """The tables of one folder. Read once, file by file, when first asked for."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._lists: dict[str, dict[str, list[Row]]] = {}

    def __reduce__(self) -> tuple[Callable[[Traversable], Law], tuple[Traversable]]:
        """Another process is given the folder, whose tables never change, and reads them once."""
        return _law_at, (self._folder,)

    @lru_cache(maxsize=32)  # noqa: B019 - a process knows few laws; its threads may ask for several days in turn
    def on(self, day: date) -> LawOfDay:
        """What is in force on `day`."""
        return LawOfDay(self, day)

    def files(self) -> dict[str, bytes]:
        """All tables by their path in the folder (`codelists/offices.csv`), as bytes, in the order of their paths."""
        return dict(sorted(_tables(self._folder, "")))

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over the names and bytes of all tables: the same tables, the same digest."""
        whole = hashlib.sha256()
        for path, content in self.files().items():
            whole.update(f"{path}\0{hashlib.sha256(content).hexdigest()}\n".encode())
        return whole.hexdigest()

    def rows(self, path: str) -> list[dict[str, str]]:
        """The rows of a table, in the order of the file; none where the folder has no such file."""
        file = self._folder.joinpath(path)
        return parse(file.read_text(encoding="utf-8-sig")) if file.is_file() else []

    def codelists(self) -> list[str]:
        """The names of all code lists."""
        return sorted(each.name[:-4] for each in self._folder.joinpath("codelists").iterdir() if _is_table(each))

    def codelist(self, name: str) -> dict[str, list[Row]]:
        """The rows of a code list by code, whatever their days."""
        if name not in self._lists:
            found: dict[str, list[Row]] = {}
            for row in self.rows(f"codelists/{name}.csv"):
                found.setdefault(row["code"], []).append(row)
            self._lists[name] = found
        return self._lists[name]

    @cached_property
    def rule_rows(self) -> list[dict[str, str]]:
        """The rows of all rules, file by file."""
        return [row for path in self.files() if path.startswith("rules/") for row in self.rows(path)]

    @cached_property
    def finding_codes(self) -> Mapping[str, Code]:
        """The codes of findings by code, with those of the gateway's own contract; a rule as its last row has it."""
        return MappingProxyType({**door_codes(), **{row["code"]: _code(row) for row in self.rule_rows}})

    @cached_property
    def tolerance_rows(self) -> list[dict[str, str]]:
        """The rows of the tolerances."""
        return self.rows("tolerances.csv")

    @cached_property
    def deadline_rows(self) -> list[dict[str, str]]:
        """The rows of the deadlines."""
        return self.rows("deadlines.csv")

    @cached_property
    def holiday_rows(self) -> list[dict[str, str]]:
        """The rows of the public holidays."""
        return self.rows("holidays.csv")

    @cached_property
    def account_rows(self) -> list[dict[str, str]]:
        """The rows of the terms of accounts."""
        return self.rows("regime_accounts.csv")

    @cached_property
    def interest_rates(self) -> tuple[InterestRate, ...]:
        """The rates of late interest with their days, whatever these are; none where none was set."""
        return tuple(InterestRate.of_row(row) for row in self.rows("interest.csv"))

    @lru_cache(maxsize=32)  # noqa: B019 - a process knows few laws
    def family_rows(self, family: str) -> list[dict[str, str]]:
        """What a family of régimes asks of each box."""
        return self.rows(f"regimes/{family}.csv")


class LawOfDay:
    """What is in force on one day."""

    def __init__(self, law: Law, day: date) -> None:
        self.law, self.day = law, day
        self._codes: dict[str, frozenset[str]] = {}

    def __reduce__(self) -> tuple[Callable[[date], LawOfDay], tuple[date]]:
        return self.law.on, (self.day,)

    def row(self, codelist: str, code: str) -> Row | None:
        """The row of a code, None where the list has none on this day."""
        return next((row for row in self.law.codelist(codelist).get(code, ()) if in_force(row, self.day)), None)

    def codes(self, codelist: str) -> frozenset[str]:
        """All codes of a list on this day."""
        known = self._codes.get(codelist)
        if known is None:
            rows = self.law.codelist(codelist)
            known = frozenset(code for code in rows if any(in_force(row, self.day) for row in rows[code]))
            self._codes[codelist] = known
        return known

    def title(self, codelist: str, code: str, otherwise: Mapping[str, str] | None = None) -> dict[str, str]:
        """The title of a code in three languages; where the list does not know it, `otherwise` or the code."""
        row, unknown = self.row(codelist, code) or {}, otherwise or {}
        known = {language: row.get(f"name_{language}") or row.get("name_en") for language in LANGUAGES}
        return {language: known[language] or unknown.get(language, code) for language in LANGUAGES}

    def family(self, regime: str) -> Row | None:
        """The family of a régime code, with who pays and who stands in boxes 2 and 8; None for an unknown code."""
        row = self.row("regimes", regime)
        return self.row("regime_families", row["family"]) if row else None

    @cached_property
    def rules(self) -> dict[str, Code]:
        """The rules in force by code."""
        return {row["code"]: _code(row) for row in self.law.rule_rows if in_force(row, self.day)}

    @cached_property
    def tolerances(self) -> dict[str, Decimal]:
        """The tolerances in force by name, in the unit that their row gives."""
        return {row["name"]: Decimal(row["value"]) for row in self.law.tolerance_rows if in_force(row, self.day)}

    @cached_property
    def deadlines(self) -> dict[str, int]:
        """The deadlines in force by name, in the unit that their row gives."""
        return {row["name"]: int(row["value"]) for row in self.law.deadline_rows if in_force(row, self.day)}

    @cached_property
    def holidays(self) -> frozenset[date]:
        """The public holidays of all years, as they are known on this day: those of the moon are estimated first."""
        return frozenset(date.fromisoformat(row["date"]) for row in self.law.holiday_rows if in_force(row, self.day))

    def is_holiday(self, day: date) -> bool:
        """True where `day` is a public holiday, as far as is known on the day of this law."""
        return day in self.holidays

    @property
    def interest_rates(self) -> tuple[InterestRate, ...]:
        """The rates of all days, since late interest runs over several."""
        return self.law.interest_rates

    def account_terms(self, regime: str) -> AccountTerms | None:
        """How the accounts of a régime are kept; None where the régime has no row: it is not suspensive, or unknown."""
        rows = (row for row in self.law.account_rows if row["regime"] == regime and in_force(row, self.day))
        return next((AccountTerms.of_row(row) for row in rows), None)

    def asks(self, family: str) -> Iterator[Row]:
        """The rows in force of what a family of régimes asks of each box."""
        return (row for row in self.law.family_rows(family) if in_force(row, self.day))


def parse(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text; lines that begin with # and empty lines are comments."""
    lines = (line for line in text.splitlines() if line.strip(",") and not line.startswith(("#", '"#')))
    return list(csv.DictReader(lines))


def in_force(row: Row, day: date) -> bool:
    """True where the row holds on `day`."""
    begins, ends = row.get("from") or "", row.get("until") or ""
    return not (begins or ends) or (
        (not begins or date.fromisoformat(begins) <= day) and (not ends or day < date.fromisoformat(ends))
    )


@lru_cache
def shipped() -> Law:
    """The tables that come with the program."""
    return _law_at(files("schemas") / "tables")


_laws: dict[str, Law] = {}


def _law_at(folder: Traversable) -> Law:
    return _laws.setdefault(str(folder), Law(folder))


_in_force: list[Law] = []


def current() -> Law:
    """The tables in force in this process: those that were put in force here, else those that come with the program."""
    return _in_force[-1] if _in_force else shipped()


def put_in_force(law: Law) -> None:
    """From now on this process judges by these tables."""
    _in_force[:] = [law]


@lru_cache
def door_codes() -> dict[str, Code]:
    """The codes that are no law but this gateway's own contract: XML, structure, files, HTTP."""
    text = files("schemas").joinpath("findings.csv").read_text(encoding="utf-8")
    return {row["code"]: _code(row) for row in parse(text)}


def codes(law: Law | None = None) -> Mapping[str, Code]:
    """All codes of findings by code, those of rules as their last row has them."""
    return (law or current()).finding_codes


def _code(row: Row) -> Code:
    return Code(
        code=row["code"],
        severity=cast("Severity", row["severity"]),
        boxes=tuple(row["boxes"].split()),
        source=row["source"],
        status=row.get("status", "confirmed"),
    )


def _is_table(file: Traversable) -> bool:
    return file.is_file() and file.name.endswith(".csv")


def _tables(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir() and not above:
            yield from _tables(each, f"{each.name}/")
        elif _is_table(each):
            yield f"{above}{each.name}", each.read_bytes()
