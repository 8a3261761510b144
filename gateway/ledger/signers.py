"""By which signer the register is kept: another key is refused, unless this installation served the one before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from cryptography import x509

from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.signing.certificates import subject, thumbprint
from gateway.worded import WordedError

STREAM = Subject.REGISTER.of("signer")


class OtherSigner(WordedError):
    """The key is not the one by which the register is kept, and no known change of it."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate by which the register is or was kept: its SHA-256 (base64url), its subject, since when."""

    thumbprint: str
    subject: str
    since: str
    current: bool


def known(engine: sa.Engine) -> list[Signer]:
    """The signers of the register, the one that keeps it now first."""
    table = tables.register_signer
    rows = database.read(engine, sa.select(table).order_by(table.c.current.desc(), table.c.since.desc()))
    return [Signer(row.thumbprint, row.subject, row.since, row.current) for row in rows]


def keep(
    engine: sa.Engine, certificate: x509.Certificate, served_before: Collection[x509.Certificate], at: datetime
) -> None:
    """The register is kept by this certificate from now on, where it was before or the change is this installation's.

    `served_before` is what this installation served before this start: where it names the signer that the register
    knows, the key was changed here. Raises OtherSigner.
    """
    current = next((each for each in known(engine) if each.current), None)
    if current is not None and current.thumbprint == thumbprint(certificate):
        return
    if current is not None and current.thumbprint not in map(thumbprint, served_before):
        raise OtherSigner("signer.other", known=current.subject, since=current.since, given=subject(certificate))
    take_over(engine, certificate, at, "start", "first start" if current is None else "the operator changed the key")


def take_over(engine: sa.Engine, certificate: x509.Certificate, at: datetime, actor: str, why: str) -> None:
    """Write down that the register is kept by this certificate from now on."""
    data = {"thumbprint": thumbprint(certificate), "subject": subject(certificate), "why": why}
    database.write(
        engine, lambda connection: Log(connection, at, actor).append(STREAM, EventKind.REGISTER_SIGNED_BY, data)
    )


def refuse_new_authority(engine: sa.Engine, keys_are_there: bool, folder: object) -> None:
    """Before a sandbox makes keys of its own: not beside a register that is kept by others. Raises OtherSigner."""
    current = next((each for each in known(engine) if each.current), None)
    if current is not None and not keys_are_there:
        raise OtherSigner("signer.no_key", known=current.subject, since=current.since, folder=folder)
