"""What the gateway must know of a kind of document that it issues, all in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from gateway.documents.from_log import Kept
from gateway.signing.signed_kind import SignedKind

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that each office counts from 1 in each year: the `name` of the series, and the `letter` in them."""

    name: str
    letter: str


ASSESSMENT = Series("assessment", "L")
"""An assessment is no document, and is numbered as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind(SignedKind, Generic[Record]):
    """A kind of document that is issued as XML and PDF, both signed; the facts say what its QR code says too.

    `series` is None where its number is made of another one. `record_of` makes its record of what the log keeps,
    `to_xml` the XML of that, `to_pdf` the PDF of record, signed XML and text of the QR code. `cause` is the module
    that issues it. A kind goes to the worker processes, so its functions are those of a module.
    """

    series: Series | None
    record_type: type[Record]
    record_of: Callable[[Kept], Record]
    to_xml: Callable[[Record], bytes]
    to_pdf: Callable[[Record, bytes, str], bytes]
    cause: str
    sealed: bool = True
