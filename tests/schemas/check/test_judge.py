"""The judgement: what comes of a declaration by its function, its attachments, and who owes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from gateway.judging.attached import Attached
from gateway.judging.judge import Judgement, judge
from parsers.xml import XmlLimits
from schemas.attachments import Received
from schemas.findings import Finding, finding
from tests.checkout import EXAMPLES

from .judged import check_words
from .papers import LAYOUTS, Node, Written, write
from .samples import LAW, NAMES, sample

IMPORT = "import.xml"
INVOICE = "invoice-2026-0417.pdf"


def files_of(root: Node) -> list[Received]:
    """The attachments of an example as they come with it."""
    named = [child["FileName"].text for child in root.children if child.name == "Attachment"]
    return [Received(name, hashlib.sha256((EXAMPLES / name).read_bytes()).hexdigest()) for name in named]


def judged(
    root: Node,
    received: Sequence[Received] | None = None,
    rejected: Mapping[str, Finding] | None = None,
    of_attachments: Sequence[Finding] = (),
    most: int = 200,
) -> tuple[Written, Judgement]:
    written = write(root, LAYOUTS[3])
    files = files_of(root) if received is None else received
    return written, judge(
        written.content, Attached(tuple(files), rejected or {}, tuple(of_attachments)), LAW, XmlLimits(), most
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("function", "outcome"), [("0", "draft"), ("1", "valid"), ("2", "registered")])
def test_what_comes_of_a_sound_declaration(name: str, function: str, outcome: str) -> None:
    _, judgement = judged(sample(name).put("FunctionCode", function))
    assert (judgement.outcome, judgement.findings, judgement.total) == (outcome, (), 0)
    assert (judgement.function, judgement.reference) == (function, sample(name)["DeclarantReference"].text)
    assert judgement.facts["regime"] == sample(name)["Regime"].text


@pytest.mark.parametrize(
    ("function", "outcome"), [("0", "draft"), ("1", "refused"), ("2", "refused"), ("3", "refused"), ("", "refused")]
)
def test_what_comes_of_a_faulty_one(function: str, outcome: str) -> None:
    """A draft is kept whatever is wrong with it."""
    _, judgement = judged(sample(IMPORT).put("TotalNetMass", "1").put("FunctionCode", function))
    assert judgement.outcome == outcome
    assert "B07-1" in {each.code for each in judgement.findings}
    assert judgement.facts == {}


def test_warnings_do_not_refuse() -> None:
    _, judgement = judged(sample(IMPORT).put("Importer/ICE", "002841907000071"))
    assert judgement.outcome == "registered"
    assert [(each.code, each.severity) for each in judgement.findings] == [("ICE-1", "warned")]
    assert judgement.facts


def test_without_a_function_there_is_nothing_to_do() -> None:
    _, judgement = judged(sample(IMPORT).drop("FunctionCode"))
    assert (judgement.outcome, judgement.function) == ("refused", None)


@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>", b"<!DOCTYPE a><a/>"])
def test_what_cannot_be_read_is_refused_with_what_is_wrong_with_its_files(content: bytes) -> None:
    of_file = finding("PDF04", file="a.pdf")
    judgement = judge(content, Attached(findings=(of_file,)), LAW, XmlLimits(), 200)
    assert (judgement.outcome, judgement.total) == ("refused", 2)
    assert judgement.findings[1] == of_file and judgement.findings[0].code.startswith("XML")


def test_an_attachment_without_its_hash() -> None:
    root = sample(IMPORT).drop("Attachment:1/SHA256")
    written, judgement = judged(root)
    (found,) = judgement.findings
    assert (found.code, found.position) == ("ATT01", written.position(root["Attachment"], "end"))


def test_an_attachment_that_did_not_come() -> None:
    root = sample(IMPORT)
    written, judgement = judged(root, files_of(root)[1:])
    (found,) = judgement.findings
    assert (found.code, found.value) == ("ATT02", INVOICE)
    assert found.position == written.position(root["Attachment/FileName"], "value")
    check_words(found)


def test_an_attachment_that_is_not_named() -> None:
    root = sample(IMPORT)
    written, judgement = judged(root, [*files_of(root), Received("other.pdf", "0" * 64)])
    (found,) = judgement.findings
    assert (found.code, found.file) == ("ATT03", "other.pdf")
    assert found.position == written.position(root, "end")


def test_an_attachment_with_other_bytes() -> None:
    root = sample(IMPORT)
    files = files_of(root)
    files[0] = replace(files[0], sha256="0" * 64)
    written, judgement = judged(root, files)
    (found,) = judgement.findings
    assert (found.code, found.position) == ("ATT04", written.position(root["Attachment/SHA256"], "value"))
    assert "0" * 64 in found.message("fr")


def test_a_name_twice_in_the_declaration_or_among_the_files() -> None:
    root = sample(IMPORT)
    root.children.append(root["Attachment"].copy())
    written, judgement = judged(root, files_of(sample(IMPORT)))
    (found,) = judgement.findings
    assert (found.code, found.position) == ("ATT05", written.position(root["Attachment:3/FileName"], "value"))
    root = sample(IMPORT)
    _, judgement = judged(root, [*files_of(root), files_of(root)[0]])
    assert [(each.code, each.file) for each in judgement.findings] == [("ATT05", INVOICE)]


def test_a_file_rejected_at_the_door_is_told_in_the_place_of_not_received() -> None:
    root = sample(IMPORT)
    at_the_door = finding("PDF01", file=INVOICE, facts={"size": 2_000_001, "limit": 2_000_000})
    written, judgement = judged(root, files_of(root)[1:], {INVOICE: at_the_door})
    (found,) = judgement.findings
    assert found == at_the_door.placed(written.position(root["Attachment/FileName"], "value"))
    assert judgement.outcome == "refused"


@pytest.mark.parametrize("path", ["Attachment/FileName", "Attachment/SHA256"])
@pytest.mark.parametrize("value", ["../x", "é" * 200, ""])
def test_a_name_or_hash_that_the_form_refuses_is_not_judged_twice(path: str, value: str) -> None:
    root = sample(IMPORT)
    files = files_of(root)
    if path.endswith("FileName"):
        files = files[1:]
    _, judgement = judged(root.put(path, value), files)
    assert [each.code for each in judgement.findings] == ["XSD06" if value else "XSD05"]


def test_a_draft_may_lack_its_attachments() -> None:
    _, judgement = judged(sample(IMPORT).put("FunctionCode", "0"), [])
    assert judgement.outcome == "draft"
    assert [each.code for each in judgement.findings] == ["ATT02", "ATT02"]


def test_what_is_wrong_in_a_file_is_pointed_at_where_the_declaration_names_it() -> None:
    root = sample(IMPORT)
    written, judgement = judged(root, of_attachments=[finding("PDF04", file=INVOICE), finding("PDF04", file="x.pdf")])
    named, unnamed = judgement.findings
    assert (named.file, named.position) == (INVOICE, written.position(root["Attachment/FileName"], "value"))
    assert (unnamed.file, unnamed.position) == ("x.pdf", written.position(root, "end"))


def test_at_most_so_many_are_told_with_those_of_the_files_behind() -> None:
    root = sample(IMPORT).put("TotalNetMass", "1").put("Importer/ICE", "002841907000071")
    of_files = [finding("PDF04", file=f"{number}.pdf") for number in range(3)]
    _, judgement = judged(root, of_attachments=of_files)
    assert [each.code for each in judgement.findings] == ["B07-1", "ICE-1", "PDF04", "PDF04", "PDF04"]
    _, judgement = judged(root, of_attachments=of_files, most=3)
    assert [each.code for each in judgement.findings] == ["B07-1", "PDF04", "PDF04"]
    assert judgement.total == 5


@pytest.mark.parametrize(
    ("name", "change", "payer"),
    [
        (IMPORT, None, "Importer"),
        ("temporary-admission.xml", None, "Importer"),
        ("transit.xml", None, "Importer"),
        ("export.xml", None, "Exporter"),
        (IMPORT, "Importer", "Exporter"),
        ("export.xml", "060 without an exporter", "Importer"),
    ],
)
def test_who_owes(name: str, change: str | None, payer: str) -> None:
    """Box 8, or box 2 on export; the other one where that is not filled."""
    root = sample(name)
    if change == "Importer":
        root.drop("Importer")
    elif change:
        root.drop("Exporter")["Declarant"].children[:] = [Node("Name", text="X")]
    _, judgement = judged(root)
    assert judgement.outcome == "registered"
    assert judgement.facts["payer"]["name"] == root[f"{payer}/Name"].text


def test_the_declarant_owes_where_nobody_else_is_named() -> None:
    root = sample(IMPORT).drop("Importer").drop("Exporter")
    _, judgement = judged(root)
    assert judgement.facts["payer"]["name"] == root["Declarant/Name"].text
