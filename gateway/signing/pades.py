"""PAdES B-B on an issued PDF: invisible field, SHA-256, certified so that no later change is allowed (DocMDP)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import algos
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from gateway.signing.certificates import as_asn1
from gateway.signing.material import SignerMaterial

FIELD = "Signature"

LEAST_ROOM = 4_096
"""Bytes for the signature (CMS) in a PDF, where it fits."""

STAMP_ROOM = 4_096
"""Bytes for a later time-stamp beside a signature that does not fit there."""

LONGEST_SIGNATURE = 72
"""Bytes of an ECDSA signature of P-256 in DER, at the most."""


class _LoadedKeySigner(Signer):  # type: ignore[misc]
    """pyHanko's signer over a key that was parsed once (its own parses the key for each signature)."""

    def __init__(self, material: SignerMaterial) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([as_asn1(each) for each in material.intermediates])
        super().__init__(
            signing_cert=as_asn1(material.certificate),
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            embed_roots=True,  # none is among them; an authority that renewed its key under its own name may be
        )
        self._key = material.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The ECDSA signature (DER) over `data`."""
        if digest_algorithm != "sha256":
            raise ValueError(f"unexpected digest {digest_algorithm}")
        return bytes(LONGEST_SIGNATURE) if dry_run else self._key.sign(data, ECDSA(SHA256()))

    @cached_property
    def room(self) -> int:
        """Bytes that a PDF keeps for a signature with this very chain; measured once, where pyHanko would each time."""
        attributes = PdfCMSSignedAttributes(signing_time=datetime.now(UTC))
        measured = self.async_sign(bytes(32), "sha256", dry_run=True, use_pades=True, signed_attr_settings=attributes)
        needed = len(asyncio.run(measured).dump())
        return LEAST_ROOM if needed <= LEAST_ROOM else needed + STAMP_ROOM


class _Revision(IncrementalPdfFileWriter):  # type: ignore[misc]
    """The appended revision: the signature alone. pyHanko would also rewrite the metadata with the machine's time."""

    def _update_meta(self) -> None:
        """Leaves the document's dates and producer as they were rendered."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Leaves the version: PDF/A-3 stands on PDF 1.7 (ISO 19005-3), and pyHanko would call it 2.0."""


class _DatedPdfSigner(PdfSigner):  # type: ignore[misc]
    """pyHanko's PDF signer with the time passed in."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: Signer, signed_at: datetime) -> None:
        super().__init__(metadata, signer=signer)
        self._signed_at = signed_at

    def init_signing_session(self, *args: Any, **named: Any) -> Any:
        """The session, at the given time instead of the machine's."""
        session = super().init_signing_session(*args, **named)
        session.system_time = self._signed_at
        return session


def sign_pdf(content: bytes, material: SignerMaterial, signed_at: datetime | None = None) -> bytes:
    """`content` certified by one invisible PAdES B-B signature over the whole file; now where no time is given.

    PDF/A and PDF/UA survive it. Not to be called inside a running event loop (pyHanko runs its own).
    Whether a specimen got a specimen's key is decided where its XML and QR are signed. Raises OutsideValidityError.
    """
    # A PDF may end without a newline, as Typst's do; the appended revision would then break PDF/A (6.1.9-1).
    source = BytesIO(content if content.endswith(b"\n") else content + b"\n")
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    when = (signed_at or datetime.now(UTC)).astimezone(UTC)
    material.check_validity(when)
    signer = _signer(material)
    signed: BytesIO = _DatedPdfSigner(metadata, signer, when).sign_pdf(
        _Revision(source), bytes_reserved=2 * signer.room
    )
    return signed.getvalue()


@lru_cache(maxsize=8)
def _signer(material: SignerMaterial) -> _LoadedKeySigner:
    return _LoadedKeySigner(material)
