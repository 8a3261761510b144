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
from gateway.delivery.channels import Channel, channels
from gateway.dossier.acts.submit_act import Acts
from gateway.dossier.unit_of_work import Desks
from gateway.law_tables.in_force import law_by_digest, law_in_force
from gateway.law_tables.installing import keep_shipped
from gateway.ledger import mark, signers
from gateway.ledger.agreement import compare, follow, refuse_lost
from gateway.ledger.lease import AlreadyRunning, FileLease, Lease, hold_database, hold_folder
from gateway.ledger.opening import open_database
from gateway.ledger.refusal import told, told_at_opening
from gateway.partners import Partners
from gateway.pipeline.accept import Acceptance, Room
from gateway.pipeline.calendar import Calendar
from gateway.pipeline.deliveries import Deliveries
from gateway.pipeline.interchanges import Interchanges
from gateway.pipeline.open_arrivals import OpenArrivals
from gateway.pipeline.papers import Papers
from gateway.pipeline.reading import Reading
from gateway.pipeline.road import Road
from gateway.pipeline.tasks import KeyChangedError, prepare
from gateway.pipeline.validation import Validation
from gateway.pipeline.waiting_notices import WaitingNotices
from gateway.settings import Settings
from gateway.signing.authority import load_material
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


__all__ = ["AlreadyRunning", "Gateway", "lock", "make_folders", "open_gateway", "ready_to_sign"]


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

    def law_for(self, digest: str = "") -> Law:
        """The tables of a digest, where they are kept; else those in force."""
        return (law_by_digest(self.settings, digest) if digest else None) or self.law

    @property
    def desks(self) -> Desks:
        """Where something is done to the ledger."""
        return Desks(self.engine, self.clock, self.runner, lambda: self.law, self.administration)

    @property
    def acceptance(self) -> Acceptance:
        """Where submissions are taken in."""
        room = Room(self.settings.data, self.settings.min_free_bytes)
        given = (self.engine, self.store, self.runner, self.material, self.clock, self.guard, room)
        return Acceptance(*given, self.specimen)

    @property
    def acts(self) -> Acts:
        """Where acts of the office are taken in."""
        return Acts(self.desks, self.store, self.guard.ask)

    @property
    def interchanges(self) -> Interchanges:
        """The EDIFACT interchanges of the ledger."""
        own, limits = self.settings.edifact_own, self.settings.edifact_limits
        return Interchanges(self.engine, self.runner, self.partners, self.clock, own, limits, self.specimen)

    @property
    def reading(self) -> Reading:
        """Where submissions are read."""
        given = (self.store, self.workers, self.partners, self.acts, self.interchanges, self.settings)
        return Reading(self.desks, *given)

    @property
    def papers(self) -> Papers:
        """Where answers, notices and documents are written."""
        given = (self.store, self.workers, self.runner, self.clock, self.law_for, self.interchanges)
        return Papers(self.engine, *given, self.specimen)

    @property
    def road(self) -> Road:
        """The steps of the work."""
        deliveries = Deliveries(self.engine, self.store, self.channels)
        return Road(self.desks, self.guard, self.reading, self.papers, deliveries)

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The ways by which answers reach partners. Raises NoSuchGroup."""
        return channels(self.settings.outbox, modes_of(self.settings))

    @property
    def calendar(self) -> Calendar:
        """The days that come."""
        return Calendar(self.desks, self.guard, self.material)

    @property
    def validation(self) -> Validation:
        """Where verdicts are given that are not kept."""
        return Validation(self.workers, self.clock, self.settings, self.specimen)

    def waiting_notices(self) -> WaitingNotices:
        """What tells senders that their work waits."""
        return WaitingNotices(
            OpenArrivals(self.engine), self.runner, self.channels, self.settings, self.clock, self.specimen
        )

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
            settings.workers,
            partial(prepare, settings, material.bundle_pem),
            settings.worker_memory_bytes,
            "gateway.pipeline.preloaded",
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


def ready_to_sign(gateway: Gateway) -> None:
    """Before a service starts: it can sign, and what it serves lets others check all that it ever signed.

    What waited for a key that may sign is due then.

    Raises KeyMaterialError, with what to do, where it cannot sign now, the trust bundle cannot be served, or the store
    is away; OtherSigner where the register is kept by another key.
    """
    from gateway.signing.chain import Span, check_signer
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
    verified = check_signer(material.certificate, material.intermediates, TrustBundle.of(material.path), Span.at(now))
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
