"""What a verification found, in codes, facts and words of three languages."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["xml", "pdf", "qr"]


@dataclass(frozen=True, slots=True)
class Report:
    """The answer about one document or QR text.

    `trusted`: the signer leads to a root that was given. `intact`: the signature holds over the whole document.
    `facts` are filled only with what a holding signature covers. `problems` and `notes` are codes of
    `verification.csv`; a single problem makes the document not `ok`, a note never does.
    """

    kind: Kind | None
    signer: str | None = None
    trusted: bool = False
    intact: bool = False
    specimen: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True only where the signer is trusted, the document intact, and there is no problem at all."""
        return self.trusted and self.intact and not self.problems

    def words(self, language: str) -> tuple[str, ...]:
        """The problems, then the notes, as sentences in `language` (fr, en or ar)."""
        return tuple(catalogue()[code][language] for code in (*self.problems, *self.notes))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, with the words of all languages."""
        return {
            "ok": self.ok,
            "kind": self.kind,
            "signer": self.signer,
            "trusted": self.trusted,
            "intact": self.intact,
            "specimen": self.specimen,
            "facts": dict(self.facts),
            "problems": list(self.problems),
            "notes": list(self.notes),
            "words": {language: list(self.words(language)) for language in ("fr", "en", "ar")},
        }


@lru_cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """The words of each code per language, from `verification.csv`."""
    text = files("gateway.signing").joinpath("verification.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#"))
    return {row["code"]: row for row in rows}


class RefusedError(Exception):
    """One problem that ends the verification; its only argument is the code."""

    @property
    def code(self) -> str:
        """The code of `verification.csv`."""
        return str(self.args[0])
