"""Verification of an issued PDF: one signature over the whole file, no later change, and the signed XML inside."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from asn1crypto.parser import peek
from cryptography import x509
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from gateway.signing.chain import context, leads_to_root
from gateway.signing.check_xml import LARGEST_XML, check_xml
from gateway.signing.material import TrustBundle, subject, thumbprint
from gateway.signing.report import RefusedError, Report

LARGEST_PDF = 32_000_000


def check_pdf(content: bytes, bundle: TrustBundle, now: datetime) -> Report:
    """The report about a PDF; its facts are those of the XML inside.

    Raises RefusedError; on a hostile file, whatever the PDF library raises.
    """
    if len(content) > LARGEST_PDF:
        raise RefusedError("too_large")
    reader = PdfFileReader(BytesIO(content), strict=True)
    if reader.encrypted:
        raise RefusedError("unreadable")
    signature = _only_field(reader)
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    signed_at = signature.self_reported_timestamp or datetime.min.replace(tzinfo=UTC)

    problems = _integrity(signature, content, bundle, signed_at)
    if problems:
        return Report("pdf", subject(certificate), problems=tuple(problems))
    others = [x509.load_der_x509_certificate(each.dump()) for each in signature.other_embedded_certs]
    trusted = leads_to_root(certificate, others, bundle, signed_at)
    if not trusted:
        problems.append("unknown_signer")

    name, xml = _xml_inside(reader)
    inside = check_xml(xml, bundle, now)
    if not inside.intact:
        problems.append("xml_inside_fails")
    if inside.facts.get("signer_thumbprint") != thumbprint(certificate):
        problems.append("signer_differs")
    if name != f"{inside.facts.get('number')}.{inside.facts.get('kind')}.xml":
        problems.append("number_differs")
    return replace(
        inside,
        kind="pdf",
        signer=subject(certificate),
        trusted=trusted and inside.trusted,
        intact=inside.intact,
        problems=tuple(dict.fromkeys((*problems, *inside.problems))),
    )


def _only_field(reader: PdfFileReader) -> EmbeddedPdfSignature:
    """The one signature field. Looked at by hand: the library would walk a field tree of any size an enemy drew."""
    form = _entry(reader.root, "/AcroForm") or {}
    fields = _array(form, "/Fields")
    if len(fields) == 0:
        raise RefusedError("unsigned")
    field = fields[0]
    if len(fields) > 1 or "/Kids" in field or _entry(field, "/FT") != "/Sig":
        raise RefusedError("foreign_form")
    if "/V" not in field:
        raise RefusedError("unsigned")
    return EmbeddedPdfSignature(reader, field, str(_entry(field, "/T")))


def _entry(dictionary: Any, name: str) -> Any:
    """An entry with its reference followed (the library's own `get` does not follow it), or None."""
    return dictionary[name] if name in dictionary else None  # noqa: SIM401


def _array(dictionary: Any, name: str) -> Any:
    """An array entry; its items are to be taken by index, which follows references as iterating does not."""
    return _entry(dictionary, name) or []


def _integrity(signature: EmbeddedPdfSignature, content: bytes, bundle: TrustBundle, signed_at: datetime) -> list[str]:
    """Problems of the signature itself; its chain is judged apart, so that the words stay distinct.

    The two ranges must be the file from its first byte to its last: then there is no later revision to be weighed.
    """
    start, length, rest, rest_length = (int(each) for each in signature.byte_range)
    hole = content[length:rest]
    if start != 0 or rest + rest_length != len(content) or re.fullmatch(rb"<([0-9A-Fa-f]{2})+>", hole) is None:
        return ["changed"]
    if not _only_signature(bytes.fromhex(hole[1:-1].decode())):
        return ["changed"]
    status = validate_pdf_signature(signature, context(bundle, signed_at), skip_diff=True)
    if not (status.intact and status.valid):
        return ["broken_signature"]
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return ["changed"]
    if signature.docmdp_level != MDPPerm.NO_CHANGES:
        return ["not_certified"]
    return []


def _only_signature(contents: bytes) -> bool:
    """True where nothing but zeros follows the signature in the gap that no signature can cover."""
    return not contents[peek(contents) :].strip(b"\0")


def _xml_inside(reader: PdfFileReader) -> tuple[str, bytes]:
    """Name and bytes of the one associated file. Bounded by the library's decoding limits and by our own."""
    files = _array(reader.root, "/AF")
    if len(files) != 1:
        raise RefusedError("no_xml_inside")
    specification = files[0]
    embedded = specification["/EF"]["/F"] if isinstance(specification, DictionaryObject) else None
    if not isinstance(embedded, StreamObject) or _entry(embedded, "/Subtype") != "/application/xml":
        raise RefusedError("no_xml_inside")
    content: bytes = embedded.data
    if len(content) > LARGEST_XML:
        raise RefusedError("too_large")
    return str(specification["/UF"]), content
