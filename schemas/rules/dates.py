"""Dates against each other: message, arrival, signatures and earlier documents, in days of Casablanca."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from schemas.rules import Circumstances, Fault, Group, amount, rule

SIGNATURES = ("Signature", "DeclarantSignature")
FIRST_DAY = date(1992, 1, 1)
"""The form is in force since then; none was signed before."""


@rule("DAT-1")
def message_is_not_of_the_future(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The message is not dated later than the day on which it is judged. Clocks differ: some days are allowed."""
    day = circumstances.law.day
    if (dum.issue_date_time.date() - day).days > circumstances.law.tolerances["message_ahead"]:
        yield dum.fault("issue_date_time", day=day.isoformat())


@rule("B24-1")
def arrival_is_near_the_message(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 24: goods may be declared before they arrive, but not for months ahead."""
    if dum.arrival_date is None:
        return
    days, message = circumstances.law.tolerances["anticipation"], dum.issue_date_time.date()
    if (dum.arrival_date - message).days > days:
        yield dum.fault("arrival_date", message=message.isoformat(), days=amount(days))


@rule("B24-2")
def arrival_is_not_long_ago(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 24: goods are declared within a year of their arrival."""
    if dum.arrival_date is None:
        return
    days, message = circumstances.law.tolerances["arrival_age"], dum.issue_date_time.date()
    if (message - dum.arrival_date).days > days:
        yield dum.fault("arrival_date", message=message.isoformat(), days=amount(days))


@rule("SIG-1", each=SIGNATURES)
def nobody_signed_after_the_message(signature: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Boxes 39, 40 and 41 are signed before the message is sent, or on the same day."""
    message = circumstances.dum.issue_date_time.date()
    if signature.date > message:
        yield signature.fault("date", message=message.isoformat())


@rule("SIG-2", each=SIGNATURES)
def nobody_signed_before_the_form_was_there(signature: Group, _: Circumstances) -> Iterator[Fault]:
    """Boxes 39, 40 and 41 are signed since the form is in force."""
    if signature.date < FIRST_DAY:
        yield signature.fault("date", first=FIRST_DAY.isoformat())


@rule("SIG-3", each=SIGNATURES)
def nobody_signed_long_ago(signature: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Boxes 39, 40 and 41 are signed for this declaration: within a year of its message."""
    days, message = circumstances.law.tolerances["signature_age"], circumstances.dum.issue_date_time.date()
    if (message - signature.date).days > days and signature.date >= FIRST_DAY:
        yield signature.fault("date", message=message.isoformat(), days=amount(days))


@rule("B37-5", each="PreviousDocument")
def previous_document_is_earlier(document: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 37: an earlier declaration is not dated after this message."""
    message = circumstances.dum.issue_date_time.date()
    if document.date is not None and document.date > message:
        yield document.fault("date", message=message.isoformat())


@rule("B38-1", each="ImportEngagement")
def import_engagement_is_earlier(engagement: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 38: an import engagement is not dated after this message."""
    message = circumstances.dum.issue_date_time.date()
    if engagement.date > message:
        yield engagement.fault("date", message=message.isoformat())
