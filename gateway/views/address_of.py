"""Where the things are fetched that a view names: each door has its own addresses."""

from __future__ import annotations

from typing import Literal, Protocol

Fetched = Literal[
    "submission", "acknowledgement", "body", "contrl",
    "declaration", "findings", "response", "numbered_response", "numbered_response_cusres", "cusres", "numbered_cusres",
    "history", "notice", "claim", "account", "document_xml", "document_pdf",
]  # fmt: skip
"""Everything that a view gives an address of."""


class AddressOf(Protocol):
    """Gives the address of a thing."""

    def __call__(self, fetched: Fetched, **names: str | int) -> str:
        """The address, given what the thing is named by: `submission`, `declaration`, `number`."""
        ...
