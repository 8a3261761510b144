"""The key facts of a signed document, read from its XML: what an archivist wants to see beside the verdict."""

from __future__ import annotations

from typing import Any

from lxml import etree

from gateway.signing.signed_kind import SignedKind, SignedKinds
from schemas.compiled import compiled


def facts_of(root: etree._Element, kinds: SignedKinds) -> dict[str, Any] | None:
    """The facts of a document of one of these kinds, valid against its XSD; None for any other. Amounts are dirhams."""
    of_root = (each for each in kinds.values() if root.tag == f"{{{each.namespace}}}{each.root}")
    kind = next(of_root, None)
    return None if kind is None or not compiled(kind.xsd).validate(root) else read_facts(root, kind)


def read_facts(root: etree._Element, kind: SignedKind) -> dict[str, Any]:
    """The facts of a document of this kind, which is known to be valid."""
    facts: dict[str, Any] = {"kind": kind.name}
    for fact, path in kind.facts.items():
        text = root.findtext("/".join(f"{{{kind.namespace}}}{step}" for step in path.split("/")))
        if text is not None:
            facts[fact] = text
    if "amount" in facts:
        facts["currency"] = "MAD"
    facts["specimen"] = (root.findtext(f"{{{kind.namespace}}}Specimen") or "").strip() in {"true", "1"}
    return facts
