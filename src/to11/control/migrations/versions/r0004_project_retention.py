"""How long a project's spans are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; every project goes by what the deployment says."""
    op.add_column("projects", sa.Column("retention_days", sa.Integer()))


def downgrade() -> None:
    """Without it."""
    op.drop_column("projects", "retention_days")
