"""What came in, and what each message held: declarations, requests, acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa

from gateway.ledger.tables.base import INDEXED, KEY, UNIQUE, Row, table
from renderers.records import Outcome


class SubmissionRow(Row):
    """Bytes that were accepted, with the files beside them."""

    id: Annotated[str, sa.String(40), KEY]
    partner: Annotated[str, sa.String(40), INDEXED]
    body: Annotated[Mapping[str, Any], sa.JSON]
    attachments: Annotated[Sequence[Mapping[str, Any]], sa.JSON]
    rejected: Annotated[Mapping[str, Mapping[str, Any]], sa.JSON]
    received_at: Annotated[str, sa.String(40)]
    acknowledgement: Annotated[str, sa.String(64)]


submission = table("submission", SubmissionRow)


class ArrivalRow(Row):
    """A delivery of a submission: by which channel, under which name; each `claim` is taken once."""

    claim: Annotated[str, sa.String(300), KEY]
    partner: Annotated[str, sa.String(40)]
    submission: Annotated[str, sa.String(40), INDEXED]
    name: Annotated[str, sa.String(200)]
    channel: Annotated[str, sa.String(20), {"server_default": "folder"}]


arrival = table("arrival", ArrivalRow)


class InterchangeRow(Row):
    """An EDIFACT interchange of a submission, counted from 1: what CONTRL says of it (`control`, `action` 4 or 7), the
    SHA-256 of the CONTRL, by which terms of the partner it was read, what its UNB says and what messages it has
    (`header`). Its `declarations` have the ordinals from `first`; `interchanges` is how many the submission has.
    """

    submission: Annotated[str, sa.String(40), KEY]
    number: Annotated[int, KEY]
    partner: Annotated[str, sa.String(40)]
    sender: Annotated[str, sa.String(120)]
    reference: Annotated[str, sa.String(35)]
    action: Annotated[str, sa.String(1)]
    first: int
    declarations: int
    interchanges: int
    terms: Annotated[Mapping[str, Any], sa.JSON]
    header: Annotated[Mapping[str, Any], sa.JSON]
    control: Annotated[Mapping[str, Any] | None, sa.JSON(none_as_null=True)]
    contrl_due: bool
    contrl: Annotated[str | None, sa.String(64)]
    read_at: Annotated[str, sa.String(40)]


interchange = table("interchange", InterchangeRow)


class InterchangeReferenceRow(Row):
    """The control references (0020) that a sender has used: those of interchanges that were acknowledged."""

    partner: Annotated[str, sa.String(40), KEY]
    sender: Annotated[str, sa.String(120), KEY]
    reference: Annotated[str, sa.String(35), KEY]
    submission: Annotated[str, sa.String(40)]
    number: int


interchange_reference = table("interchange_reference", InterchangeReferenceRow)


class DeclarationRow(Row):
    """What a message held: a declaration, or (`asked` says which) a request or an act of the office.

    `life` is where a declaration stands, `state` where its money stands; `current` is the submission that holds the
    version in force, `open` what must be done before its release. What came by EDIFACT has its place there in `edifact`
    (interchange, message, reference) and the XML that was made of it in `dum` (SHA-256, size). `in_force` is the
    SHA-256 of the XML of the version in force where that came by EDIFACT; None: it is the body of `current`. `answers`
    is the newest response (SHA-256 by form), `earlier_answers` those before it, the first one first. `office` is its
    bureau (box 4), `destination_office` and `discharge_office` those where its transit ends (boxes 26 and 14); none of
    them is known of what was refused or is a draft.
    """

    id: Annotated[str, sa.String(50), KEY]
    submission: Annotated[str, sa.String(40), INDEXED]
    partner: Annotated[str, sa.String(40), INDEXED]
    ordinal: int
    state: Annotated[str, sa.String(20), INDEXED]
    outcome: Annotated[Outcome, sa.String(20)]
    message_number: Annotated[str | None, sa.String(35)]
    reference: Annotated[str | None, sa.String(35)]
    function: Annotated[str | None, sa.String(1)]
    findings: Annotated[Sequence[Mapping[str, Any]], sa.JSON]
    findings_total: int
    law: Annotated[Mapping[str, Any], sa.JSON, {"server_default": "{}"}]
    examined: Annotated[Sequence[Mapping[str, Any]], sa.JSON]
    judged_at: Annotated[str, sa.String(40)]
    dum_number: Annotated[str | None, sa.String(18), UNIQUE]
    registered_at: Annotated[str | None, sa.String(40)]
    facts: Annotated[Mapping[str, Any], sa.JSON]
    assessment: Annotated[Mapping[str, Any] | None, sa.JSON]
    answers: Annotated[Mapping[str, str], sa.JSON]
    life: Annotated[str, sa.String(12), INDEXED, {"server_default": ""}]
    version: Annotated[int, {"server_default": "0"}]
    current: Annotated[str, sa.String(40), {"server_default": ""}]
    about: Annotated[str | None, sa.String(50), INDEXED]
    asked: Annotated[Mapping[str, Any], sa.JSON, {"server_default": "{}"}]
    open: Annotated[Sequence[str], sa.JSON, {"server_default": "[]"}]
    released_at: Annotated[str | None, sa.String(40)]
    replaces: Annotated[str | None, sa.String(50)]
    replaced_by: Annotated[str | None, sa.String(50)]
    dum: Annotated[Mapping[str, Any] | None, sa.JSON(none_as_null=True)]
    edifact: Annotated[Mapping[str, Any] | None, sa.JSON(none_as_null=True)]
    in_force: Annotated[str | None, sa.String(64)]
    earlier_answers: Annotated[Sequence[Mapping[str, str]], sa.JSON, {"server_default": "[]"}]
    office: Annotated[str | None, sa.String(3), INDEXED]
    destination_office: Annotated[str | None, sa.String(3), INDEXED]
    discharge_office: Annotated[str | None, sa.String(3), INDEXED]


declaration = table("declaration", DeclarationRow, sa.Index("ix_declaration_reference", "reference", "partner"))


class MessageNumberRow(Row):
    """A message number that a partner has used."""

    partner: Annotated[str, sa.String(40), KEY]
    number: Annotated[str, sa.String(35), KEY]
    submission: Annotated[str, sa.String(40)]


message_number = table("message_number", MessageNumberRow)


class ReferenceRow(Row):
    """A declarant's reference, and the newest declaration that holds it."""

    partner: Annotated[str, sa.String(40), KEY]
    reference: Annotated[str, sa.String(35), KEY]
    declaration: Annotated[str, sa.String(50)]


reference = table("reference", ReferenceRow)


class ActRow(Row):
    """An act of the office: what it said, on what, and what it was answered."""

    office: Annotated[str, sa.String(40), KEY]
    kind: Annotated[str, sa.String(30), KEY]
    number: Annotated[str, sa.String(35), KEY]
    declaration: Annotated[str | None, sa.String(50), INDEXED]
    sha256: Annotated[str, sa.String(64)]
    done_at: Annotated[str, sa.String(40)]
    data: Annotated[Mapping[str, Any], sa.JSON]
    answer: Annotated[Mapping[str, Any], sa.JSON]


act = table("act", ActRow)


class NoticeRow(Row):
    """A notice to the partner, the SHA-256 of its XML and of its CUSRES once they are written."""

    declaration: Annotated[str, sa.String(50), KEY]
    number: Annotated[int, KEY]
    at: Annotated[str, sa.String(40)]
    data: Annotated[Mapping[str, Any], sa.JSON]
    xml: Annotated[str | None, sa.String(64)]
    cusres: Annotated[str | None, sa.String(64)]


notice = table("notice", NoticeRow)
