"""The XML original inside an issued PDF: the one associated file (ISO 19005-3, 6.8), expanded within our own limit."""

from __future__ import annotations

import re
import zlib

import pikepdf

from gateway.signing.limits import LARGEST_XML
from gateway.signing.pdf_tables import is_small
from gateway.signing.verification_report import RefusedError

_ONE_FILE = re.compile(rb"\[ ([0-9]{1,9}) 0 R \]")
_ITS_STREAM = re.compile(rb"/F ([0-9]{1,9}) 0 R")


def attached_xml(pdf: pikepdf.Pdf, content: bytes) -> tuple[str, bytes]:
    """Its name and bytes, from a PDF and its own bytes.

    References are read before they are followed. Raises RefusedError where there is not exactly one, or a large one.
    """
    file = _ONE_FILE.fullmatch(pdf.Root.get("/AF", pikepdf.Array()).unparse())
    if file is None or not is_small(content, int(file[1])):
        raise RefusedError("no_xml_inside")
    specification = pdf.Root["/AF"][0]
    stated = _ITS_STREAM.search(specification["/EF"].unparse())
    if stated is None or not is_small(content, int(stated[1])):
        raise RefusedError("no_xml_inside")
    stream = specification["/EF"]["/F"]
    if not isinstance(stream, pikepdf.Stream):
        raise RefusedError("no_xml_inside")
    if stream.get("/Subtype") != "/application/xml":
        raise RefusedError("no_xml_inside")
    if "/DecodeParms" in stream or stream.get("/Filter") not in (None, "/FlateDecode"):
        raise RefusedError("no_xml_inside")
    xml = _inflated(stream.read_raw_bytes()) if "/Filter" in stream else stream.read_raw_bytes()
    if len(xml) > LARGEST_XML:
        raise RefusedError("too_large")
    return str(specification["/UF"]), xml


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, LARGEST_XML + 1)
    except zlib.error as error:
        raise RefusedError("no_xml_inside") from error
