"""What a verification found, in codes, facts and words of three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from schemas.vocabulary import LANGUAGES
from schemas.words import catalogue, shown

Kind = Literal["xml", "pdf", "qr"]


@dataclass(frozen=True, slots=True)
class Report:
    """The answer about one document or QR text.

    `signer` and `signer_thumbprint` are the subject and the SHA-256 (base64url) of the certificate that signed.
    `trusted`: the signer may sign, by the bundle that was given. `intact`: the signature holds over the whole document.
    `facts` are filled only with what a holding signature covers whose signer leads to a root that was given: what a
    stranger says is no fact. `problems` and `notes` are codes of `verification.po`; a single problem makes the
    document not `ok`, a note never does. No text of it moves a cursor or turns the direction of writing.
    """

    kind: Kind | None
    signer: str | None = None
    signer_thumbprint: str | None = None
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

    def with_problem(self, code: str) -> Report:
        """The same, with one problem more; each is told once."""
        return replace(self, problems=tuple(dict.fromkeys((*self.problems, code))))

    def with_note(self, code: str) -> Report:
        """The same, with one note more."""
        return replace(self, notes=(*self.notes, code))

    def with_facts(self, facts: Mapping[str, Any]) -> Report:
        """The same, with these facts, fit for a screen."""
        return replace(
            self, facts={name: shown(fact, 300) if isinstance(fact, str) else fact for name, fact in facts.items()}
        )

    def words(self, language: str) -> tuple[str, ...]:
        """The problems, then the notes, as sentences in `language` (fr, en or ar)."""
        said = catalogue(language)
        problems = [said[f"verification.problem.{code}"] for code in self.problems]
        return (*problems, *(said[f"verification.note.{code}"] for code in self.notes))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, with the words of all languages."""
        return {
            "ok": self.ok,
            "kind": self.kind,
            "signer": self.signer,
            "signer_thumbprint": self.signer_thumbprint,
            "trusted": self.trusted,
            "intact": self.intact,
            "specimen": self.specimen,
            "facts": dict(self.facts),
            "problems": list(self.problems),
            "notes": list(self.notes),
            "words": {language: list(self.words(language)) for language in LANGUAGES},
        }


class RefusedError(Exception):
    """One problem that ends the verification; its only argument is the code."""

    @property
    def code(self) -> str:
        """The code of `verification.po`."""
        return str(self.args[0])
