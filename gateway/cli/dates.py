"""From when and until when, as people write it on the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from schemas.days import local_moment

BEGIN = "Its first day, 2026-09-01 (from its beginning in Casablanca), or an instant, 2026-09-01T08:00:00+00:00."
END = "Its last day, 2027-01-31 (to the end of it in Casablanca), or an instant, 2027-01-31T18:00:00+00:00."


def beginning(text: str) -> datetime | None:
    """The instant from which on something is so; None where nothing is given. Raises PeopleError for what is none."""
    if not text.strip():
        return None
    written = text.strip()
    return _instant(written, lambda: local_moment(datetime.combine(date.fromisoformat(written), time())))


def ending(text: str) -> datetime:
    """The instant from which on something is so no more. Raises PeopleError for what is none."""
    written, day = text.strip(), timedelta(days=1)
    return _instant(written, lambda: local_moment(datetime.combine(date.fromisoformat(written) + day, time())))


def _instant(written: str, of_day: Callable[[], datetime]) -> datetime:
    from gateway.people import PeopleError

    try:
        moment = datetime.fromisoformat(written) if "T" in written else of_day()
        return (moment if moment.tzinfo is not None else local_moment(moment)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PeopleError("no_date", given=written) from error
