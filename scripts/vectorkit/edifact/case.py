"""A case of an interchange: its bytes, and what it claims of the answers.

The claim is made by hand after ISO 9735-4; a case of which the gateway's own reader and writer say something else is
not put into the kit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vectorkit.edifact.base_interchange import CUSDEC, written

PARTIES = "KIT:ZZZ+DUMGATE:ZZZ"
Answer = tuple[str, ...]
"""The segments of a CONTRL between UNH and UNT."""


@dataclass(frozen=True)
class Case:
    """`answers` are the CONTRLs by the number of the interchange (from 1) that they answer; `codes` those of the
    findings, in their order."""

    name: str
    content: bytes
    answers: dict[int, Answer]
    codes: str = ""


def case(name: str, segments: Sequence[str] | bytes, answer: Answer, codes: str = "") -> Case:
    """A case of one interchange."""
    content = segments if isinstance(segments, bytes) else written(segments)
    return Case(name, content, {1: answer}, codes)


def taken(*below: str, reference: str = "@1@", parties: str = PARTIES) -> Answer:
    """The interchange is acknowledged (7); `below` says what is rejected in it."""
    return (f"UCI+{reference}+{parties}+7", *below)


def refused(why: str, *below: str, reference: str = "@1@", parties: str = PARTIES) -> Answer:
    """The interchange is rejected (4) with all that is in it: 0085, the service segment, its element and component."""
    return (f"UCI+{reference}+{parties}+4+{why}", *below)


def bad_group(why: str, *below: str) -> Answer:
    """The group is rejected."""
    return (f"UCF+1+{PARTIES}+4+{why}", *below)


def good_group(*below: str) -> Answer:
    """The group is acknowledged, and `below` says what is rejected in it."""
    return (f"UCF+1+{PARTIES}+7", *below)


def bad_message(*below: str, why: str = "", reference: str = "1", kind: str = CUSDEC) -> Answer:
    """The message is rejected: for a fault of its UNH or UNT (`why`), or for what is said of its segments."""
    return (f"UCM+{reference}+{kind}+4{'+' if why else ''}{why}", *below)
