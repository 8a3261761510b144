"""The gateway put together: database, store, keys, administration, runner. Everything else is given this."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from gateway.administration.interface import Administration
from gateway.administration.sandbox import Sandbox
from gateway.clock import Clock, ahead, casablanca_now
from gateway.ledger.database import open_database
from gateway.partners import Partners
from gateway.pipeline.runner import DueRows, Runner
from gateway.pipeline.workers import Workers
from gateway.settings import Settings
from gateway.signing.authority import load_operator, load_or_create_sandbox
from gateway.signing.material import (
    INSTANT,
    KeyMaterialError,
    MixedAuthorityError,
    OutsideValidityError,
    SignerMaterial,
    TrustBundle,
    refuse_mixed,
)
from gateway.store.files import FileStore
from gateway.tables.in_force import law_in_force
from gateway.tables.installing import keep_shipped
from gateway.trust.served import Served
from schemas.law import Law

ADMINISTRATIONS: Mapping[str, Callable[[], Administration]] = {"sandbox": Sandbox}
"""Who may register and assess, by the setting `administration`."""


class AlreadyRunning(Exception):
    """Another service runs on this data folder: stop it, or give this one a data folder of its own."""


@dataclass
class Gateway:
    """The parts of a gateway. `clock` is the only source of time."""

    settings: Settings
    engine: sa.Engine
    store: FileStore
    material: SignerMaterial
    served: Served
    administration: Administration
    partners: Partners
    runner: Runner
    workers: Workers
    clock: Clock

    @property
    def specimen(self) -> bool:
        """True where nothing that is issued has legal effect."""
        return self.administration.specimen

    @property
    def law(self) -> Law:
        """The tables in force at this moment."""
        return law_in_force(self.settings)

    def close(self) -> None:
        """End the workers and let go of the database."""
        self.workers.close()
        self.engine.dispose()


def open_gateway(settings: Settings, clock: Clock = casablanca_now) -> Gateway:
    """Put a gateway together.

    Raises MixedAuthorityError where key and administration do not belong together, KeyMaterialError where the trust
    bundle of this installation is damaged or would grow too large, or the store cannot be read.
    """
    from gateway.pipeline.tasks import prepare

    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    administration = ADMINISTRATIONS[settings.administration]()
    material = load_material(settings)
    refuse_mixed(administration.specimen, material)
    if settings.days_ahead:
        if not administration.specimen:
            raise MixedAuthorityError("DUMGATE_DAYS_AHEAD is for a sandbox: what is issued bears the day of its clock.")
        clock = ahead(clock, settings.days_ahead)
    keep_shipped(settings.data)
    law_in_force(settings)  # damaged tables stop a start
    served = Served(settings.data, material, administration.specimen)
    served.grow()
    store = _store(settings.data / "store")
    engine = open_database(settings.database_url)
    return Gateway(
        settings=settings,
        engine=engine,
        store=store,
        material=material,
        served=served,
        administration=administration,
        partners=Partners(engine, administration.specimen),
        runner=DueRows(engine),
        workers=Workers(settings.workers, partial(prepare, settings, material.bundle_pem)),
        clock=clock,
    )


def _store(folder: Path) -> FileStore:
    try:
        return FileStore(folder)
    except OSError as error:
        raise KeyMaterialError(
            f"The store {folder} cannot be read: {error.strerror}. Mend it, and start again."
        ) from error


def load_material(settings: Settings) -> SignerMaterial:
    """The signing key: the operator's where one is set, else that of the sandbox. Raises KeyMaterialError."""
    if (settings.signing_key is None) != (settings.signing_certificates is None):
        raise KeyMaterialError(
            "Set both DUMGATE_SIGNING_KEY and DUMGATE_SIGNING_CERTIFICATES, or none of them for a sandbox key."
        )
    if settings.signing_key is not None and settings.signing_certificates is not None:
        return load_operator(settings.signing_key, settings.signing_certificates)
    return load_or_create_sandbox(settings.data / "keys")


def ready_to_sign(gateway: Gateway) -> None:
    """Before a service starts: it can sign, and what it serves lets others check all that it ever signed.

    What waited for a key that may sign is due then.

    Raises KeyMaterialError, with what to do, where it cannot sign now, the trust bundle cannot be served, or the store
    is away.
    """
    from gateway.pipeline.tasks import KeyChangedError
    from gateway.signing.chain import Span, standing
    from gateway.trust.past import Past

    settings, now = gateway.settings, gateway.clock()
    try:
        gateway.material.check_validity(now)
    except OutsideValidityError as error:
        own, sandbox = settings.signing_certificates, settings.data / "keys"
        remedy = (
            f"Put a valid certificate and its chain into {own}, its key into {settings.signing_key}, and start again."
            if own
            else "Set the clock of the machine and DUMGATE_DAYS_AHEAD to a day on which it is valid."
        )
        raise KeyMaterialError(
            f"Nothing can be signed at {now.astimezone(UTC):{INSTANT}}: {error} (in {own or sandbox}). {remedy}"
        ) from error
    material, chain = gateway.material, settings.signing_certificates or settings.data / "keys"
    verified = standing(material.certificate, material.intermediates, TrustBundle.of(material.path), Span.at(now))
    if verified.problems:
        raise KeyMaterialError(
            f"What is signed with the chain in {chain} would not verify ({', '.join(verified.problems)}): a "
            "constraint or a usage in it is against RFC 5280. Ask the authority for a certificate whose whole chain "
            "holds, and start again."
        )
    Past(gateway.engine, gateway.store, gateway.served).collect()
    gateway.runner.retry_failed(OutsideValidityError)
    gateway.runner.retry_failed(KeyChangedError)


def make_folders(settings: Settings, partner: str) -> None:
    """The two folders of a partner who sends declarations."""
    for folder in (settings.inbox, settings.outbox):
        (folder / partner).mkdir(parents=True, exist_ok=True)


def lock(folder: Path) -> int:
    """Hold the data folder for this process until it ends. Raises AlreadyRunning."""
    handle = os.open(folder / "service.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise AlreadyRunning(f"Another service runs on {folder}.") from error
    return handle
