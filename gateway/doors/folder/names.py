"""Names of dropped files: what kind they say, whether they can be used, how they are shown."""

from __future__ import annotations

import unicodedata
from typing import Literal

from gateway.doors.folder.completeness import is_temporary, marked_by

LONGEST_NAME = 150
"""Bytes (UTF-8): the answers' names are longer, and file systems take 255."""

BIDIRECTIONAL_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Kind = Literal["declaration", "attachment", "other"]

_KINDS: dict[str, Kind] = {".xml": "declaration", ".edi": "declaration", ".pdf": "attachment"}


def kind(name: str) -> Kind:
    """What a file is by the ending of its name, in any case."""
    return _KINDS.get(name[-4:].lower(), "other")


def usable(name: str) -> bool:
    """Whether answers can be named after it: UTF-8, printable, no path, no hidden turn of direction, not too long."""
    if name.isascii() and name.isprintable():  # nearly all, and each scan asks for each
        return 0 < len(name) <= LONGEST_NAME and "/" not in name and "\\" not in name
    try:
        length = len(name.encode())
    except UnicodeEncodeError:
        return False
    return 0 < length <= LONGEST_NAME and all(_harmless(character) for character in name)


def awaitable(name: str) -> bool:
    """Whether a named attachment can ever come as a file of its own beside the declaration."""
    return usable(name) and not is_temporary(name) and marked_by(name) is None and kind(name) != "declaration"


def shown(name: str) -> str:
    """The name as it may be written in a finding or given to a rejected file: always usable, the ending kept."""
    if usable(name) and not name.startswith("."):
        return name
    flat = "".join(character if _harmless(character) else "_" for character in name)
    flat = "_" + flat[1:] if flat.startswith(".") else flat
    if len(flat.encode()) <= LONGEST_NAME:
        return flat
    ending = flat[-4:] if flat[-4:-3] == "." else ""
    start = flat.encode()[: LONGEST_NAME - len(ending.encode())]
    return start.decode(errors="ignore") + ending


def _harmless(character: str) -> bool:
    """No control character, no half of a surrogate, nothing that XML cannot hold, no separator of paths."""
    return (
        unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        and character not in BIDIRECTIONAL_CONTROLS
        and character not in "/\\\ufffe\uffff"
    )
