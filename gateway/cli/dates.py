"""From when and until when, as people write it on the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

BEGIN = "Its first day, 2026-09-01 (from its beginning in Casablanca), or an instant, 2026-09-01T08:00:00+00:00."
END = "Its last day, 2027-01-31 (to the end of it in Casablanca), or an instant, 2027-01-31T18:00:00+00:00."


def beginning(text: str) -> datetime | None:
    """The instant from which on something is so; None where nothing is given. Raises PeopleError for what is none."""
    return _instant(text.strip(), timedelta(0)) if text.strip() else None


def ending(text: str) -> datetime:
    """The instant from which on something is so no more. Raises PeopleError for what is none."""
    return _instant(text.strip(), timedelta(days=1))


def _instant(written: str, after_a_day: timedelta) -> datetime:
    from gateway.people import PeopleError
    from schemas.days import local_moment

    try:
        if "T" not in written:
            day = datetime.combine(date.fromisoformat(written) + after_a_day, time())
            return local_moment(day).astimezone(UTC)
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo is not None else local_moment(moment)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PeopleError("no_date", given=written) from error
