"""The kinds of events, with what their streams are about and what their data hold. A kind is never renamed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Subject(StrEnum):
    """What a stream of events is about. Its streams are named `<subject>:<name>`."""

    PARTNER = "partner"
    COMPANY = "company"
    MANDATE = "mandate"
    SUBMISSION = "submission"
    DECLARATION = "declaration"
    CLAIM = "claim"
    ACCOUNT = "account"
    CREDIT = "credit"
    ACT = "act"
    SERIES = "series"
    WORK = "work"
    REGISTER = "register"
    PAYMENT = "payment"
    """Of the first versions alone."""
    CLOCK = "clock"
    """A stream without a name, as the next ones."""
    DAYS_AHEAD = "days-ahead"
    FORM_COPIES = "form-copies"
    OFFICE_SCOPE = "office-scope"
    ACCOUNT_MANDATE = "account-mandate"

    def of(self, name: object) -> str:
        """The stream about one of them."""
        return f"{self}:{name}"


class EventKind(StrEnum):
    """A kind of event: its word in the log, the subjects of its streams, and the keys of its data.

    `always` are the keys that each event written today has; `sometimes` those that it may have besides.
    """

    subjects: tuple[Subject, ...]
    always: frozenset[str]
    sometimes: frozenset[str]

    def __new__(
        cls, word: str, subjects: tuple[Subject, ...] | Subject, always: str = "", sometimes: str = ""
    ) -> EventKind:
        """One kind; keys are given as words with blanks between."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.subjects = (subjects,) if isinstance(subjects, Subject) else subjects
        kind.always, kind.sometimes = frozenset(always.split()), frozenset(sometimes.split())
        return kind

    def misfits(self, stream: str, data: Mapping[str, Any]) -> list[str]:
        """What is wrong with an event of this kind: its stream, keys that lack, keys that are not known."""
        given = frozenset(data)
        wrong = [] if stream.partition(":")[0] in self.subjects else [f"stream {stream}"]
        wrong += [f"lacks {key}" for key in sorted(self.always - given)]
        return wrong + [f"has {key}" for key in sorted(given - self.always - self.sometimes)]

    PARTNER_ADDED = "partner-added", Subject.PARTNER, "roles"
    PARTNER_ROLES = "partner-roles", Subject.PARTNER, "roles"
    PARTNER_OFFICES = "partner-offices", Subject.PARTNER, "offices"
    PARTNER_CLOSED = "partner-closed", Subject.PARTNER, "closed_at"
    PARTNER_REOPENED = "partner-reopened", Subject.PARTNER
    PARTNER_EDIFACT = (
        "partner-edifact",
        Subject.PARTNER,
        "answer_qualifier answer_routing answer_to associations contrl identification language latin1 qualifier tests",
    )
    PARTNER_ATTACHED = "partner-attached", Subject.PARTNER, "company scope since"
    PARTNER_DETACHED = "partner-detached", Subject.PARTNER, "company until"
    KEY_ADDED = "key-added", Subject.PARTNER, "hash label ends_at"
    KEY_END = "key-end", Subject.PARTNER, "hash ends_at"
    KEY_REVOKED = "key-revoked", Subject.PARTNER, "hash"

    COMPANY_ADDED = "company-added", Subject.COMPANY, "name"
    COMPANY_RENAMED = "company-renamed", Subject.COMPANY, "name"
    IDENTIFIER_GIVEN = "identifier-given", Subject.COMPANY, "holder since value"
    IDENTIFIER_ENDED = "identifier-ended", Subject.COMPANY, "holder since until"
    MANDATE_GIVEN = (
        "mandate-given",
        Subject.MANDATE,
        "basis company flow holder offices scope since until",
    )
    MANDATE_TAKEN_UP = "mandate-taken-up", Subject.MANDATE, "at"
    MANDATE_ENDED = "mandate-ended", Subject.MANDATE, "at reason"

    ACCEPTED = "accepted", Subject.SUBMISSION, "acknowledgement attachments body partner rejected"
    ARRIVED = "arrived", Subject.SUBMISSION, "claim name partner", "channel"
    INTERCHANGE_READ = (
        "interchange-read",
        Subject.SUBMISSION,
        "action contrl_due control declarations first header interchanges number partner reference sender"
        " takes_reference terms",
    )
    CONTRL_WRITTEN = "contrl-written", Subject.SUBMISSION, "number sha256"
    WORK_FORGOTTEN = "work-forgotten", (Subject.SUBMISSION, Subject.WORK), "attempts error key kind work"

    JUDGED = (
        "judged",
        Subject.DECLARATION,
        "about asked dum edifact examined facts findings findings_total function law message_number ordinal outcome"
        " partner reference submission takes_message_number",
    )
    ANSWERED = "answered", Subject.DECLARATION, "ar en fr json xml", "cusres"
    PARTIES_READ = "parties-read", Subject.DECLARATION, "flow parties"
    LODGED = "lodged", Subject.DECLARATION, "partner reference"
    REGISTERED = "registered", Subject.DECLARATION, "dum_number partner reference serial series"
    REGISTRATION_REFUSED = "registration-refused", Subject.DECLARATION, "reason"
    ASSESSED = "assessed", Subject.DECLARATION, "lines number serial series total"
    OPENED = "opened", Subject.DECLARATION, "what"
    COMPLETED = "completed", Subject.DECLARATION, "what"
    AMENDED = "amended", Subject.DECLARATION, "dum facts life reason request submission version"
    REPLACED = "replaced", Subject.DECLARATION, "by reason"
    CANCELLED = "cancelled", Subject.DECLARATION, "reason request"
    RELEASED = "released", Subject.DECLARATION
    CLOSED = "closed", Subject.DECLARATION
    REOPENED = "reopened", Subject.DECLARATION, "reason"
    DECIDED = "decided", Subject.DECLARATION, "state reason"
    NOTICED = (
        "noticed",
        Subject.DECLARATION,
        "cause dum_number life number state version",
        "act_number assessment details documents office officer reason",
    )
    NOTICE_WRITTEN = "notice-written", Subject.DECLARATION, "number xml", "cusres"
    DOCUMENT_DUE = "document-due", Subject.DECLARATION, "kind number partner record replaces serial series"
    ISSUED = "issued", Subject.DECLARATION, "number pdf xml"
    DOCUMENT_CANCELLED = "document-cancelled", Subject.DECLARATION, "number reason"

    ACTED = (
        "acted",
        (Subject.DECLARATION, Subject.ACT),
        "answer data declaration kind number office sha256",
    )
    ACT_REFUSED = "act-refused", Subject.ACT, "findings sha256"

    CLAIM_OPENED = (
        "claim-opened",
        Subject.CLAIM,
        "amount credit debtor declaration due_on method notice_on office opened_on partner",
    )
    CLAIM_ADJUSTED = "claim-adjusted", Subject.CLAIM, "amount credit due_on method notice_on on"
    CLAIM_PAID = (
        "claim-paid",
        Subject.CLAIM,
        "amount applied declaration method number office on paid_at quittance replaces sha256",
    )
    PAYMENT_REVERSED = "payment-reversed", Subject.CLAIM, "amount number office on quittance reason"
    CLAIM_DISPUTED = "claim-disputed", Subject.CLAIM, "reason"
    DISPUTE_ENDED = "dispute-ended", Subject.CLAIM, "notice_on reason"
    CLAIM_CANCELLED = "claim-cancelled", Subject.CLAIM, "reason settles"
    LAST_NOTICE = "last-notice", Subject.CLAIM, "number on"
    CREDIT_OPENED = "credit-opened", Subject.CREDIT, "ceiling holder ice term_days"
    CREDIT_CHANGED = "credit-changed", Subject.CREDIT, "ceiling holder ice term_days"
    CREDIT_CHARGED = "credit-charged", Subject.CREDIT, "amount claim"

    ACCOUNT_OPENED = (
        "account-opened",
        Subject.ACCOUNT,
        "articles binding deadline declaration guarantor last_deadline office opened_on operator partner principal"
        " regime",
    )
    ACCOUNT_CHANGED = (
        "account-changed",
        Subject.ACCOUNT,
        "articles binding deadline declaration guarantor last_deadline office opened_on operator partner principal"
        " regime",
    )
    ACCOUNT_CANCELLED = "account-cancelled", Subject.ACCOUNT, "reason"
    ACCOUNT_EXTENDED = "account-extended", Subject.ACCOUNT, "deadline reason"
    DISCHARGED = "discharged", Subject.ACCOUNT, "cause certificate definitive issued_on lines released"
    DISCHARGE_UNDONE = "discharge-undone", Subject.ACCOUNT, "certificate reason"

    SERIES_CONTINUED = "series-continued", Subject.SERIES, "by first serial series why"
    REGISTER_SIGNED_BY = "register-signed-by", Subject.REGISTER, "subject thumbprint why"
    CLOCK_HELD = "clock-held", Subject.CLOCK, "last now why"
    CLOCK_CONFIRMED = "clock-confirmed", Subject.CLOCK, "by instant"
    CLOCK_STOOD = "clock-stood", Subject.CLOCK
    DAYS_AHEAD = "days-ahead", Subject.DAYS_AHEAD, "before days"
    FORM_COPIES = "form-copies", Subject.FORM_COPIES, "copies"
    OFFICE_SCOPE = "office-scope", Subject.OFFICE_SCOPE, "scope"
    ACCOUNT_MANDATE = "account-mandate", Subject.ACCOUNT_MANDATE, "mandate"

    PAID = "paid", Subject.DECLARATION
    """Of the first versions alone: payment and claim in one; its data are not held to anything."""
    PAYMENT_REFUSED = "payment-refused", (Subject.PAYMENT, Subject.DECLARATION)
    """Of the first versions alone."""


EARLIER = (EventKind.PAID, EventKind.PAYMENT_REFUSED)
"""Kinds that are not written any more."""
