"""Who may sign: what the bundle names, what its root allows, and nobody who was only issued a certificate there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.documents.verification import verify
from gateway.signing.material import KeyMaterialError, SignerMaterial, TrustBundle
from gateway.signing.verification_report import Report
from gateway.signing.xades import sign_xml
from renderers.acknowledgement import render_acknowledgement
from renderers.quittance_xml import render_quittance_xml
from renderers.records import Quittance
from tests.documents.conftest import Issued, issue
from tests.documents.examples import ACKNOWLEDGEMENT, LAWFUL_QUITTANCE, NOON, QUITTANCE
from tests.documents.keys import FROM, UNTIL
from tests.documents.odd_certificates import Extension, Holder, common, holder

AGES_LATER = datetime(2031, 1, 1, tzinfo=UTC)


def bundle_of(*certificates: x509.Certificate) -> bytes:
    """A trust bundle of these."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


def answers(signer: Holder, bundle: bytes, record: Quittance = LAWFUL_QUITTANCE) -> list[Report]:
    """What is said of an XML, a PDF and a QR code of this signer; for the code he and his issuers join the bundle."""
    made = issue(record, signer.material)
    named = bundle + bundle_of(signer.certificate, *signer.above[:-1])
    return [verify(made.xml, bundle, NOON), verify(made.pdf, bundle, NOON), verify(made.qr, named, NOON)]


@pytest.fixture(scope="module")
def root() -> Holder:
    return holder(common("National root"), authority=True)


@pytest.fixture(scope="module")
def issuer(root: Holder) -> Holder:
    return holder(common("Issuing authority"), root, authority=True)


@pytest.fixture(scope="module")
def customs(issuer: Holder) -> Holder:
    return holder(common("Customs signer"), issuer)


def test_a_bundle_that_names_signers_trusts_these_alone(root: Holder, issuer: Holder, customs: Holder) -> None:
    whole = bundle_of(root.certificate, issuer.certificate, customs.certificate)
    assert all(report.ok and "trusted_by_root" not in report.notes for report in answers(customs, whole))
    neighbour = holder(common("Jean Dupont"), issuer)
    made = issue(LAWFUL_QUITTANCE, neighbour.material)
    for content in (made.xml, made.pdf):
        report = verify(content, whole, NOON)
        assert report.problems == ("signer_not_named",), "the signature is genuine: it is not told as forged"
        assert report.intact
        assert not report.trusted
        assert report.signer == "CN=Jean Dupont"
    assert verify(made.qr, whole, NOON).problems == ("unknown_signer",)


def test_roots_alone_trust_by_root_with_a_note_and_strict_refuses_it(
    root: Holder, issuer: Holder, customs: Holder
) -> None:
    made = issue(LAWFUL_QUITTANCE, customs.material)
    for bundle in (bundle_of(root.certificate), bundle_of(root.certificate, issuer.certificate)):
        for content in (made.xml, made.pdf):
            report = verify(content, bundle, NOON)
            assert report.ok
            assert "trusted_by_root" in report.notes
            assert verify(content, bundle, NOON, strict=True).problems == ("signer_not_pinned",)
    whole = bundle_of(root.certificate, issuer.certificate, customs.certificate)
    assert all(verify(content, whole, NOON, strict=True).ok for content in (made.xml, made.pdf, made.qr))


def _purpose(*purposes: x509.ObjectIdentifier) -> Extension:
    return x509.ExtendedKeyUsage(purposes), False


@pytest.mark.parametrize(
    "purpose",
    [
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.TIME_STAMPING,
        ExtendedKeyUsageOID.CODE_SIGNING,
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    ],
)
def test_a_certificate_for_something_else_never_signs(
    purpose: x509.ObjectIdentifier, root: Holder, issuer: Holder
) -> None:
    other = holder(common("Something else"), issuer, more=[_purpose(purpose)])
    for report in answers(other, bundle_of(root.certificate)):
        assert report.problems == ("not_a_signing_certificate",)
    named = bundle_of(root.certificate, other.certificate)
    assert not any(report.ok for report in answers(other, named)), "not even where the bundle holds it"
    with pytest.raises(KeyMaterialError, match="may not sign documents"):
        SignerMaterial(other.key, other.certificate, other.above)


def test_a_certificate_for_documents_signs(root: Holder, issuer: Holder) -> None:
    signer = holder(common("Signer"), issuer, more=[_purpose(x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"))])
    assert all(report.ok for report in answers(signer, bundle_of(root.certificate, signer.certificate)))


def test_an_authority_never_signs_and_a_missing_usage_neither(root: Holder, issuer: Holder) -> None:
    authority = holder(common("Issuing too"), issuer, authority=True, signs=True)
    silent = holder(common("No repudiation"), issuer, signs=False)
    for signer in (authority, silent):
        assert [report.problems for report in answers(signer, bundle_of(root.certificate))] == [
            ("not_a_signing_certificate",)
        ] * 3


def test_the_word_specimen_is_looked_for_on_the_whole_path() -> None:
    """The sandbox root's key lies on every sandbox's disk: whatever it issues is a specimen."""
    sandbox_like = holder([(NameOID.ORGANIZATION_NAME, "SPECIMEN dumgate")], authority=True)
    lawful = holder([(NameOID.ORGANIZATION_NAME, "Administration")], sandbox_like)
    bundle = bundle_of(sandbox_like.certificate, lawful.certificate)
    for report in answers(lawful, bundle):
        assert report.problems == ("specimen_differs",)
        assert report.specimen


@pytest.mark.parametrize(
    "name",
    [
        [(NameOID.ORGANIZATION_NAME, "SPÉCIMEN dumgate")],
        [*((NameOID.ORGANIZATIONAL_UNIT_NAME, "x" * 60) for _ in range(6)), (NameOID.COMMON_NAME, "specimen")],
    ],
)
def test_the_word_is_found_with_accents_and_behind_many_others(name: list[tuple[x509.ObjectIdentifier, str]]) -> None:
    above = holder(name, authority=True)
    signer = holder(name, above)
    assert signer.material.specimen
    for report in answers(signer, bundle_of(above.certificate, signer.certificate), QUITTANCE):
        assert report.ok
        assert report.specimen


def test_what_a_root_says_of_itself_counts() -> None:
    only = x509.NameConstraints([x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "MA")]))], None)
    here, there = [(NameOID.COUNTRY_NAME, "MA")], [(NameOID.COUNTRY_NAME, "FR")]
    named = holder([*here, (NameOID.COMMON_NAME, "root")], authority=True, more=[(only, True)])
    assert all(each.ok for each in answers(holder([*here, *common("in")], named), bundle_of(named.certificate)))
    assert not any(each.ok for each in answers(holder([*there, *common("out")], named), bundle_of(named.certificate)))

    short = holder(common("short root"), authority=True, path_length=0)
    assert all(each.ok for each in answers(holder(common("at once"), short), bundle_of(short.certificate)))
    between = holder(common("between"), short, authority=True)
    assert not any(each.ok for each in answers(holder(common("too far"), between), bundle_of(short.certificate)))

    early = holder(common("early root"), authority=True, until=NOON - timedelta(days=1))
    late = holder(common("signer"), early)
    assert [each.problems for each in answers(late, bundle_of(early.certificate))] == [
        ("certificate_not_valid_then",)
    ] * 3


def test_an_unknown_critical_extension_is_refused(root: Holder) -> None:
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
    between = holder(common("odd authority"), root, authority=True, more=[(odd, True)])
    assert not any(each.ok for each in answers(holder(common("signer"), between), bundle_of(root.certificate)))
    signer = holder(common("odd signer"), root, more=[(odd, True)])
    assert not any(each.ok for each in answers(signer, bundle_of(root.certificate)))


def test_a_certificate_that_was_not_valid_then_is_told_as_that_once(root: Holder) -> None:
    for since, until in ((NOON + timedelta(days=2), UNTIL), (FROM, NOON - timedelta(days=2))):
        signer = holder(common("signer"), root, since=since, until=until)
        for report in answers(signer, bundle_of(root.certificate, signer.certificate)):
            assert report.problems == ("certificate_not_valid_then",)
            assert report.intact
            assert not report.facts


def test_a_code_verifies_on_the_first_and_on_the_last_day_of_a_certificate(root: Holder) -> None:
    """The code says the day alone: any instant of it in Casablanca will do."""
    for since, until in ((NOON - timedelta(hours=1), UNTIL), (FROM, NOON + timedelta(hours=1))):
        signer = holder(common("signer"), root, since=since, until=until)
        bundle = bundle_of(root.certificate, signer.certificate)
        assert all(report.ok for report in answers(signer, bundle))
    for since, until in ((NOON + timedelta(hours=14), UNTIL), (FROM, NOON - timedelta(hours=14))):
        signer = holder(common("signer"), root, since=since, until=until)
        made = issue(LAWFUL_QUITTANCE, signer.material)
        bundle = bundle_of(root.certificate, signer.certificate)
        assert verify(made.qr, bundle, NOON).problems == ("certificate_not_valid_then",)


def test_an_old_document_holds_when_its_certificates_have_ended(root: Holder, issuer: Holder, customs: Holder) -> None:
    made = issue(LAWFUL_QUITTANCE, customs.material)
    bundle = bundle_of(root.certificate, issuer.certificate, customs.certificate)
    for content in (made.xml, made.pdf, made.qr):
        report = verify(content, bundle, AGES_LATER)
        assert report.ok
        assert "certificate_expired" in report.notes


def test_one_kind_can_be_asked_for(issued: Issued, sandbox: SignerMaterial) -> None:
    acknowledged = sign_xml(render_acknowledgement(ACKNOWLEDGEMENT), sandbox, NOON)
    assert verify(acknowledged, sandbox.bundle_pem, NOON).ok
    refused = verify(acknowledged, sandbox.bundle_pem, NOON, expect="quittance")
    assert refused.problems == ("other_kind",)
    for content in (issued.xml, issued.pdf, issued.qr):
        assert verify(content, sandbox.bundle_pem, NOON, expect="quittance").ok
        assert not verify(content, sandbox.bundle_pem, NOON, expect="certificate").ok
    with pytest.raises(ValueError, match="receipt"):
        verify(issued.xml, sandbox.bundle_pem, expect="receipt")


def test_a_name_chosen_by_a_stranger_moves_no_cursor() -> None:
    """ESC, a line break, a change of direction: none of them reaches a screen or a program."""
    spoof = "\x1b[2J\x1b[H\x1b[32m\u2714 quittance.xml\r\n\u202etxt\u2066"
    root = holder(common("root"), authority=True)
    stranger = holder(common(spoof), root)
    known = holder(common("other root"), authority=True)
    signed = sign_xml(render_quittance_xml(LAWFUL_QUITTANCE), stranger.material, NOON)
    for bundle in (
        bundle_of(known.certificate),
        bundle_of(root.certificate),
        bundle_of(root.certificate, stranger.certificate),
    ):
        told = verify(signed, bundle, NOON).as_dict()
        assert told["signer"].isprintable()
        assert not set(told["signer"]) & set("\u202e\u2066")
    assert TrustBundle.from_pem(bundle_of(known.certificate)).roots


ARABIC = "\u0625\u062f\u0627\u0631\u0629 \u0627\u0644\u062c\u0645\u0627\u0631\u0643"
TIFINAGH = "\u2d5c\u2d30\u2d4e\u2d56\u2d54\u2d49\u2d31\u2d5c"


@pytest.mark.parametrize(
    "name", [f"{ARABIC} ADII", f"{ARABIC} 2026", f"{ARABIC} (\u0627\u0644\u0645\u063a\u0631\u0628)", TIFINAGH]
)
def test_authorities_are_named_in_the_scripts_of_the_country(name: str) -> None:
    """Each of these stops the library's own comparison of names."""
    above = holder(common(name), authority=True)
    between = holder(common(f"{name[::-1]}"), above, authority=True)
    signer = holder(common(name), between)
    assert SignerMaterial(signer.key, signer.certificate, signer.above)
    assert all(each.ok for each in answers(signer, bundle_of(above.certificate, between.certificate)))
    other = holder(common(name), authority=True)
    assert not any(each.ok for each in answers(signer, bundle_of(other.certificate))[:2]), "of the same name alone"


def test_each_root_is_trusted_for_the_signers_that_the_bundle_names_under_it(customs: Holder, issuer: Holder) -> None:
    """A bundle of one office and the root of another, put together: each keeps its meaning."""
    other = holder(common("Other root"), authority=True)
    theirs = holder(common("Other signer"), other)
    joined = bundle_of(*customs.above, customs.certificate, other.certificate)
    for signer, notes in ((customs, False), (theirs, True)):
        made = issue(LAWFUL_QUITTANCE, signer.material)
        for content in (made.xml, made.pdf):
            report = verify(content, joined, NOON)
            assert report.ok
            assert ("trusted_by_root" in report.notes) is notes
    neighbour = issue(LAWFUL_QUITTANCE, holder(common("Neighbour"), issuer).material)
    assert verify(neighbour.xml, joined, NOON).problems == ("signer_not_named",)
    lost = bundle_of(customs.above[-1], customs.certificate)
    assert verify(neighbour.xml, lost, NOON).problems == ("signer_not_named",), "whose issuer is not in the bundle"


def test_an_authority_for_servers_has_no_signers_of_documents(root: Holder) -> None:
    servers = holder(common("Servers"), root, authority=True, more=[_purpose(ExtendedKeyUsageOID.SERVER_AUTH)])
    mail = holder(common("Mail"), root, authority=True, more=[_purpose(ExtendedKeyUsageOID.EMAIL_PROTECTION)])
    bundle = bundle_of(root.certificate)
    assert all(
        each.problems == ("not_a_signing_certificate",) for each in answers(holder(common("s"), servers), bundle)
    )
    assert all(each.ok for each in answers(holder(common("s"), mail), bundle))


def test_an_authority_may_renew_its_key_under_its_own_name() -> None:
    old = holder(common("Same name"), authority=True, path_length=0)
    new = holder(common("Same name"), old, authority=True)
    assert all(each.ok for each in answers(holder(common("signer"), new), bundle_of(old.certificate)))


def test_nothing_is_said_of_a_time_that_nobody_vouches_for(root: Holder, customs: Holder) -> None:
    """A note that the certificate was valid then must not stand beside the problem that it was not."""
    ended = holder(common("ended"), root, until=NOON - timedelta(days=2))
    for report in answers(ended, bundle_of(root.certificate, ended.certificate)):
        assert report.problems == ("certificate_not_valid_then",)
        assert report.notes == ()
    stranger = holder(common("other"), authority=True)
    made = issue(LAWFUL_QUITTANCE, customs.material)
    for content in (made.xml, made.pdf):
        assert verify(content, bundle_of(stranger.certificate), AGES_LATER).notes == ()
