"""Keys: shown once and kept as SHA-256; and until when one opens, as people write it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, time, timedelta

from gateway.partners.partner import PartnerError
from schemas.days import local_moment


def new(prefix: str) -> str:
    """A new key."""
    return prefix + secrets.token_urlsafe(24)


def hash_of(key: str) -> str:
    """What is kept of a key. Keys have 192 random bits: a plain hash cannot be searched."""
    return hashlib.sha256(key.encode()).hexdigest()


def end_of(text: str) -> datetime:
    """The instant from which on a key opens nothing.

    A day, 2027-01-31, is its last one: it ends with that day in Casablanca. An instant is the end itself, without an
    offset by the clock of Casablanca. Raises PartnerError.
    """
    written = text.strip()
    try:
        if "T" not in written:
            return local_moment(datetime.combine(date.fromisoformat(written) + timedelta(days=1), time()))
        moment = datetime.fromisoformat(written)
        return moment if moment.tzinfo is not None else local_moment(moment)
    except (ValueError, OverflowError) as error:
        raise PartnerError("no_end", given=text) from error
