"""The tables of the law: finding codes, code lists and regimes, as CSV that an officer edits without programming."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from schemas.findings import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """A finding code: stable for ever, documented, with words in three languages."""

    code: str
    severity: Severity
    boxes: tuple[str, ...]
    source: str


def rows(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file below `schemas/`, in the order of the file; lines that begin with # are comments."""
    text = files("schemas").joinpath(path).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return list(csv.DictReader(lines))


@lru_cache
def codes() -> dict[str, Code]:
    """All finding codes by code."""
    return {
        row["code"]: Code(
            code=row["code"],
            severity=cast("Severity", row["severity"]),
            boxes=tuple(row["boxes"].split()),
            source=row["source"],
        )
        for row in rows("findings.csv")
    }
