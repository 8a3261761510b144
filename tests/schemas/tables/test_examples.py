"""The examples: sound ones are sound in themselves, the faulty one is not, and the scans are those that they name."""

from __future__ import annotations

import hashlib
import importlib.util
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader
from stdnum.ma import ice

from schemas.law import current

from .sources import DUM, EXAMPLES, SOUND, both, example, xmlschema10

NAMES = [path.name for path in SOUND]

BORN_DIGITAL = EXAMPLES / "invoice-TR-2026-311.pdf"
"""An invoice with text, to try the reading of totals with: made by make_invoice.py, named by no declaration."""
SCANS = sorted(path for path in EXAMPLES.glob("*.pdf") if path != BORN_DIGITAL)


def step(path: str) -> str:
    return "/".join(DUM + name for name in path.split("/"))


def decimal(root: etree._Element, path: str) -> Decimal:
    return Decimal(root.findtext(step(path)) or "missing")


def total(root: etree._Element, path: str) -> Decimal:
    return sum((Decimal(leaf.text or "") for leaf in root.iterfind(step(path))), Decimal(0))


def texts(root: etree._Element, path: str) -> list[str | None]:
    return [leaf.text for leaf in root.iterfind(step(path))]


def test_there_are_examples() -> None:
    assert len(NAMES) == 9


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_example_is_valid(name: str) -> None:
    assert both(example(name)) == (True, True)


def test_the_faulty_example_has_many_faults() -> None:
    root = example("faulty.xml")
    assert both(root) == (False, False)
    assert len(list(xmlschema10().iter_errors(root))) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_boxes_agree(name: str) -> None:
    root = example(name)
    articles = root.findall(step("GoodsItem"))
    assert decimal(root, "GoodsItemQuantity") == len(articles)
    assert decimal(root, "FormQuantity") == -(-len(articles) // 2)
    assert decimal(root, "TotalGrossMass") >= decimal(root, "TotalNetMass") == total(root, "GoodsItem/NetMass")
    assert decimal(root, "TotalDeclaredValue") == total(root, "GoodsItem/DeclaredValue")
    assert texts(root, "GoodsItem/SequenceNumber") == [str(number + 1) for number in range(len(articles))]
    assert set(texts(root, "GoodsItem/Commodity/Regime")) <= {root.findtext(step("Regime"))}


@pytest.mark.parametrize("name", ["import.xml", "import-on-credit.xml", "verdict.xml"])
def test_duties_add_up(name: str) -> None:
    root = example(name)
    by_type: dict[str | None, Decimal] = {}
    for duties in root.iterfind(step("GoodsItem/DutiesAndTaxes")):
        assert decimal(duties, "Total") == total(duties, "Line/Amount")
        for line in duties.iterfind(step("Line")):
            kind = line.findtext(step("TypeCode"))
            by_type[kind] = by_type.get(kind, Decimal(0)) + decimal(line, "Amount")
            due = (decimal(line, "Base") * decimal(line, "Rate") / 100).to_integral_value(ROUND_CEILING)
            below = decimal(line, "Amount") - due
            assert below == (-1 if (name, kind) == ("verdict.xml", "007217") else 0)
    recap = root.find(step("DeclarationTotal"))
    assert recap is not None and by_type
    lines = {line.findtext(step("TypeCode")): decimal(line, "Amount") for line in recap.iterfind(step("Line"))}
    assert lines == by_type
    assert decimal(recap, "Total") == sum(by_type.values())


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_those_of_the_lists(name: str) -> None:
    root = example(name)
    for path, codelist in [("Regime", "regimes"), ("CustomsOffice", "offices"), (".//TypeCode", "duty_types")]:
        used = {leaf.text for leaf in root.iterfind(path.replace("//", f"//{DUM}") if "//" in path else step(path))}
        assert used <= {row["code"] for row in current().rows(f"codelists/{codelist}.csv")}


def test_identifiers_pass_their_check() -> None:
    numbers = {leaf.text for name in NAMES for leaf in example(name).iter(f"{DUM}ICE")}
    assert len(numbers) == 5
    assert all(ice.is_valid(number) for number in numbers)
    assert [ice.is_valid(leaf.text) for leaf in example("faulty.xml").iter(f"{DUM}ICE")] == [False, True]


@pytest.mark.parametrize("path", ["MessageNumber", "DeclarantReference"])
def test_each_example_has_its_own(path: str) -> None:
    given = [example(name).findtext(step(path)) for name in [*NAMES, "faulty.xml"]]
    assert len(set(given)) == len(given)


def test_attachments_are_named_with_their_true_hash() -> None:
    named = set()
    for name in NAMES:
        for attachment in example(name).iterfind(step("Attachment")):
            path = EXAMPLES / (attachment.findtext(step("FileName")) or "missing")
            assert hashlib.sha256(path.read_bytes()).hexdigest() == attachment.findtext(step("SHA256"))
            named.add(path)
    assert named == set(SCANS)


@pytest.mark.parametrize("path", SCANS, ids=lambda path: path.name)
def test_a_scan_is_one_small_picture_without_text(path: Path) -> None:
    assert path.stat().st_size < 200_000
    (page,) = PdfReader(path).pages
    assert not page.extract_text().strip()
    assert len(page.images) == 1


def test_scans_come_out_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    spec = importlib.util.spec_from_file_location("make_scans", EXAMPLES / "make_scans.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    first = module.make(tmp_path)
    assert module.make(tmp_path) == first
    assert set(first) == {path.name for path in SCANS}
