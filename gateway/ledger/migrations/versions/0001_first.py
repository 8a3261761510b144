"""The first tables, as they were in 0.1.0. Frozen: a change of `tables.py` gets a revision of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
rebuilds = False


def upgrade() -> None:
    """Create the log, the work rows and the projections."""
    op.create_table(
        "arrival",
        sa.Column("claim", sa.String(length=300), nullable=False),
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("submission", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("claim"),
    )
    op.create_index(op.f("ix_arrival_submission"), "arrival", ["submission"], unique=False)
    op.create_table(
        "declaration",
        sa.Column("id", sa.String(length=50), nullable=False),
        sa.Column("submission", sa.String(length=40), nullable=False),
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("message_number", sa.String(length=19), nullable=True),
        sa.Column("reference", sa.String(length=35), nullable=True),
        sa.Column("function", sa.String(length=1), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("findings_total", sa.Integer(), nullable=False),
        sa.Column("examined", sa.JSON(), nullable=False),
        sa.Column("judged_at", sa.String(length=40), nullable=False),
        sa.Column("dum_number", sa.String(length=18), nullable=True),
        sa.Column("registered_at", sa.String(length=40), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("assessment", sa.JSON(), nullable=True),
        sa.Column("payment", sa.JSON(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dum_number"),
    )
    op.create_index(op.f("ix_declaration_partner"), "declaration", ["partner"], unique=False)
    op.create_index(op.f("ix_declaration_state"), "declaration", ["state"], unique=False)
    op.create_index(op.f("ix_declaration_submission"), "declaration", ["submission"], unique=False)
    op.create_table(
        "document",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("declaration", sa.String(length=50), nullable=False),
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("xml", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_document_declaration"), "document", ["declaration"], unique=False)
    op.create_index(op.f("ix_document_partner"), "document", ["partner"], unique=False)
    op.create_table(
        "event",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.String(length=40), nullable=False),
        sa.Column("effective_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("stream", "version"),
    )
    op.create_table(
        "message_number",
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=19), nullable=False),
        sa.Column("submission", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("partner", "number"),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "partner_key",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "payment",
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=35), nullable=False),
        sa.Column("declaration", sa.String(length=50), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("quittance", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("office", "number"),
        sa.UniqueConstraint("declaration"),
        sa.UniqueConstraint("quittance"),
    )
    op.create_table(
        "reference",
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=35), nullable=False),
        sa.Column("declaration", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("partner", "reference"),
    )
    op.create_table(
        "series",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "serial"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("acknowledgement", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_submission_partner"), "submission", ["partner"], unique=False)
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("done_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "key"),
    )
    op.create_index(op.f("ix_work_due_at"), "work", ["due_at"], unique=False)
