"""Libraries that must not be called: whoever calls one is told so by no handler of errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gateway.signing import certificates, chain, check_pdf, check_xml, xml_signature
from gateway.signing import cms as signed_messages


class Called(BaseException):
    """A library was called with what our limits should have kept from it. No handler of errors takes it."""


def _refuse(*_: object, **__: object) -> None:
    raise Called


@contextmanager
def without(*libraries: tuple[object, str]) -> Iterator[None]:
    """These names of modules raise where they are called."""
    with pytest.MonkeyPatch.context() as patched:
        for module, name in libraries:
            patched.setattr(module, name, _refuse)
        yield


PARSER = (check_xml.etree, "fromstring")
PDF_READER = (check_pdf.pikepdf, "open")
CMS_READER = (signed_messages, "read_certificate")
CERTIFICATE_READER = (certificates.x509, "load_der_x509_certificate")
PATHS = (chain, "async_validate_path")
CANONICAL = (xml_signature, "_canonical")
