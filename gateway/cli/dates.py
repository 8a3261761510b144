"""From when and until when, as people write it on the command line."""

from __future__ import annotations

from datetime import date, datetime, time

from schemas.days import local_moment

BEGIN = "Its first day, 2026-09-01 (from its beginning in Casablanca), or an instant, 2026-09-01T08:00:00+00:00."
END = "Its last day, 2027-01-31 (to the end of it in Casablanca), or an instant, 2027-01-31T18:00:00+00:00."


def beginning(text: str) -> datetime | None:
    """The instant from which on something is so; None where nothing is given. Raises PeopleError for what is none."""
    from gateway.people import PeopleError

    written = text.strip()
    if not written:
        return None
    try:
        if "T" not in written:
            return local_moment(datetime.combine(date.fromisoformat(written), time()))
        moment = datetime.fromisoformat(written)
        return moment if moment.tzinfo is not None else local_moment(moment)
    except (ValueError, OverflowError) as error:
        raise PeopleError("no_date", given=written) from error


def ending(text: str) -> datetime:
    """The instant from which on something is so no more. Raises PartnerError for what is none."""
    from gateway.partners.secret import end_of

    return end_of(text)
