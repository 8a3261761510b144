"""A document, a store or a note of progress that is lost or away for a time loses no signer of the past for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.signing.authority import load_operator
from gateway.signing.material import KeyMaterialError
from gateway.trust import past
from tests.documents.keys import authorities, new_key, write_signer
from tests.documents.past_installation import Installation, quittance


def test_a_file_that_is_restored_brings_its_signer_at_the_next_start(
    installation: Installation, tmp_path: Path
) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    old, new = (load_operator(*write_signer(tmp_path / name, above)) for name in ("old", "new"))
    installation.issue(quittance(old))
    installation.issue(quittance(new, 2))
    digest = hashlib.sha256(installation.issued[0]).hexdigest()
    file = installation.data / "store" / digest[:2] / digest
    file.rename(tmp_path / "away")
    for _ in range(2):
        with capture_logs() as logs:
            served = installation.start(new)
        assert old.certificate not in served.certificates
        assert [each["sha256"] for each in logs if each["log_level"] == "error"] == [digest]
    (tmp_path / "away").rename(file)
    assert old.certificate in installation.start(new).certificates


def test_more_lost_documents_than_are_kept_are_all_read_again(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    *old, new = (load_operator(*write_signer(tmp_path / str(number), above)) for number in range(4))
    installation.issue(quittance(new))
    for number, material in enumerate(old, start=2):
        installation.issue(quittance(material, number))
    monkeypatch.setattr(past, "MOST_AGAIN", 2)
    names = [hashlib.sha256(each).hexdigest() for each in installation.issued[1:]]
    files = [installation.data / "store" / each[:2] / each for each in names]
    for file in files:
        file.rename(tmp_path / file.name)
    installation.start(new)
    for file in files:
        (tmp_path / file.name).rename(file)
    assert {each.certificate for each in old} < set(installation.start(new).certificates)


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "a file"])
def test_a_store_that_is_away_stops_the_start_and_sets_nothing_done(
    installation: Installation, tmp_path: Path, left: str
) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    old, new = (load_operator(*write_signer(tmp_path / name, above)) for name in ("old", "new"))
    installation.issue(quittance(old))
    store = installation.data / "store"
    store.rename(tmp_path / "away")
    if left == "an empty folder":
        store.mkdir()
    elif left == "a file":
        store.touch()
    with pytest.raises(KeyMaterialError, match=r"The store .*store .*restore it from a backup"):
        installation.start(new)
    if left != "nothing":
        (store.rmdir if store.is_dir() else store.unlink)()
    (tmp_path / "away").rename(store)
    assert old.certificate in installation.start(new).certificates


@pytest.mark.parametrize(
    "found", [b"", b"{", b"\xff", b"[]", b'{"specimen":false,"done":true,"later":1}', b'{"position":7,"done":true}']
)
def test_progress_that_cannot_be_read_means_from_the_start(
    installation: Installation, tmp_path: Path, found: bytes
) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    old, new = (load_operator(*write_signer(tmp_path / name, above)) for name in ("old", "new"))
    installation.start(new)
    installation.issue(quittance(old))
    (installation.data / "trust" / "collected.json").write_bytes(found)
    assert old.certificate in installation.start(new).certificates
