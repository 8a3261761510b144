"""The facts of a QR code have one form, whoever sealed them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest
from joserfc import jws

from gateway.documents.verification import verify
from gateway.signing.dense_seal import as_jws
from gateway.signing.material import SignerMaterial
from gateway.signing.seal import ALGORITHM, _signing_key
from tests.documents.conftest import Issued
from tests.documents.examples import NOON


@pytest.mark.parametrize(
    "wrong",
    [
        {"a": None},
        {"a": 1.5},
        {"a": "1.0"},
        {"t": 20261125},
        {"t": "2026-13-45"},
        {"n": ""},
        {"k": "lottery"},
        {"c": "EUR"},
        {"s": 2},
        {"s": True},
        {"x": "AAAA"},
        {"z": "1"},
        {"d": ["x"]},
        {"a": "\u0661\u0662.\u0660\u0660"},
        {"n": "Q 1"},
        {"n": "Q\n1"},
        {"k": "dum"},
        {"g": "1990-01-01"},
    ],
)
def test_the_facts_of_a_code_have_one_form_whoever_sealed_them(
    wrong: dict[str, object], issued: Issued, sandbox: SignerMaterial
) -> None:
    seal = as_jws(issued.qr)
    payload = seal.split(".")[1]
    facts = json.loads(jws.extract_compact(seal.encode()).payload)
    assert urlsafe_b64encode(json.dumps(facts, separators=(",", ":")).encode()).rstrip(b"=").decode() == payload
    assert verify(_sealed(json.dumps(facts), sandbox), sandbox.bundle_pem, NOON).ok
    assert not verify(_sealed(json.dumps({**facts, **wrong}), sandbox), sandbox.bundle_pem, NOON).ok


def test_a_fact_that_is_said_twice_is_refused(issued: Issued, sandbox: SignerMaterial) -> None:
    facts = json.dumps(json.loads(jws.extract_compact(as_jws(issued.qr).encode()).payload))
    twice = facts[:-1] + ', "a": "1.00"}'
    assert not verify(_sealed(twice, sandbox), sandbox.bundle_pem, NOON).ok


def _sealed(payload: str, material: SignerMaterial) -> str:
    header = {"alg": ALGORITHM, "kid": material.thumbprint}
    return jws.serialize_compact(header, payload.encode(), _signing_key(material), algorithms=[ALGORITHM])
