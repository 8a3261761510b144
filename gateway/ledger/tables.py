"""The tables. `event` is the truth; the others are projections of it, but for `work`, which is to be done.

Times are ISO 8601 text with their zone, amounts are decimal text: the same in every database.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

event = sa.Table(
    "event",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("stream", sa.String(80), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("actor", sa.String(40), nullable=False),
    sa.Column("recorded_at", sa.String(40), nullable=False),
    sa.Column("effective_at", sa.String(40), nullable=False),
    sa.UniqueConstraint("stream", "version"),
)

work = sa.Table(
    "work",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("key", sa.String(400), nullable=False),
    sa.Column("due_at", sa.Float, nullable=False, index=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("done_at", sa.Float),
    sa.UniqueConstraint("kind", "key"),
)

partner = sa.Table(
    "partner",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("roles", sa.JSON, nullable=False),
)

partner_key = sa.Table(
    "partner_key",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("partner", sa.String(40), nullable=False),
    sa.Column("label", sa.String(80), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)

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
)

declaration = sa.Table(
    "declaration",
    metadata,
    sa.Column("id", sa.String(50), primary_key=True),
    sa.Column("submission", sa.String(40), nullable=False, index=True),
    sa.Column("partner", sa.String(40), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("message_number", sa.String(19)),
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
    sa.Column("payment", sa.JSON),
    sa.Column("answers", sa.JSON, nullable=False),
)

message_number = sa.Table(
    "message_number",
    metadata,
    sa.Column("partner", sa.String(40), primary_key=True),
    sa.Column("number", sa.String(19), primary_key=True),
    sa.Column("submission", sa.String(40), nullable=False),
)

reference = sa.Table(
    "reference",
    metadata,
    sa.Column("partner", sa.String(40), primary_key=True),
    sa.Column("reference", sa.String(35), primary_key=True),
    sa.Column("declaration", sa.String(50), nullable=False),
)

series = sa.Table(
    "series",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("serial", sa.Integer, primary_key=True),
)

payment = sa.Table(
    "payment",
    metadata,
    sa.Column("office", sa.String(40), primary_key=True),
    sa.Column("number", sa.String(35), primary_key=True),
    sa.Column("declaration", sa.String(50), nullable=False, unique=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("quittance", sa.String(24), nullable=False, unique=True),
)

document = sa.Table(
    "document",
    metadata,
    sa.Column("number", sa.String(24), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("declaration", sa.String(50), nullable=False, index=True),
    sa.Column("partner", sa.String(40), nullable=False, index=True),
    sa.Column("xml", sa.String(64), nullable=False),
    sa.Column("pdf", sa.String(64), nullable=False),
    sa.Column("issued_at", sa.String(40), nullable=False),
)

PROJECTIONS = (
    partner,
    partner_key,
    submission,
    arrival,
    declaration,
    message_number,
    reference,
    series,
    payment,
    document,
)
