"""Nothing is signed outside the validity of a certificate, whichever of the chain it is; and that is told in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.documents.document_kinds import signed_kinds
from gateway.documents.verification import verify
from gateway.signing.authority import load_operator
from gateway.signing.dense_seal import as_jws
from gateway.signing.expiry import Watch, state_of
from gateway.signing.material import OutsideValidityError, SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.seal import open_seal
from gateway.signing.xades import sign_xml
from renderers.quittance_xml import render_quittance_xml
from tests.documents.conftest import Issued, sealed
from tests.documents.examples import LAWFUL_QUITTANCE
from tests.documents.keys import authorities, careless, certificate, new_key, write_operator, write_signer

SECOND = timedelta(seconds=1)
EARLY, LATE = datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)


def signer_of(folder: Path) -> SignerMaterial:
    return load_operator(*write_operator(folder, until=LATE, since=EARLY))


def root_of(folder: Path) -> SignerMaterial:
    """The signer is valid longer than its root."""
    key = new_key()
    root = certificate("Root", key, None, True, LATE, EARLY)
    return load_operator(*write_signer(folder, [(root, key)]))


def intermediate_of(folder: Path) -> SignerMaterial:
    """The signer is valid longer than what stands between it and the root."""
    above, key = authorities("Operator", [new_key()])[0], new_key()
    return load_operator(*write_signer(folder, [above, (certificate("Between", key, above, True, LATE, EARLY), key)]))


@pytest.mark.parametrize("limited", [signer_of, root_of, intermediate_of])
def test_nothing_is_signed_outside_the_validity_of_any_certificate(
    limited: Callable[[Path], SignerMaterial], issued: Issued, tmp_path: Path
) -> None:
    material = limited(tmp_path)
    content = render_quittance_xml(LAWFUL_QUITTANCE)
    signings: list[Callable[[datetime], object]] = [
        lambda at: sign_xml(content, material, at),
        lambda at: sign_pdf(issued.unsigned_pdf, material, at),
        lambda at: sealed(LAWFUL_QUITTANCE, material, at),
    ]
    for sign in signings:
        with pytest.raises(OutsideValidityError, match="valid from 2026-03-01 00:00:00 UTC"):
            sign(EARLY - SECOND)
        with pytest.raises(OutsideValidityError, match="until 2027-03-01 00:00:00 UTC"):
            sign(LATE + SECOND)
        assert sign(EARLY)
        assert sign(LATE)


def test_what_is_signed_at_the_last_and_first_instants_verifies(tmp_path: Path) -> None:
    material = signer_of(tmp_path)
    for at in (EARLY, LATE):
        assert verify(sign_xml(render_quittance_xml(LAWFUL_QUITTANCE), material, at), material.bundle_pem).ok


def test_a_document_that_waited_for_a_certificate_has_a_code_that_verifies(tmp_path: Path) -> None:
    material = signer_of(tmp_path)
    before = replace(LAWFUL_QUITTANCE, issued_at=EARLY - timedelta(days=3))
    text = sealed(before, material, EARLY + SECOND)
    report = verify(text, material.bundle_pem)
    assert (report.ok, report.facts["date"], report.facts["sealed_on"]) == (True, "2026-02-26", "2026-03-01")
    same_day = replace(LAWFUL_QUITTANCE, issued_at=EARLY)
    text = sealed(same_day, material, EARLY + SECOND)
    assert "sealed_on" not in open_seal(as_jws(text), material.certificate, signed_kinds())
    too_early = sealed(before, careless(material), EARLY - SECOND)
    assert not verify(too_early, material.bundle_pem).ok


def test_the_end_is_told_90_days_before(tmp_path: Path) -> None:
    material = root_of(tmp_path)
    told = {
        LATE - timedelta(days=90) - SECOND: (90, None),
        LATE - timedelta(days=90): (90, "ends_soon"),
        LATE - timedelta(days=1, hours=1): (1, "ends_soon"),
        LATE: (0, "ends_soon"),
        LATE + SECOND: (0, "ended"),
        EARLY - SECOND: (365, "not_yet_valid"),
    }
    for now, (days_left, warning) in told.items():
        state = state_of(material, now).as_dict()
        assert state == {"not_after": "2027-03-01T00:00:00+00:00", "days_left": days_left, "warning": warning}, now


def test_the_log_warns_at_the_first_look_and_once_a_day(tmp_path: Path) -> None:
    material = root_of(tmp_path)
    watch, morning = Watch(material), LATE - timedelta(days=30, hours=16)
    with capture_logs() as logs:
        for hours in (0, 1, 10, 24, 25, 24 * 31, 24 * 31 + 1):
            watch.look(morning + timedelta(hours=hours))
    assert [each["log_level"] for each in logs] == ["warning", "warning", "error"]
    assert (logs[0]["certificate"], logs[0]["days_left"]) == ("CN=Root", 30)
    with capture_logs() as logs:
        Watch(material).look(EARLY)
    assert logs == []
