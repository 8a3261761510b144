"""Work takes turns by partner and says why it waits; partners can be closed; look-ups find an index."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
rebuilds = False


def upgrade() -> None:
    """Add columns that are right as they are for what was before, and exchange indexes."""
    _work()
    with op.batch_alter_table("partner") as partner:
        partner.add_column(sa.Column("closed_at", sa.String(40)))
        partner.add_column(sa.Column("offices", sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("partner_key") as key:
        key.add_column(sa.Column("ends_at", sa.String(40)))
    with op.batch_alter_table("declaration") as declaration:
        declaration.add_column(sa.Column("earlier_answers", sa.JSON, nullable=False, server_default="[]"))
        declaration.create_index("ix_declaration_reference", ["reference", "partner"])
    with op.batch_alter_table("arrival") as arrival:
        arrival.add_column(sa.Column("channel", sa.String(20), nullable=False, server_default="folder"))
    with op.batch_alter_table("claim") as claim:
        claim.create_index("ix_claim_credit", ["credit", "partner"])
    with op.batch_alter_table("document") as document:
        document.drop_index("ix_document_partner")
        document.create_index("ix_document_partner_number", ["partner", "number"])
    _register()


def _work() -> None:
    with op.batch_alter_table("work") as work:
        work.drop_index("ix_work_due_at")
        work.add_column(sa.Column("partner", sa.String(40)))
        work.add_column(sa.Column("faults", sa.Integer, nullable=False, server_default="0"))
        work.add_column(sa.Column("waits_for", sa.String(20)))
        work.add_column(sa.Column("waits_since", sa.Float))
        work.add_column(sa.Column("added_at", sa.Float))
        work.add_column(sa.Column("submission", sa.String(40)))
    is_ready, is_later = sa.text("state = 'pending' AND due_at = 0"), sa.text("state = 'pending' AND due_at > 0")
    waits, is_done = sa.text("waits_for IS NOT NULL"), sa.text("state = 'done'")
    op.create_index("ix_work_later", "work", ["due_at", "id"], sqlite_where=is_later, postgresql_where=is_later)
    op.create_index("ix_work_ready", "work", ["partner", "id"], sqlite_where=is_ready, postgresql_where=is_ready)
    op.create_index("ix_work_waits", "work", ["submission"], sqlite_where=waits, postgresql_where=waits)
    op.create_index("ix_work_done", "work", ["done_at"], sqlite_where=is_done, postgresql_where=is_done)


def _register() -> None:
    op.create_table(
        "register_signer",
        sa.Column("thumbprint", sa.String(64), primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("since", sa.String(40), nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
    )
    op.create_table(
        "series_gap",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
