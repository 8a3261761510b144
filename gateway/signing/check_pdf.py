"""Verification of an issued PDF: one signature over the whole file, no later change, and the signed XML inside.

The signature is found and checked in the bytes first. A PDF is a language of its own, with trees, streams and bombs:
only a file that a signer under a known root signed, to its last byte, is read as one.
"""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto.parser import peek
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from gateway.signing.certificates import subject, thumbprint
from gateway.signing.chain import Span, Standing, leads_to_root, standing
from gateway.signing.check_xml import check_xml
from gateway.signing.cms import Cms, read_cms
from gateway.signing.limits import LARGEST_CMS, LARGEST_PDF, LARGEST_XML
from gateway.signing.material import TrustBundle
from gateway.signing.report import RefusedError, Report

_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{0,9}\]")
_MOST_TRIES = 20
"""Places of the word that may be a text's before one is a signature's."""

_HOLE = re.compile(rb"<([0-9A-F]{2})+>")


def check_pdf(content: bytes, bundle: TrustBundle, now: datetime) -> Report:
    """The report about a PDF; its facts are those of the XML inside.

    Raises RefusedError; on a file that a known signer made to be hostile, whatever the PDF library raises.
    """
    if len(content) > LARGEST_PDF:
        raise RefusedError("too_large")
    place, value = _only_signature(content)
    signature = read_cms(value)
    if signature is None:
        raise RefusedError("foreign_signature")
    start, length, rest, rest_length = place
    if not signature.signs(content[start:length] + content[rest : rest + rest_length]):
        return Report("pdf", subject(signature.signer), problems=("broken_signature",))
    if not leads_to_root(signature.signer, signature.others, bundle):
        return Standing(signature.signer, problems=("unknown_signer",)).report("pdf", now, now)
    return _check_signed(content, place, value, signature, bundle, now)


def _only_signature(content: bytes) -> tuple[tuple[int, int, int, int], bytes]:
    """The byte range and the CMS of the last signature, which must cover the file from its first byte to its last."""
    at = len(content)
    found = None
    for _ in range(_MOST_TRIES):
        at = content.rfind(b"/ByteRange", 0, at)
        if at < 0 or (found := _RANGE.match(content, at)) is not None:
            break
    if found is None:
        raise RefusedError("unsigned")
    start, length, rest, rest_length = (int(each) for each in found.groups())
    hole = content[length:rest]
    covers = start == 0 and length < rest <= len(content) and rest + rest_length == len(content)
    if not covers or len(hole) > 2 * LARGEST_CMS or _HOLE.fullmatch(hole) is None:
        raise RefusedError("changed")
    filled = bytes.fromhex(hole[1:-1].decode())
    try:
        size = peek(filled)
    except ValueError as error:
        raise RefusedError("changed") from error
    if filled[size:].strip(b"\0"):  # the gap that no signature can cover holds the signature, then zeros
        raise RefusedError("changed")
    return (start, length, rest, rest_length), filled[:size]


def _check_signed(
    content: bytes, place: tuple[int, int, int, int], value: bytes, signature: Cms, bundle: TrustBundle, now: datetime
) -> Report:
    """The report about a file whose every byte somebody under a known root signed."""
    reader = PdfFileReader(BytesIO(content), strict=True)
    if reader.encrypted:
        raise RefusedError("unreadable")
    embedded = _only_field(reader)
    if tuple(int(each) for each in embedded.byte_range) != place or not embedded.pkcs7_content.startswith(value):
        raise RefusedError("changed")
    if _entry(embedded.sig_object, "/SubFilter") != "/ETSI.CAdES.detached":
        raise RefusedError("foreign_signature")
    embedded.compute_integrity_info(skip_diff=True)
    if embedded.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise RefusedError("changed")
    if embedded.docmdp_level != MDPPerm.NO_CHANGES:
        return Report("pdf", subject(signature.signer), problems=("not_certified",))
    signed_at = embedded.self_reported_timestamp
    if signed_at is None:
        raise RefusedError("unreadable")
    found = standing(signature.signer, signature.others, bundle, Span.at(signed_at))
    report = found.report("pdf", signed_at, now)
    return _with_inside(report, *_xml_inside(reader), bundle, now) if found.path else report


def _with_inside(report: Report, name: str, xml: bytes, bundle: TrustBundle, now: datetime) -> Report:
    """The report with what the XML inside says, which must hold, bear the name's number, and have the same signer."""
    try:
        inside = check_xml(xml, bundle, now)
    except RefusedError:
        return report.with_problem("xml_inside_fails")
    if not inside.intact:
        return report.with_problem("xml_inside_fails")
    for problem in inside.problems:
        report = report.with_problem(problem)
    facts = inside.facts
    if not _of_one_house(report.signer_thumbprint, inside.signer_thumbprint, bundle):
        report = report.with_problem("signer_differs")
    if facts and name != f"{facts['number']}.{facts['kind']}.xml":
        report = report.with_problem("number_differs")
    return report.with_facts(facts)


def _of_one_house(outside: str | None, inside: str | None, bundle: TrustBundle) -> bool:
    """One signer, or two that the bundle names: a form printed after a change of key holds the XML as it was issued."""
    return outside == inside or {outside, inside} <= {thumbprint(each) for each in bundle.signers}


def _only_field(reader: PdfFileReader) -> EmbeddedPdfSignature:
    """The one signature field. Looked at by hand: the library would walk a field tree of any size."""
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
