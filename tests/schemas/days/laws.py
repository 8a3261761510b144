"""Laws to count by: the program's own tables, and folders of a few rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from schemas.law import Law, LawOfDay, shipped

DAY = date(2026, 11, 24)
LAW = shipped().on(DAY)
INTEREST = "rate,period,from,until,status,source"
HOLIDAYS = "date,name_fr,name_en,name_ar,from,until,status,source"


def law_of(folder: Path, name: str, header: str, *rows: str) -> LawOfDay:
    """The law of a folder that holds one table."""
    (folder / name).write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return Law(folder).on(DAY)


def rates(folder: Path, *rows: str) -> LawOfDay:
    """A law with these rates of interest, each `rate,from,until`."""
    parts = [row.split(",") for row in rows]
    whole = [f"{rate},year,{begins},{until},unconfirmed,x" for rate, begins, until in parts]
    return law_of(folder, "interest.csv", INTEREST, *whole)
