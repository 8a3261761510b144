"""The signers of what was issued before are read from the documents themselves: once, whatever is killed meanwhile."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.documents.verification import verify
from gateway.signing.authority import load_operator, load_or_create_sandbox
from gateway.signing.xades import sign_xml
from gateway.trust import past
from gateway.trust.past import Past
from gateway.trust.served import pem_of
from renderers.acknowledgement import render_acknowledgement
from renderers.quittance_xml import render_quittance_xml
from renderers.response import render_response
from tests.documents.examples import ACKNOWLEDGEMENT, NOON, QUITTANCE, RESPONSE
from tests.documents.keys import authorities, careless, new_key, write_signer
from tests.documents.odd_certificates import common, holder
from tests.documents.past_installation import LATE, Installation, operator_of, quittance, read_by


def test_the_signers_of_all_kinds_of_documents_are_served_when_their_root_is_here(
    installation: Installation, tmp_path: Path
) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    materials = [load_operator(*write_signer(tmp_path / str(number), above)) for number in range(5)]
    installation.issue(
        sign_xml(render_acknowledgement(replace(ACKNOWLEDGEMENT, specimen=False)), materials[0], NOON), "accepted"
    )
    installation.issue(sign_xml(render_response(replace(RESPONSE, specimen=False)), materials[1], NOON), "answered")
    installation.issue(quittance(materials[2]), "issued")
    installation.issue(quittance(materials[3]), "notice-written")
    served = installation.start(materials[4])
    assert {each.certificate for each in materials} < set(served.certificates)
    assert all(verify(each, served.pem).ok for each in installation.issued)
    assert installation.start(materials[4]).pem == served.pem


def test_a_signer_without_a_root_is_told_and_served_once_its_root_lies_in_trust(
    installation: Installation, tmp_path: Path
) -> None:
    old, new = operator_of(tmp_path / "old", "Old"), operator_of(tmp_path / "new", "New")
    for number in range(3):
        installation.issue(quittance(old, number))
        installation.issue(quittance(new, number))
    for _ in range(2):  # at each start
        with capture_logs() as logs:
            served = installation.start(new)
        assert served.pem == new.bundle_pem
        (told,) = (each for each in logs if each["log_level"] == "error")
        assert (told["signer"], told["issuer"]) == ("CN=Old signer", "CN=Old root")
        assert told["folder"] == str(installation.data / "trust")
    installation.trust(old)
    served = installation.start(new)
    assert {*old.path, *new.path} == set(served.certificates)
    assert all(verify(each, served.pem).ok for each in installation.issued)
    with capture_logs() as logs:
        assert set(installation.start(new).certificates) == set(served.certificates)
    assert logs == [], "nothing is left to do"


def test_it_is_read_once_and_goes_on_where_it_was_killed(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    materials = [load_operator(*write_signer(tmp_path / str(number), above)) for number in range(4)]
    foreign = operator_of(tmp_path / "foreign", "Foreign")
    for number, material in enumerate((materials[0], foreign, materials[1], foreign, materials[2])):
        installation.issue(quittance(material, number))
    monkeypatch.setattr(past, "EVENTS_AT_ONCE", 2)
    real, kept = Past._keep_progress, []

    def killed(self: Past) -> None:
        real(self)
        kept.append(self._progress.position)
        if len(kept) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Past, "_keep_progress", killed)
        with pytest.raises(KeyboardInterrupt):
            installation.start(materials[3])
    with capture_logs() as logs:
        served = installation.start(materials[3])
    assert read_by(logs) == [2], "one without a root, and what was not read yet"
    assert {each.certificate for each in materials} < set(served.certificates)
    with capture_logs() as logs:
        installation.start(materials[3])
    assert read_by(logs) == [1], "the one without a root"


def test_what_was_served_is_collected_anew_where_it_is_lost(installation: Installation, tmp_path: Path) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    first, second = (load_operator(*write_signer(tmp_path / name, above)) for name in ("first", "second"))
    installation.issue(quittance(first))
    served = installation.start(second)
    (installation.data / "trust" / "served.pem").unlink()
    assert installation.start(second).pem == served.pem


def test_neither_damage_nor_a_late_signature_hides_a_signer(installation: Installation, tmp_path: Path) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    old, new = (load_operator(*write_signer(tmp_path / name, above)) for name in ("old", "new"))
    good = quittance(old)
    assert b"723452.00" in good
    installation.issue(good.replace(b"723452.00", b"1.00"))
    installation.issue(quittance(careless(old), 2, LATE))
    installation.issue(good)
    installation.issue(b"<Quittance/>")
    installation.issue(quittance(old, 3))
    lost = hashlib.sha256(installation.issued[-1]).hexdigest()
    lost_file = installation.data / "store" / lost[:2] / lost
    lost_file.chmod(0o600)
    lost_file.write_bytes(b"damaged")
    with capture_logs() as logs:
        served = installation.start(new)
    assert old.certificate in served.certificates
    assert [each["unreadable"] for each in logs if "unreadable" in each] == [2]


def test_who_only_signed_too_late_is_told_once_at_each_start(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "MOST_TRIES", 3)
    above = authorities("Operator", [new_key(), new_key()])
    old, new = (load_operator(*write_signer(tmp_path / name, above)) for name in ("old", "new"))
    for number in range(5):
        installation.issue(quittance(careless(old), number, LATE))
    for _ in range(2):
        with capture_logs() as logs:
            assert installation.start(new).pem == new.bundle_pem
        (told,) = (each for each in logs if each["log_level"] == "error")
        assert (told["signer"], told["problems"]) == ("CN=Operator signer", "certificate_not_valid_then")
        assert told["documents"] == 3


def test_a_signer_whose_path_does_not_hold_under_a_root_that_is_here_is_told(
    installation: Installation, tmp_path: Path
) -> None:
    root = holder(common("Old root"), authority=True, path_length=0)
    issuer = holder(common("Old issuer"), root, authority=True)
    old, new = holder(common("Old signer"), issuer).material, operator_of(tmp_path / "new")
    installation.issue(quittance(old))
    installation.start(new)
    (installation.data / "trust" / "old-root.pem").write_bytes(pem_of([root.certificate]))
    for _ in range(2):
        with capture_logs() as logs:
            assert old.certificate not in installation.start(new).certificates
        (told,) = (each for each in logs if each["log_level"] == "error")
        assert (told["signer"], told["event"]) == (
            "CN=Old signer",
            "documents of this signer do not verify: it is not served",
        )
        assert told["problems"]


def test_any_number_of_signers_without_a_root_is_looked_at_again(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = authorities("Old", [new_key(), new_key()])
    old = [load_operator(*write_signer(tmp_path / str(number), above, "Old")) for number in range(5)]
    new = operator_of(tmp_path / "new", "New")
    for number, material in enumerate(old):
        installation.issue(quittance(material, number))
    monkeypatch.setattr(past, "EVENTS_AT_ONCE", 2)
    installation.start(new)
    (installation.data / "trust" / "old-root.pem").write_bytes(pem_of([above[0][0]]))
    assert {each.certificate for each in old} < set(installation.start(new).certificates)


def test_the_signers_of_a_sandbox_are_collected_when_it_comes_back(installation: Installation, tmp_path: Path) -> None:
    sandbox = load_or_create_sandbox(installation.data / "keys")
    real = operator_of(tmp_path / "real")
    installation.start(sandbox, specimen=True)
    former = load_or_create_sandbox(tmp_path / "former")
    (installation.data / "trust" / "former.pem").write_bytes(pem_of(former.chain[-1:]))
    installation.start(real)
    installation.issue(sign_xml(render_quittance_xml(QUITTANCE), former, NOON))
    installation.start(real)
    assert former.certificate in installation.start(sandbox, specimen=True).certificates


def test_a_signature_that_a_foreigner_made_under_our_names_names_nobody(
    installation: Installation, tmp_path: Path
) -> None:
    own, foreign = operator_of(tmp_path / "own"), operator_of(tmp_path / "foreign")
    installation.issue(quittance(foreign))
    assert installation.start(own).pem == own.bundle_pem


def test_a_former_sandbox_is_not_served_by_a_real_administration(installation: Installation, tmp_path: Path) -> None:
    sandbox = load_or_create_sandbox(installation.data / "keys")
    installation.issue(sign_xml(render_quittance_xml(QUITTANCE), sandbox, NOON))
    real = operator_of(tmp_path / "real")
    with capture_logs() as logs:
        assert installation.start(real).pem == real.bundle_pem
    assert not any(each["log_level"] == "error" for each in logs)
