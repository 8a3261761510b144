"""What came in, and what each message held: declarations, requests, acts."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger.tables.base import metadata

submission = sa.Table(
    "submission",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("partner", sa.String(40), nullable=False, index=True),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("attachments", sa.JSON, nullable=False),
    sa.Column("rejected", sa.JSON, nullable=False),
    sa.Column("received_at", sa.String(40), nullable=False),
    sa.Column("acknowledgement", sa.String(64), nullable=False),
)

arrival = sa.Table(
    "arrival",
    metadata,
    sa.Column("claim", sa.String(300), primary_key=True),
    sa.Column("partner", sa.String(40), nullable=False),
    sa.Column("submission", sa.String(40), nullable=False, index=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("channel", sa.String(20), nullable=False, server_default="folder"),
)

interchange = sa.Table(
    "interchange",
    metadata,
    sa.Column("submission", sa.String(40), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("partner", sa.String(40), nullable=False),
    sa.Column("sender", sa.String(120), nullable=False),
    sa.Column("reference", sa.String(35), nullable=False),
    sa.Column("action", sa.String(1), nullable=False),
    sa.Column("first", sa.Integer, nullable=False),
    sa.Column("declarations", sa.Integer, nullable=False),
    sa.Column("interchanges", sa.Integer, nullable=False),
    sa.Column("terms", sa.JSON, nullable=False),
    sa.Column("header", sa.JSON, nullable=False),
    sa.Column("control", sa.JSON(none_as_null=True)),
    sa.Column("contrl_due", sa.Boolean, nullable=False),
    sa.Column("contrl", sa.String(64)),
    sa.Column("read_at", sa.String(40), nullable=False),
)
"""An EDIFACT interchange of a submission, counted from 1: what CONTRL says of it (`control`, `action` 4 or 7), the
SHA-256 of the CONTRL, by which terms of the partner it was read, what its UNB says and what messages it has
(`header`). Its `declarations` have the ordinals from `first`; `interchanges` is how many the submission has."""

interchange_reference = sa.Table(
    "interchange_reference",
    metadata,
    sa.Column("partner", sa.String(40), primary_key=True),
    sa.Column("sender", sa.String(120), primary_key=True),
    sa.Column("reference", sa.String(35), primary_key=True),
    sa.Column("submission", sa.String(40), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)
"""The control references (0020) that a sender has used: those of interchanges that were acknowledged."""

declaration = sa.Table(
    "declaration",
    metadata,
    sa.Column("id", sa.String(50), primary_key=True),
    sa.Column("submission", sa.String(40), nullable=False, index=True),
    sa.Column("partner", sa.String(40), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("message_number", sa.String(35)),
    sa.Column("reference", sa.String(35)),
    sa.Column("function", sa.String(1)),
    sa.Column("findings", sa.JSON, nullable=False),
    sa.Column("findings_total", sa.Integer, nullable=False),
    sa.Column("law", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("examined", sa.JSON, nullable=False),
    sa.Column("judged_at", sa.String(40), nullable=False),
    sa.Column("dum_number", sa.String(18), unique=True),
    sa.Column("registered_at", sa.String(40)),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("assessment", sa.JSON),
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("life", sa.String(12), nullable=False, server_default="", index=True),
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("current", sa.String(40), nullable=False, server_default=""),
    sa.Column("about", sa.String(50), index=True),
    sa.Column("asked", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("open", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("released_at", sa.String(40)),
    sa.Column("replaces", sa.String(50)),
    sa.Column("replaced_by", sa.String(50)),
    sa.Column("dum", sa.JSON(none_as_null=True)),
    sa.Column("edifact", sa.JSON(none_as_null=True)),
    sa.Column("in_force", sa.String(64)),
    sa.Column("earlier_answers", sa.JSON, nullable=False, server_default="[]"),
    sa.Index("ix_declaration_reference", "reference", "partner"),
)
"""What a message held: a declaration, or (`asked` says which) a request or an act of the office.

`life` is where a declaration stands, `state` where its money stands; `current` is the submission that holds the version
in force, `open` what must be done before its release. What came by EDIFACT has its place there in `edifact`
(interchange, message, reference) and the XML that was made of it in `dum` (SHA-256, size). `in_force` is the SHA-256 of
the XML of the version in force where that came by EDIFACT; None: it is the body of `current`. `answers` is the newest
response (SHA-256 by form), `earlier_answers` those before it, the first one first.
"""

message_number = sa.Table(
    "message_number",
    metadata,
    sa.Column("partner", sa.String(40), primary_key=True),
    sa.Column("number", sa.String(35), primary_key=True),
    sa.Column("submission", sa.String(40), nullable=False),
)

reference = sa.Table(
    "reference",
    metadata,
    sa.Column("partner", sa.String(40), primary_key=True),
    sa.Column("reference", sa.String(35), primary_key=True),
    sa.Column("declaration", sa.String(50), nullable=False),
)

act = sa.Table(
    "act",
    metadata,
    sa.Column("office", sa.String(40), primary_key=True),
    sa.Column("kind", sa.String(30), primary_key=True),
    sa.Column("number", sa.String(35), primary_key=True),
    sa.Column("declaration", sa.String(50), index=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("done_at", sa.String(40), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("answer", sa.JSON, nullable=False),
)

notice = sa.Table(
    "notice",
    metadata,
    sa.Column("declaration", sa.String(50), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("xml", sa.String(64)),
    sa.Column("cusres", sa.String(64)),
)
