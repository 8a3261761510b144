"""The XSDs, compiled once and by one thread at a time.

libxml2 sets up the built-in types of XML Schema with the first XSD that it compiles, and xmlschema its own with the
first that it reads: two threads at once, as the first requests after a start are, spoil it for each other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from importlib.resources import as_file, files
from threading import RLock
from typing import TypeVar

from lxml import etree

Made = TypeVar("Made")

_TURN = RLock()


def made_once(make: Callable[[str], Made]) -> Callable[[str], Made]:
    """`make`, called once for each name, and never by two threads at the same time."""
    made = lru_cache(make)

    @wraps(make)
    def in_turn(name: str) -> Made:
        with _TURN:
            return made(name)

    return in_turn


@made_once
def compiled(name: str) -> etree.XMLSchema:
    """The compiled `schemas/xsd/<name>.xsd`; `acts/visa` is in a folder of its own."""
    with as_file(files("schemas") / "xsd") as folder:
        return etree.XMLSchema(etree.parse(folder / f"{name}.xsd"))
