"""What signs: the key is its owner's alone, its certificates are valid and verify, and others are served them."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from gateway.checking.check_report import Checked, Severity
from gateway.checking.installation import Installation
from gateway.service import ADMINISTRATIONS
from gateway.settings import Settings
from gateway.signing.authority import CHAIN, SIGNING_KEY, load_operator
from gateway.signing.chain import Span, check_signer
from gateway.signing.expiry import state_of
from gateway.signing.material import KeyMaterialError, SignerMaterial, TrustBundle, refuse_mixed
from gateway.trust.served import FOLDER, SERVED, certificates_of


def check_keys(installation: Installation, checked: Checked) -> None:
    """Nothing is made where there is no key."""
    settings, now = installation.settings, installation.now
    key, chain = _files(settings)
    if settings.signing_key is None and not key.exists():
        checked.add("wrong", "keys.missing", folder=key.parent)
        return
    for file in _secrets(settings):
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o077:
            checked.add("wrong", "keys.mode", file=file, mode=f"{mode:04o}")
    if checked.faults:
        return
    specimen = ADMINISTRATIONS[settings.administration]().specimen
    try:
        material = load_operator(key, chain)
        refuse_mixed(specimen, material)
    except KeyMaterialError as error:
        checked.add("wrong", "keys.unusable", reason=error)
        return
    state = state_of(material, now)
    checked.facts = state.as_dict()
    if state.warning is not None:
        severity: Severity = "noted" if state.warning == "ends_soon" else "wrong"
        facts = {"file": chain, "not_after": state.not_after.isoformat(), "days": state.days_left}
        checked.add(severity, f"keys.{state.warning}", **facts)
    else:
        found = check_signer(material.certificate, material.intermediates, TrustBundle.of(material.path), Span.at(now))
        if found.problems:
            checked.add("wrong", "keys.chain", file=chain, problems=", ".join(found.problems))
    _check_bundle(settings.data / FOLDER / SERVED[specimen], material, checked)


def _check_bundle(file: Path, material: SignerMaterial, checked: Checked) -> None:
    try:
        served = set(certificates_of(file))
    except KeyMaterialError as error:
        checked.add("wrong", "keys.bundle", file=file, reason=error)
        return
    checked.facts["served"] = len(served)
    if not served.issuperset(material.path):
        checked.add("wrong", "keys.not_served", file=file)


def _files(settings: Settings) -> tuple[Path, Path]:
    if settings.signing_key is not None and settings.signing_certificates is not None:
        return settings.signing_key, settings.signing_certificates
    keys = settings.data / "keys"
    return keys / SIGNING_KEY, keys / CHAIN


def _secrets(settings: Settings) -> Iterator[Path]:
    """The files that hold private keys."""
    key, _ = _files(settings)
    if key.exists():
        yield key
    yield from (each for each in sorted((settings.data / "keys").glob("*-key.pem")) if each != key)
