"""The register itself: who signs it, and the gaps in its series."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa

from gateway.ledger.tables.base import KEY, Row, table


class RegisterSignerRow(Row):
    """Each certificate that the register was kept by; `current` is the one that keeps it now. `thumbprint`: the SHA-256
    of the certificate in base64url (RFC 7515, x5t#S256)."""

    thumbprint: Annotated[str, sa.String(64), KEY]
    subject: str
    since: Annotated[str, sa.String(40)]
    current: bool


register_signer = table("register_signer", RegisterSignerRow)


class SeriesGapRow(Row):
    """Numbers that this ledger does not know and never gives, from `first` to `last`: after a restore, what may have
    been given and was lost. The last of them also stands in `series`, so that the next number is the one behind the
    gap."""

    name: Annotated[str, sa.String(40), KEY]
    first: Annotated[int, KEY]
    last: int
    why: str
    actor: Annotated[str, sa.String(40)]
    at: Annotated[str, sa.String(40)]


series_gap = table("series_gap", SeriesGapRow)
