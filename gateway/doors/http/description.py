"""What the published OpenAPI description says beside the routes: the key, the bodies that come in, and the problems."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import FastAPI, Security
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer

from schemas.vocabulary import LANGUAGES

KEY = Security(HTTPBearer(auto_error=False, description="A partner's key, sk_..."))
"""Only describes: `access.known_partner` decides."""

_TEXTS = {"type": "object", "properties": {language: {"type": "string"} for language in LANGUAGES}}
_NAME = {"type": ["string", "null"]}
_NUMBER = {"type": ["integer", "null"]}

_SEGMENT = {
    "type": ["object", "null"],
    "properties": {
        "interchange": {"type": "integer"},
        "message": _NUMBER,
        "reference": _NAME,
        "segment": _NUMBER,
        "tag": _NAME,
        "element": _NUMBER,
        "component": _NUMBER,
    },
}

_FINDING = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "severity": {"enum": ["refused", "warned"]},
        "box": _NAME,
        "related_boxes": {"type": "array", "items": {"type": "string"}},
        "article": _NUMBER,
        "line": _NUMBER,
        "column": _NUMBER,
        "offset": _NUMBER,
        "edifact": _SEGMENT,
        "value": _NAME,
        "file": _NAME,
        "message": _TEXTS,
        "fix": _TEXTS,
        "source": {"type": "string"},
    },
}

_PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "total": {"type": "integer"},
        "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
    },
}

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "Refused: the findings as a problem of RFC 9457.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}

_FILE = {"type": "string", "format": "binary"}
_XML = {"application/xml": {"schema": _FILE}}
_PARTS = {
    "type": "object",
    "required": ["declaration"],
    "properties": {"declaration": _FILE, "attachment": {"type": "array", "items": _FILE}},
}

XML_BODY = {"requestBody": {"required": True, "content": _XML}}
_EDIFACT = {"application/EDIFACT": {"schema": _FILE}}
SUBMISSION_BODY = {
    "requestBody": {"required": True, "content": {**_XML, **_EDIFACT, "multipart/form-data": {"schema": _PARTS}}},
}


def publish(app: FastAPI) -> None:
    """Publish the description of `app`, with the schemas that the problems refer to.

    Its bytes are made once: strangers may ask for it, and to write it as JSON takes long.
    """
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        description = describe()
        description["components"]["schemas"] = {"Problem": _PROBLEM, "Finding": _FINDING}
        return description

    app.openapi = openapi  # type: ignore[method-assign]

    @cache
    def content() -> bytes:
        return bytes(JSONResponse(app.openapi()).body)

    @app.get("/openapi.json", include_in_schema=False)
    async def published() -> Response:
        return Response(content(), media_type="application/json")
