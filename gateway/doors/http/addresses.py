"""The addresses that answers of this door give."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.views.address_of import Fetched

PREFIX = "/v1"

PATHS: Mapping[Fetched, str] = {
    "submission": "/submissions/{submission}",
    "acknowledgement": "/submissions/{submission}/acknowledgement",
    "body": "/submissions/{submission}/body",
    "contrl": "/submissions/{submission}/contrl/{number}",
    "declaration": "/declarations/{declaration}",
    "findings": "/declarations/{declaration}/findings",
    "response": "/declarations/{declaration}/response",
    "numbered_response": "/declarations/{declaration}/responses/{number}",
    "numbered_response_cusres": "/declarations/{declaration}/responses/{number}/cusres",
    "cusres": "/declarations/{declaration}/cusres",
    "numbered_cusres": "/declarations/{declaration}/cusres/{number}",
    "history": "/declarations/{declaration}/history",
    "notice": "/declarations/{declaration}/notices/{number}",
    "claim": "/claims/{number}",
    "account": "/accounts/{number}",
    "document_xml": "/documents/{number}.xml",
    "document_pdf": "/documents/{number}.pdf",
}


def address(fetched: Fetched, **names: str | int) -> str:
    """Where this door gives a thing."""
    return PREFIX + PATHS[fetched].format_map(names)
