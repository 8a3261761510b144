"""The kit itself: not stale, whole, sound in its own words, and each vector with what it shows."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gateway.certify.kit import EDIFACT, INTERCHANGES, XML, Kit, KitError, read_kit
from parsers.xml import read_xml
from schemas.law import shipped
from schemas.vocabulary import LANGUAGES

from .conftest import KIT, segments_of

pytestmark = pytest.mark.service


NOT_IN_A_DOCUMENT = ("MSG", "FLD", "API", "PAY", "ACT", "ADM", "LIF", "RED", "CLM", "CRD", "PRM", "GWY", "STO")
"""What the ledger, the doors and the office find, and what the gateway says of itself and its stored files."""
OF_SIZE_AND_TIME = {"XML02", "XML09", "PDF01", "PDF08", "EDI18", "EDI85"}
AS_AGREED = {"EDI23", "EDI25", "EDI81"}
"""What is found where something was agreed with the partner."""
LAW = shipped().on(date(2026, 7, 15))


def test_the_kit_is_what_the_script_makes(made: Any) -> None:
    files = made.files
    assert made.faults == []
    there = {path.relative_to(KIT).as_posix(): path.read_bytes() for path in KIT.rglob("*") if path.is_file()}
    readme = there.pop("README.md")
    stale = {path for path in files.keys() | there.keys() if files.get(path) != there.get(path)}
    assert not stale, "run: python scripts/vectors.py"
    assert readme


def test_every_rule_and_every_code_of_a_document_is_fired(kit: Kit) -> None:
    from schemas.law import codes

    fired = {found.code for vector in kit.vectors for found in vector.findings}
    wanted = {code for code in codes() if not code.startswith(NOT_IN_A_DOCUMENT)}
    assert fired == wanted - OF_SIZE_AND_TIME - AS_AGREED


def test_valid_vectors_are_silent_and_each_regime_has_one(kit: Kit) -> None:
    sound = [vector for vector in kit.vectors if vector.kind == "sound"]
    assert all(not vector.findings and not vector.refused for vector in sound)
    assert LAW.codes("regimes") <= {vector.regime for vector in sound}


def test_there_are_enough_of_each(kit: Kit) -> None:
    assert 300 <= len(kit.vectors) == len({vector.file for vector in kit.vectors})
    broken = Counter(vector.family for vector in kit.vectors if vector.findings)
    assert set(broken) == LAW.codes("regime_families") | {"any", INTERCHANGES}
    assert Counter(vector.form for vector in kit.vectors)[EDIFACT] > 400
    assert min(broken.values()) >= 10
    boxes_missing = {vector.family for vector in kit.vectors if "/without-" in vector.file}
    boxes_too_many = {vector.family for vector in kit.vectors if "/with-" in vector.file}
    assert boxes_missing == boxes_too_many == LAW.codes("regime_families")


def test_names_and_bytes_are_unique_and_a_declaration_names_its_attachments(kit: Kit) -> None:
    bodies = Counter(hashlib.sha256(vector.path.read_bytes()).hexdigest() for vector in kit.vectors)
    assert max(bodies.values()) == 1
    for form in (XML, EDIFACT):
        attached = [path for vector in kit.vectors for path in vector.attachments if vector.form == form]
        assert len({path.name for path in attached}) == len(attached) > 20
    names = {(path.name, path.read_bytes()) for vector in kit.vectors for path in vector.attachments}
    assert len(names) == len({name for name, _ in names})  # a twin shares the files of its XML


def test_a_reason_is_one_sentence_in_each_language(kit: Kit) -> None:
    for vector in kit.vectors:
        assert set(vector.reason) == set(LANGUAGES)
        assert all(said.strip() and said[-1] in ".…" for said in vector.reason.values()), vector.file
        assert re.search("[\u0621-\u064a]", vector.reason["ar"]), vector.file


def test_what_is_drawn_for_the_kit_asks_for_a_verdict_only(kit: Kit) -> None:
    for vector in kit.vectors:
        if vector.form == EDIFACT:
            asked = {each.value(4) for each in segments_of(vector.path.read_bytes()) if each.tag == "BGM"}
            assert asked <= {"53", "29"}, vector.file  # 29: a CUSRES, which asks for nothing
            continue
        root = read_xml(vector.path.read_bytes()).root
        function = None if root is None else root.findtext("{urn:dumgate:dum:1}FunctionCode")
        assert function != "2", vector.file


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"null", b"[" * 100_000, b'{"format": 2, "vectors": []}', b'{"format": 1, "vectors": []}',
     b'{"format": 1, "vectors": [{"file": "../../x.xml", "sha256": "0", "attachments": {}}]}'],
)  # fmt: skip
def test_what_is_no_kit_is_told_in_words(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(KitError, match="cannot be read"):
        read_kit(tmp_path)
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(KitError, match=r"kit|reads"):
        read_kit(tmp_path)


def test_a_file_that_was_changed_is_told(tmp_path: Path) -> None:
    manifest = json.loads((KIT / "manifest.json").read_bytes())
    manifest["vectors"], manifest["interchanges"] = manifest["vectors"][:1], []
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    file = manifest["vectors"][0]["file"]
    with pytest.raises(KitError, match="missing"):
        read_kit(tmp_path)
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_bytes(b"<x/>")
    with pytest.raises(KitError, match="not the file"):
        read_kit(tmp_path)
