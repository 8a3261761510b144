"""The names of what is signed, without loading what makes it."""

from __future__ import annotations

from pkgutil import iter_modules

from gateway import documents
from gateway.documents.message_facts import MESSAGES

ENDING = "_document"


def document_names() -> list[str]:
    """The kinds of documents: each is a module of this room, called `<name>_document`."""
    modules = (each.name for each in iter_modules(documents.__path__))
    return sorted(each.removesuffix(ENDING) for each in modules if each.endswith(ENDING))


def signed_names() -> list[str]:
    """The kinds of all that is signed: documents and messages."""
    return sorted([*document_names(), *MESSAGES])
