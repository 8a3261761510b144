"""Verification of an issued PDF: one signature over the whole file, no later change, and the signed XML inside.

The signature is found and checked in the bytes first. A PDF is a language of its own, with trees, streams and bombs:
only a file that somebody signed to its last byte who may sign by the bundle is read as one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
from asn1crypto.parser import peek

from gateway.signing.attached_xml import attached_xml
from gateway.signing.certificates import subject, thumbprint
from gateway.signing.chain import Span, check_signer
from gateway.signing.check_xml import check_xml
from gateway.signing.cms import read_cms
from gateway.signing.compressed_tables import tables_are_compressed
from gateway.signing.limits import LARGEST_CMS, LARGEST_OBJECT, LARGEST_PDF, LARGEST_REVISION
from gateway.signing.material import TrustBundle
from gateway.signing.pdf_tables import catalog_is_small, is_small, tables_are_plain
from gateway.signing.signed_kind import SignedKinds
from gateway.signing.verification_report import RefusedError, Report

_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{0,9}\]")
_MOST_TRIES = 20
"""Places of the word that may be a text's before one is a signature's."""

_TIME = re.compile(rb"/M \(D(?::|\\072)(\d{14})Z\)")
_TIME_WITHIN = 300
"""Bytes behind the signature in which its time stands."""

_HOLE = re.compile(rb"<([0-9A-F]{2})+>")


def check_pdf(content: bytes, bundle: TrustBundle, now: datetime, kinds: SignedKinds) -> Report:
    """The report about a PDF; its facts are those of the XML inside.

    Raises RefusedError; on a file that somebody who may sign made to be hostile, whatever the PDF library raises.
    """
    if len(content) > LARGEST_PDF:
        raise RefusedError("too_large")
    place = _byte_range(content)
    start, length, rest, rest_length = place
    hole = content[length:rest]
    signature, signed_at = read_cms(_filled(hole)), _stated_time(content[rest : rest + _TIME_WITHIN])
    if signature is None or signed_at is None:
        raise RefusedError("foreign_signature")
    if not signature.signs(content[start:length] + content[rest : rest + rest_length]):
        return Report("pdf", subject(signature.signer), problems=("broken_signature",))
    report = check_signer(signature.signer, signature.others, bundle, Span.at(signed_at)).report("pdf", signed_at, now)
    if report.problems:
        return report
    if not (tables_are_plain(content) or tables_are_compressed(content)) or not catalog_is_small(content):
        raise RefusedError("foreign_signature")
    with pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
        if pdf.is_encrypted:
            raise RefusedError("unreadable")
        problem = _certification(_only_signature(pdf, content), place, hole, signed_at)
        if problem is not None:
            return report.with_problem(problem)
        return _with_inside(report, *attached_xml(pdf, content), bundle, now, kinds)


def _byte_range(content: bytes) -> tuple[int, int, int, int]:
    """The byte range of the last signature, which must cover the file from its first byte to its last."""
    at, found = len(content), None
    for _ in range(_MOST_TRIES):
        at = content.rfind(b"/ByteRange", 0, at)
        if at < 0 or (found := _RANGE.match(content, at)) is not None:
            break
    if found is None:
        raise RefusedError("unsigned")
    start, length, rest, rest_length = (int(each) for each in found.groups())
    if start != 0 or not length < rest <= len(content) or rest + rest_length != len(content):
        raise RefusedError("changed")
    return start, length, rest, rest_length


def _filled(hole: bytes) -> bytes:
    """The CMS in the gap that no signature can cover: hexadecimal, in capitals, with zeros behind and nothing else."""
    if len(hole) > 2 * LARGEST_CMS or _HOLE.fullmatch(hole) is None:
        raise RefusedError("foreign_signature")
    filled = bytes.fromhex(hole[1:-1].decode())
    try:
        size = peek(filled)
    except ValueError as error:
        raise RefusedError("foreign_signature") from error
    if filled[size:].strip(b"\0"):
        raise RefusedError("changed")
    return filled[:size]


def _stated_time(behind: bytes) -> datetime | None:
    """When the signer says that he signed, in UTC; it stands right behind the signature, and is covered by it."""
    found = _TIME.search(behind)
    try:
        return datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _only_signature(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Object:
    """The signature of the one field. Fields may hold fields: nobody walks their tree."""
    form = _small(pdf.Root, "/AcroForm", content) or pikepdf.Dictionary()
    fields = _small(form, "/Fields", content) or pikepdf.Array()
    if len(fields) == 0:
        raise RefusedError("unsigned")
    if len(fields) > 1:
        raise RefusedError("foreign_form")
    _must_be_small(fields.unparse(), content)
    field = fields[0]
    if "/Kids" in field or field.get("/FT") != "/Sig":
        raise RefusedError("foreign_form")
    signature = _small(field, "/V", content, LARGEST_REVISION)
    if signature is None:
        raise RefusedError("unsigned")
    permissions = _small(pdf.Root, "/Perms", content) or pikepdf.Dictionary()
    certified = _small(permissions, "/DocMDP", content, LARGEST_REVISION)
    if certified is None or certified.objgen != signature.objgen:
        raise RefusedError("not_certified")
    return signature


def _small(holder: pikepdf.Object, name: str, content: bytes, most: int = LARGEST_OBJECT) -> pikepdf.Object | None:
    """What a dictionary has under a name; a reference is read before it is followed. RefusedError for a large one.

    The signature's own object is as large as its CMS.
    """
    at = re.search(rb"%s ?(\d{1,9} \d{1,5} R)\b" % name.encode(), holder.unparse())
    if at is not None:
        _must_be_small(at[1], content, most)
    return holder.get(name)


def _must_be_small(references: bytes, content: bytes, most: int = LARGEST_OBJECT) -> None:
    for number in re.findall(rb"(\d{1,9}) \d{1,5} R\b", references):
        if not is_small(content, int(number), most):
            raise RefusedError("foreign_signature")


def _certification(
    signature: pikepdf.Object, place: tuple[int, int, int, int], hole: bytes, signed_at: datetime
) -> str | None:
    """What is wrong where the signature of the form is not the one that was found in the bytes, or allows changes."""
    stated = _TIME.fullmatch(b"/M (" + bytes(signature["/M"]) + b")")
    same = (
        tuple(int(each) for each in signature["/ByteRange"]) == place
        and bytes(signature["/Contents"]) == bytes.fromhex(hole[1:-1].decode())
        and stated is not None
        and stated[1].decode() == f"{signed_at:%Y%m%d%H%M%S}"
    )
    if not same:
        return "changed"
    if signature.get("/SubFilter") != "/ETSI.CAdES.detached" or signature.get("/Type") != "/Sig":
        return "foreign_signature"
    references = signature.get("/Reference", pikepdf.Array())
    if len(references) != 1 or references[0].get("/TransformMethod") != "/DocMDP":
        return "not_certified"
    return None if references[0].get("/TransformParams", pikepdf.Dictionary()).get("/P") == 1 else "not_certified"


def _with_inside(
    report: Report, name: str, xml: bytes, bundle: TrustBundle, now: datetime, kinds: SignedKinds
) -> Report:
    """The report with what the XML inside says, which must hold, bear the name's number, and have the same signer."""
    try:
        inside = check_xml(xml, bundle, now, kinds)
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
