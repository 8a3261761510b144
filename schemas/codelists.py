"""Code lists: dated rows with source and status, in `codelists/*.csv`; countries and currencies from pycountry.

A row is in force from `from` (inclusive) until `until` (exclusive); empty means open. No list is known to be complete,
so a code outside it warns and never refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from schemas.tables import rows

Row = Mapping[str, str]


def row_of(codelist: str, code: str, day: date) -> Row | None:
    """The row of `code` in force on `day`, None where the list has none."""
    return next((row for row in _list(codelist).get(code, ()) if _in_force(row, day)), None)


def title_of(codelist: str, code: str, day: date, otherwise: Mapping[str, str] | None = None) -> dict[str, str]:
    """The title of a code in French, English and Arabic; where the list does not know it, `otherwise` or the code."""
    row = row_of(codelist, code, day) or {}
    unknown = otherwise or {}
    return {language: row.get(f"name_{language}") or unknown.get(language, code) for language in ("fr", "en", "ar")}


def regime_family(regime: str, day: date) -> Row | None:
    """The family of a régime code, with who pays and whether it is transit; None for a code not in the list."""
    row = row_of("regimes", regime, day)
    return row_of("regime_families", row["family"], day) if row else None


def _in_force(row: Row, day: date) -> bool:
    begins, ends = row.get("from") or "", row.get("until") or ""
    return (not begins or date.fromisoformat(begins) <= day) and (not ends or day < date.fromisoformat(ends))


@lru_cache
def _list(codelist: str) -> dict[str, list[Row]]:
    if codelist in ("countries", "currencies"):
        return {code: [{"code": code, "name_en": name}] for code, name in _iso(codelist)}
    found: dict[str, list[Row]] = {}
    for row in rows(f"codelists/{codelist}.csv"):
        found.setdefault(row["code"], []).append(row)
    return found


def _iso(codelist: str) -> list[tuple[str, str]]:
    import pycountry

    if codelist == "countries":
        return [(country.alpha_2, country.name) for country in pycountry.countries]
    return [(currency.alpha_3, currency.name) for currency in pycountry.currencies]
