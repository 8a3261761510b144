"""A kind of document that is signed: how its XML is known again, and where its facts stand. Which kinds there are is
known above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedKind:
    """A kind by its `name`, the local name of its `root` and the name of its `xsd`.

    `facts` are paths below the root by the names of the facts; an amount is in dirhams. What is `sealed` bears a QR
    code that says some of them (`seal.CLAIMS`): number, DUM number and date, and an amount where there is one.
    """

    name: str
    root: str
    xsd: str
    facts: Mapping[str, str]
    sealed: bool = False

    @property
    def namespace(self) -> str:
        """The namespace of its elements."""
        return f"urn:dumgate:{self.root.lower()}:1"


SignedKinds = Mapping[str, SignedKind]
"""Kinds by their names."""
