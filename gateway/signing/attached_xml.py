"""The XML original inside an issued PDF: the one associated file (ISO 19005-3, 6.8), expanded within our own limit."""

from __future__ import annotations

import zlib

import pikepdf

from gateway.signing.limits import LARGEST_XML
from gateway.signing.report import RefusedError


def attached_xml(pdf: pikepdf.Pdf) -> tuple[str, bytes]:
    """Its name and bytes. Raises RefusedError where there is not exactly one, or it is too large."""
    files = pdf.Root.get("/AF", pikepdf.Array())
    if len(files) != 1 or not isinstance(files[0], pikepdf.Dictionary):
        raise RefusedError("no_xml_inside")
    stream = files[0].get("/EF", pikepdf.Dictionary()).get("/F")
    if not isinstance(stream, pikepdf.Stream) or stream.get("/Subtype") != "/application/xml":
        raise RefusedError("no_xml_inside")
    if "/DecodeParms" in stream or stream.get("/Filter") not in (None, "/FlateDecode"):
        raise RefusedError("no_xml_inside")
    content = stream.read_raw_bytes()
    if "/Filter" in stream:
        content = _inflated(content)
    if len(content) > LARGEST_XML:
        raise RefusedError("too_large")
    return str(files[0]["/UF"]), content


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, LARGEST_XML + 1)
    except zlib.error as error:
        raise RefusedError("no_xml_inside") from error
