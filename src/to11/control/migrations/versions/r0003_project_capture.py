"""How much of a project's calls is kept at the most."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; no project has a wish yet."""
    op.add_column("projects", sa.Column("capture", sa.String(16)))


def downgrade() -> None:
    """Without it."""
    op.drop_column("projects", "capture")
