"""The gateway put together: database, store, keys, administration, runner. Everything else is given this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from gateway.administration.interface import Administration
from gateway.administration.sandbox import Sandbox
from gateway.clock import Clock, ahead, casablanca_now
from gateway.law_tables.in_force import law_in_force
from gateway.law_tables.installing import keep_shipped
from gateway.ledger import mark, signers
from gateway.ledger.agreement import compare, follow, refuse_lost
from gateway.ledger.database import open_database
from gateway.ledger.lease import AlreadyRunning, FileLease, Lease, hold_database, hold_folder
from gateway.ledger.refusal import told, told_at_opening
from gateway.partners import Partners
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
from gateway.store.modes import modes_of
from gateway.store.safe_files import make_root, opened
from gateway.timekeeping.guard import ClockGuard
from gateway.trust.served import Served
from gateway.work.runner import DueRows, Runner
from gateway.work.workers import Workers
from schemas.law import Law

ADMINISTRATIONS: Mapping[str, Callable[[], Administration]] = {"sandbox": Sandbox}
"""Who may register and assess, by the setting `administration`."""


__all__ = ["AlreadyRunning", "Gateway", "load_material", "lock", "make_folders", "open_gateway", "ready_to_sign"]


@dataclass
class Gateway:
    """The parts of a gateway. `clock` is the only source of time."""

    settings: Settings
    engine: sa.Engine
    mark: mark.Mark
    store: FileStore
    material: SignerMaterial
    served: Served
    administration: Administration
    partners: Partners
    runner: Runner
    workers: Workers
    clock: Clock
    guard: ClockGuard = field(init=False)

    def __post_init__(self) -> None:
        self.guard = ClockGuard(self.engine, timedelta(days=self.settings.clock_jump), lambda: self.clock())

    @property
    def specimen(self) -> bool:
        """True where nothing that is issued has legal effect."""
        return self.administration.specimen

    @property
    def law(self) -> Law:
        """The tables in force at this moment."""
        return law_in_force(self.settings)

    def close(self) -> None:
        """End the workers and let go of the database and its mark."""
        self.workers.close()
        self.engine.dispose()
        self.mark.close()


def open_gateway(settings: Settings, clock: Clock = casablanca_now) -> Gateway:
    """Put a gateway together.

    Raises MixedAuthorityError where key and administration do not belong together, KeyMaterialError where the trust
    bundle of this installation is damaged or would grow too large, or the store cannot be read; WordedError where the
    database is away, is not the one that was marked, or is kept by a signer whose key is not here.
    """
    from gateway.pipeline.tasks import prepare

    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    administration = ADMINISTRATIONS[settings.administration]()
    if settings.days_ahead:
        if not administration.specimen:
            raise MixedAuthorityError("DUMGATE_DAYS_AHEAD is for a sandbox: what is issued bears the day of its clock.")
        clock = ahead(clock, settings.days_ahead)
    engine = open_ledger(settings)
    if settings.signing_key is None:
        keys = settings.data / "keys"
        with told(settings.database_url):
            signers.refuse_new_authority(engine, keys.is_dir() and any(keys.iterdir()), keys)
    material = load_material(settings)
    refuse_mixed(administration.specimen, material)
    keep_shipped(settings.data)
    law_in_force(settings)  # damaged tables stop a start
    served = Served(settings.data, material, administration.specimen)
    served.grow()
    store = _store(settings.data / "store")
    return Gateway(
        settings=settings,
        engine=engine,
        mark=marked_by(engine, settings),
        store=store,
        material=material,
        served=served,
        administration=administration,
        partners=Partners(engine, administration.specimen, clock),
        runner=DueRows(engine),
        workers=Workers(
            settings.workers, partial(prepare, settings, material.bundle_pem), settings.worker_memory_bytes
        ),
        clock=clock,
    )


def open_ledger(settings: Settings) -> sa.Engine:
    """The database, brought up to date. Raises DatabaseRefused, LedgerRefused where it is gone."""
    with told_at_opening(settings.database_url):
        refuse_lost(settings.database_url, mark.Mark(settings.mark_file))
    return open_database(settings.database_url)


def hold(settings: Settings) -> Lease:
    """The database of the settings is held for this process. Raises AlreadyRunning, DatabaseRefused."""
    with told_at_opening(settings.database_url):
        return hold_database(settings.database_url)


def marked_by(engine: sa.Engine, settings: Settings) -> mark.Mark:
    """The mark of a ledger, brought up to it; what is committed from now on raises it. Raises LedgerRefused."""
    found = mark.Mark(settings.mark_file)
    with told(settings.database_url):
        compare(engine, found, settings.data / "store").must_be_sound()
        follow(engine, found)
    mark.attach(engine, found)
    return found


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
    is away; OtherSigner where the register is kept by another key.
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
    signers.keep(gateway.engine, gateway.material.certificate, gateway.served.before, now)
    Past(gateway.engine, gateway.store, gateway.served).collect()
    gateway.runner.retry_failed(OutsideValidityError)
    gateway.runner.retry_failed(KeyChangedError)


def make_folders(settings: Settings, partner: str) -> None:
    """The two folders of a partner who sends declarations, where he has none yet.

    Raises NoSuchGroup, and OSError where something else has the name of one or it cannot be made.
    """
    modes = modes_of(settings)
    for root in (settings.inbox, settings.outbox):
        make_root(root, modes)
        with opened(root / partner, create=True, modes=modes):
            pass


def lock(folder: Path) -> FileLease:
    """Hold the data folder for this process until it ends. Raises AlreadyRunning."""
    return hold_folder(folder)
