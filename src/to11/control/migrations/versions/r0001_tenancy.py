"""Tenants, keys, signing keys, the audit log, the revision."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From nothing."""
    _tenants()
    _keys()
    _signing_keys()
    _audit_log()
    _revision()


def downgrade() -> None:
    """Back to nothing."""
    for table in (
        "revision",
        "audit_log",
        "signing_keys",
        "key_secrets",
        "api_keys",
        "projects",
        "workspaces",
        "organizations",
    ):
        op.drop_table(table)


def _tenants() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organizations"),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("organization_id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_workspaces_organization_id"),
    )
    op.create_index("ix_workspaces_organization_id", "workspaces", ["organization_id"])
    op.create_table(
        "projects",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("organization_id", sa.String(80), nullable=False),
        sa.Column("workspace_id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_projects_organization_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_projects_workspace_id"),
    )
    op.create_index("ix_projects_organization_id", "projects", ["organization_id"])
    op.create_index("ix_projects_workspace_id", "projects", ["workspace_id"])


def _keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("environment", sa.String(16), nullable=False),
        sa.Column("scope_class", sa.String(16), nullable=False),
        sa.Column("organization_id", sa.String(80), nullable=False),
        sa.Column("workspace_id", sa.String(80)),
        sa.Column("project_id", sa.String(80)),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.Column("hint", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_api_keys_organization_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_api_keys_workspace_id"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_api_keys_project_id"),
        sa.CheckConstraint(
            "(scope_class = 'organization' AND workspace_id IS NULL AND project_id IS NULL)"
            " OR (scope_class = 'workspace' AND workspace_id IS NOT NULL AND project_id IS NULL)"
            " OR (scope_class = 'project' AND workspace_id IS NOT NULL AND project_id IS NOT NULL)",
            name=op.f("ck_api_keys_target"),
        ),
    )
    op.create_index("ix_api_keys_organization_id", "api_keys", ["organization_id"])
    op.create_index("ix_api_keys_workspace_id", "api_keys", ["workspace_id"])
    op.create_index("ix_api_keys_project_id", "api_keys", ["project_id"])
    op.create_table(
        "key_secrets",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_key_secrets"),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_key_secrets_key_id"),
    )
    op.create_index("ix_key_secrets_key_id", "key_secrets", ["key_id"])


def _signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.String(80), nullable=False),
        sa.Column("private_pem", sa.Text(), nullable=False),
        sa.Column("public_jwk", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signs_from", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kid", name="pk_signing_keys"),
    )


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(80)),
        sa.Column("workspace_id", sa.String(80)),
        sa.Column("project_id", sa.String(80)),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("target", sa.String(100), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_organization_id_id", "audit_log", ["organization_id", "id"])
    op.create_index("ix_audit_log_workspace_id_id", "audit_log", ["workspace_id", "id"])
    op.create_index("ix_audit_log_project_id_id", "audit_log", ["project_id", "id"])


def _revision() -> None:
    revision_table = op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.CheckConstraint("id = 1", name=op.f("ck_revision_one_row")),
    )
    op.bulk_insert(revision_table, [{"id": 1, "value": 1}])
