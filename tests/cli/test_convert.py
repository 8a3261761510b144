"""`dumgate convert`: both ways, to the printed form and to JSON; what is left out is told, nothing unsound written."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from gateway.cli import app

EXAMPLES = Path(__file__).parents[2] / "examples"


def convert(source: Path, target: Path, *arguments: str, language: str = "en") -> Result:
    given = ["convert", str(source), str(target), "--language", language, *arguments]
    return CliRunner().invoke(app, given)


def texts(content: bytes) -> list[str]:
    return [text.strip() for text in etree.fromstring(content).itertext() if text.strip()]


def test_there_and_back_again(tmp_path: Path) -> None:
    edi, xml = tmp_path / "a.edi", tmp_path / "b.xml"
    assert convert(EXAMPLES / "transit.xml", edi).exit_code == 0
    assert edi.read_bytes().startswith(b"UNA:+.? '\nUNB+UNOC:3+DECLARANT:ZZZ+DUMGATE:ZZZ+")
    assert convert(edi, xml).exit_code == 0
    parser = etree.XMLParser(remove_comments=True)
    assert texts(xml.read_bytes()) == texts(etree.tostring(etree.parse(EXAMPLES / "transit.xml", parser)))


def test_what_is_left_out_is_told_with_its_path_and_why(tmp_path: Path) -> None:
    done = convert(EXAMPLES / "faulty.xml", tmp_path / "a.edi")
    assert done.exit_code == 1
    assert "Left out: Registration/SerialNumber “0000123”: CUSDEC has no place for it" in done.output
    assert (tmp_path / "a.edi").exists()


def test_several_messages_give_several_files_and_a_rejected_one_its_findings(tmp_path: Path) -> None:
    done = convert(EXAMPLES / "cusdec.edi", tmp_path / "a.xml")
    assert (done.exit_code, "EDI13" in done.output) == (1, True)
    assert [each.name for each in tmp_path.iterdir()] == ["a.xml"]
    whole = (
        (EXAMPLES / "cusdec.edi").read_bytes().replace(b"LOC++309", b"LOC+22+309").replace(b"AAD+KILO:", b"AAD+KGM:")
    )
    (tmp_path / "both.edi").write_bytes(whole)
    assert convert(tmp_path / "both.edi", tmp_path / "b.json").exit_code == 0
    numbers = [json.loads((tmp_path / f"b-{n}.json").read_bytes())["Declaration"]["MessageNumber"] for n in (1, 2)]
    assert numbers == ["2026063000011", "2026063000012"]


@pytest.mark.parametrize("titles", ["fr", "en", "ar"])
def test_the_form_is_printed_as_not_registered(tmp_path: Path, titles: str) -> None:
    assert convert(EXAMPLES / "draft.xml", tmp_path / "a.pdf", "--titles", titles).exit_code == 0
    reader = PdfReader(BytesIO((tmp_path / "a.pdf").read_bytes()))
    assert "NON-ENREGISTREE" in "".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"<MessageNumber>2026063000001<", b"<MessageNumber>2026063000001202606300000<", "EDI39"),
        (b"<DeclarantReference>IMP-2026-0142</DeclarantReference>", b"", ""),
    ],
)
def test_nothing_is_written_that_our_own_tables_refuse(tmp_path: Path, before: bytes, after: bytes, code: str) -> None:
    content = (EXAMPLES / "import.xml").read_bytes()
    assert before in content
    (tmp_path / "a.xml").write_bytes(content.replace(before, after))
    done = convert(tmp_path / "a.xml", tmp_path / "a.edi")
    assert code in done.output
    assert (done.exit_code, (tmp_path / "a.edi").exists()) == ((1, False) if code else (0, True))


def test_an_unsound_sender_writes_nothing(tmp_path: Path) -> None:
    done = convert(EXAMPLES / "import.xml", tmp_path / "a.edi", "--sender", "S" * 60)
    assert (done.exit_code, (tmp_path / "a.edi").exists(), "EDI39" in done.output) == (1, False, True)


@pytest.mark.parametrize(
    ("source", "target", "said", "code"),
    [
        ("requests/cancel.xml", "a.pdf", "holds no declaration", 1),
        ("faulty.xml", "a.pdf", "not of the form", 1),
        ("import.xml", "a.txt", "ends in", 2),
        ("make_edifact.py", "a.edi", "XML03", 1),
        ("import.xml", "no/such/folder.edi", "No such file", 2),
    ],
)
def test_what_cannot_be_is_told_in_words(tmp_path: Path, source: str, target: str, said: str, code: int) -> None:
    done = convert(EXAMPLES / source, tmp_path / target)
    assert done.exit_code == code
    assert said in done.output + done.stderr
    assert "Traceback" not in done.output
