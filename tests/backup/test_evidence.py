"""What partners write into their folders raises no number, and stops nobody who looks."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gateway.backup.evidence import Found, look, numbers_in
from gateway.signing.authority import load_or_create_sandbox
from gateway.signing.material import TrustBundle
from gateway.signing.xades import sign_xml
from renderers.acknowledgement import render_acknowledgement
from renderers.records import Acknowledgement, FileReceived
from schemas.identifiers import dum_number
from tests.ledger.test_mark import AT

FORGED = '<Response xmlns="urn:dumgate:response:1"><Registration><DUMNumber>{}</DUMNumber></Registration></Response>'


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> TrustBundle:
    material = load_or_create_sandbox(tmp_path_factory.mktemp("signer") / "keys")
    return TrustBundle.from_pem(material.bundle_pem)


def looked(folder: Path, bundle: TrustBundle, known: set[str] = frozenset()) -> list[Found]:  # type: ignore[assignment]
    return list(look(folder, bundle, {"dum:309:010:2026": 4}, lambda ids: known & set(ids), lambda _: None))


def test_a_number_that_nobody_signed_is_told_and_does_not_count(tmp_path: Path, bundle: TrustBundle) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "forged.xml").write_text(FORGED.format(dum_number("309", "010", 2026, 9_999_999)))
    (tmp_path / "a" / "known.xml").write_text(FORGED.format(dum_number("309", "010", 2026, 4)))
    (found,) = looked(tmp_path, bundle)
    assert (found.file.name, found.proven) == ("forged.xml", False)
    assert found.numbers == {"dum:309:010:2026": 9_999_999}


def test_what_is_no_file_of_ours_is_left(tmp_path: Path, bundle: TrustBundle) -> None:
    number = FORGED.format(dum_number("309", "010", 2026, 9)).encode()
    (tmp_path / "elsewhere.xml").write_bytes(number)
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    os.mkfifo(outbox / "pipe.xml")
    (outbox / "link.xml").symlink_to(tmp_path / "elsewhere.xml")
    (outbox / "round").symlink_to(outbox)
    with (outbox / "large.xml").open("wb") as file:
        file.write(number)
        file.truncate(20_000_001)
    (outbox / os.fsdecode(b"\xff\n.xml")).write_bytes(number)
    (found,) = looked(outbox, bundle)
    assert found.file.name == os.fsdecode(b"\xff\n.xml")
    assert json.dumps(found.as_dict(), ensure_ascii=False).encode(), "a name of any bytes can be reported"


def test_an_acknowledgement_that_the_ledger_does_not_know(tmp_path: Path) -> None:
    material = load_or_create_sandbox(tmp_path / "keys")
    bundle = TrustBundle.from_pem(material.bundle_pem)
    record = Acknowledgement("sub_test_" + "a" * 20, "atlas", AT, FileReceived("a.xml", "0" * 64, 1), (), True)
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    (outbox / "a.ack.xml").write_bytes(sign_xml(render_acknowledgement(record), material, AT))
    (found,) = looked(outbox, bundle)
    assert (found.proven, found.submission, found.facts["partner"]) == (True, record.submission, "atlas")
    assert looked(outbox, bundle, {record.submission}) == []


def test_numbers_are_read_with_their_series() -> None:
    text = f"SPECIMEN-309Q20260000012 {dum_number('309', '010', 2026, 7)} 30901020260000007A 1309Q20260000012"
    assert dict(numbers_in(text.encode())) == {"quittance:309:2026": 12, "dum:309:010:2026": 7}
