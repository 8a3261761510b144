"""The register of the kinds of documents: every module of this room that is called `<name>_document` holds one."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from gateway.documents.document_kind import ASSESSMENT, DocumentKind
from gateway.documents.kind_names import ENDING, document_names
from gateway.documents.message_facts import MESSAGES
from gateway.signing.signed_kind import SignedKinds

KINDS: dict[str, DocumentKind[Any]] = {
    name: import_module(f"gateway.documents.{name}{ENDING}").KIND for name in document_names()
}
"""By name."""


def kind_of(record: object) -> DocumentKind[Any]:
    """The kind of which this is a record. Raises LookupError where there is none."""
    found = [each for each in KINDS.values() if isinstance(record, each.record_type)]
    if not found:
        raise LookupError(type(record))
    return found[0]


def signed_kinds() -> SignedKinds:
    """All that is signed, and can be verified: documents and messages."""
    return {**KINDS, **MESSAGES}


def series_of_letters() -> Mapping[str, str]:
    """The names of the series by the letter that their numbers carry."""
    numbered = (ASSESSMENT, *(each.series for each in KINDS.values()))
    return {each.letter: each.name for each in numbered if each is not None}
