"""Which files of the store each event names: what was sent to us, and what we made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.store.files import DIGEST

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """A file that an event names. `size` in bytes, None where the event does not say it; `sent`: its sender has it
    too, and can send it again.
    """

    sha256: str
    size: int | None = None
    sent: bool = False


def _accepted(data: Data) -> Iterator[Named]:
    for each in (data["body"], *data["attachments"]):
        yield Named(each["sha256"], each["size"], sent=True)
    yield Named(data["acknowledgement"])


def _made_of_a_message(data: Data) -> Iterator[Named]:
    if made := data.get("dum"):
        yield Named(made["sha256"], made.get("size"))


def _sent(data: Data) -> Iterator[Named]:
    yield Named(data["sha256"], sent=True)


def _written(data: Data) -> Iterator[Named]:
    yield Named(data["sha256"])


def _each_value(data: Data) -> Iterator[Named]:
    for value in data.values():
        if isinstance(value, str) and DIGEST.fullmatch(value):
            yield Named(value)


NAMES: Mapping[str, Callable[[Data], Iterator[Named]]] = {
    "accepted": _accepted,
    "judged": _made_of_a_message,
    "amended": _made_of_a_message,
    "answered": _each_value,
    "contrl-written": _written,
    "notice-written": _each_value,
    "issued": _each_value,
    "acted": _sent,
    "act-refused": _sent,
    "payment-refused": _sent,
    "paid": _sent,
}
"""By kind of event. What stands elsewhere in an event (what a declaration says, a record, a finding) may look like the
SHA-256 of a file, and names none: it is its sender's."""


def named_by(kind: str, data: Data) -> Iterator[Named]:
    """The files that an event of a kind names."""
    if kind in NAMES:
        yield from NAMES[kind](data)
