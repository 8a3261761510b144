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
from tests.checkout import EXAMPLES

pytestmark = pytest.mark.service


def convert(source: Path, target: Path, *arguments: str, language: str = "en", content: bytes | None = None) -> Result:
    given = ["convert", str(source), str(target), "--language", language, *arguments]
    return CliRunner().invoke(app, given, input=content)


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


@pytest.fixture
def both(tmp_path: Path) -> bytes:
    """The example interchange with both of its messages sound."""
    content = (EXAMPLES / "cusdec.edi").read_bytes()
    return content.replace(b"LOC++309", b"LOC+22+309").replace(b"AAD+KILO:", b"AAD+KGM:")


def written(folder: Path, ending: str) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.suffix == ending)


def test_a_file_has_the_number_of_its_message_also_where_others_could_not_be_read(tmp_path: Path, both: bytes) -> None:
    done = convert(EXAMPLES / "cusdec.edi", tmp_path / "a.xml")
    assert (done.exit_code, "EDI13" in done.output) == (1, True)
    assert written(tmp_path, ".xml") == ["a-1.xml"]
    first_bad = both.replace(b"+20260630'", b"+20260701'").replace(b"KGM:", b"KILO:", 1)
    (tmp_path / "three.edi").write_bytes((EXAMPLES / "cusdec.edi").read_bytes() + first_bad + both)
    assert convert(tmp_path / "three.edi", tmp_path / "b.json").exit_code == 1
    assert written(tmp_path, ".json") == [f"b-{number}.json" for number in (1, 4, 5, 6)]
    numbers = [json.loads((tmp_path / f"b-{n}.json").read_bytes())["Declaration"]["MessageNumber"] for n in (1, 4, 6)]
    assert numbers == ["20260630/00011", "20260701/00012", "20260630/00012"]


def test_the_messages_of_a_rejected_interchange_are_counted(tmp_path: Path, both: bytes) -> None:
    rejected = both.replace(b"UNZ+2+20260630'", b"UNZ+2+20260631'")
    (tmp_path / "two.edi").write_bytes(rejected + both)
    assert convert(tmp_path / "two.edi", tmp_path / "a.xml").exit_code == 1
    assert written(tmp_path, ".xml") == ["a-3.xml", "a-4.xml"]


def test_two_declarations_of_one_day_have_two_interchange_references(tmp_path: Path) -> None:
    content, heads = (EXAMPLES / "import.xml").read_bytes(), set()
    for number in (b"2026063000001", b"2026063000002"):
        (tmp_path / "a.xml").write_bytes(content.replace(b">2026063000001<", b">" + number + b"<"))
        assert convert(tmp_path / "a.xml", tmp_path / "a.edi").exit_code == 0
        heads.add(next(line for line in (tmp_path / "a.edi").read_bytes().splitlines() if line.startswith(b"UNB+")))
        assert convert(tmp_path / "a.edi", tmp_path / "b.xml").exit_code == 0
        assert b"<MessageNumber>" + number + b"<" in (tmp_path / "b.xml").read_bytes()
    assert len(heads) == 2


def test_a_message_number_that_would_be_read_as_another_is_told(tmp_path: Path) -> None:
    content = (EXAMPLES / "import.xml").read_bytes().replace(b">2026063000001<", b">20260630/0<")
    (tmp_path / "a.xml").write_bytes(content)
    done = convert(tmp_path / "a.xml", tmp_path / "a.edi")
    assert (done.exit_code, "Left out: MessageNumber “20260630/0”: too long, or in a form" in done.output) == (1, True)


def test_a_file_without_a_declaration_is_told(tmp_path: Path) -> None:
    control = b"UNB+UNOC:3+A:ZZ+B:ZZ+260701:0800+1'UNH+1+CONTRL:D:3:UN'UCI+1+B:ZZ+A:ZZ+7'UNT+3+1'UNZ+1+1'"
    (tmp_path / "a.edi").write_bytes(control)
    done = convert(tmp_path / "a.edi", tmp_path / "b.xml")
    assert done.exit_code == 1
    assert "No declaration to convert" in done.output


def test_all_that_has_no_box_is_told_or_counted_whatever_else_is_wrong(tmp_path: Path) -> None:
    assert convert(EXAMPLES / "import.xml", tmp_path / "a.edi").exit_code == 0
    content = (tmp_path / "a.edi").read_bytes()
    boxless = b"".join(b"EQD+CN+ABCU%07d'\n" % number for number in range(250))
    count = int(content.partition(b"UNT+")[2].partition(b"+")[0])
    content = content.replace(b"FTX+PMT", boxless + b"FTX+PMT", 1).replace(b"UNT+%d" % count, b"UNT+%d" % (count + 250))
    (tmp_path / "a.edi").write_bytes(content.replace(b"LOC+22+309", b"LOC+22+XXX"))
    done = convert(tmp_path / "a.edi", tmp_path / "b.xml")
    assert (done.exit_code, done.output.count("Warning EDI80")) == (1, 200)
    assert "50 more findings" in done.output


def test_a_value_in_a_wrong_unit_is_never_written_as_the_box_s_own(tmp_path: Path) -> None:
    assert convert(EXAMPLES / "import.xml", tmp_path / "a.edi").exit_code == 0
    content = (tmp_path / "a.edi").read_bytes()
    (tmp_path / "a.edi").write_bytes(content.replace(b"MEA+WT+AAD+KGM", b"MEA+WT+AAD+LBR"))
    done = convert(tmp_path / "a.edi", tmp_path / "b.xml")
    assert (done.exit_code, "EDI86" in done.output, (tmp_path / "b.xml").exists()) == (1, True, False)


def test_white_space_that_the_form_does_not_tell_apart_is_carried(tmp_path: Path) -> None:
    content = (EXAMPLES / "import.xml").read_bytes()
    wide = content.replace(b">IMP-2026-0142<", b">\n    IMP-2026-0142 \t<").replace(b" SARL<", b"\n  SARL<")
    assert wide.count(b"\n  SARL<")
    outputs = []
    for name, each in (("a", content), ("b", wide)):
        (tmp_path / f"{name}.xml").write_bytes(each)
        assert convert(tmp_path / f"{name}.xml", tmp_path / f"{name}.edi").exit_code == 0
        outputs.append((tmp_path / f"{name}.edi").read_bytes())
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize(("form", "begins"), [("edi", b"UNA"), ("xml", b"<?xml"), ("json", b"{"), ("pdf", b"%PDF")])
@pytest.mark.parametrize("source", ["xml", "edi"])
def test_from_stdin_to_stdout(tmp_path: Path, source: str, form: str, begins: bytes) -> None:
    if source == "edi":
        assert convert(EXAMPLES / "transit.xml", tmp_path / "a.edi").exit_code == 0
    content = (EXAMPLES / "transit.xml" if source == "xml" else tmp_path / "a.edi").read_bytes()
    done = convert(Path("-"), Path("-"), "--to", form, content=content)
    assert (done.exit_code, done.stdout_bytes[: len(begins)]) == (0, begins)
    assert convert(Path("-"), tmp_path / "named.txt", "--to", form, content=content).exit_code == 0
    assert (tmp_path / "named.txt").read_bytes().startswith(begins)


def test_stdout_has_one_message_or_none_and_is_told_its_form(tmp_path: Path, both: bytes) -> None:
    for content in (both, (EXAMPLES / "cusdec.edi").read_bytes()):
        done = convert(Path("-"), Path("-"), "--to", "xml", content=content)
        assert (done.exit_code, done.stdout_bytes, "Several messages" in done.stderr) == (2, b"", True)
    done = convert(EXAMPLES / "import.xml", Path("-"))
    assert (done.exit_code, done.stdout_bytes, "--to" in done.stderr) == (2, b"", True)


def test_what_is_told_stands_beside_stdout() -> None:
    done = convert(EXAMPLES / "faulty.xml", Path("-"), "--to", "edi")
    assert (done.exit_code, done.stdout_bytes[:3], "Left out:" in done.stderr) == (1, b"UNA", True)
    assert b"Left out" not in done.stdout_bytes


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_source_is_never_overwritten_another_file_is(tmp_path: Path, both: bytes, language: str) -> None:
    one, two, link = tmp_path / "a.xml", tmp_path / "b-2.edi", tmp_path / "link.xml"
    one.write_bytes((EXAMPLES / "import.xml").read_bytes())
    two.write_bytes(both)
    link.symlink_to(one)
    for source, target in ((one, one), (one, link), (link, one), (two, tmp_path / "b.edi")):
        before = source.read_bytes()
        done = convert(source, target, language=language)
        assert (done.exit_code, source.read_bytes(), str(source) in done.stderr) == (2, before, True)
    assert written(tmp_path, ".edi") == ["b-2.edi"]
    (tmp_path / "c.edi").write_bytes(b"old")
    assert convert(one, tmp_path / "c.edi").exit_code == 0
    assert (tmp_path / "c.edi").read_bytes().startswith(b"UNA")


@pytest.mark.parametrize("titles", ["fr", "en", "ar"])
def test_the_form_is_printed_as_not_registered(tmp_path: Path, titles: str) -> None:
    assert convert(EXAMPLES / "draft.xml", tmp_path / "a.pdf", "--titles", titles).exit_code == 0
    reader = PdfReader(BytesIO((tmp_path / "a.pdf").read_bytes()))
    assert "NON-ENREGISTREE" in "".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"<MessageNumber>2026063000001<", b"<MessageNumber>" + b"1" * 40 + b"<", "EDI39"),
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
        ("no-such.xml", "a.edi", "No such file", 2),
        ("requests", "a.edi", "Is a directory", 2),
    ],
)
def test_what_cannot_be_is_told_in_words(tmp_path: Path, source: str, target: str, said: str, code: int) -> None:
    done = convert(EXAMPLES / source, tmp_path / target)
    assert done.exit_code == code
    assert said in done.output + done.stderr
    assert "Traceback" not in done.output
