"""What is about one thing, for example a key, is found in a long audit log."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index."""
    op.create_index("ix_audit_log_target_id", "audit_log", ["target", "id"])


def downgrade() -> None:
    """Without it."""
    op.drop_index("ix_audit_log_target_id", "audit_log")
