"""The tables. `migrations` makes them; a test holds the two equal.

Times are aware and in UTC. Scopes are a space-separated list, as OAuth writes them. Plain types only, so that SQLite
and PostgreSQL keep the same thing.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite keeps no offset, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC goes in, a naive time never."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC comes out."""
        if value is None:
            return None
        aware: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware


organizations = Table(
    "organizations",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("organization_id", String(80), ForeignKey("organizations.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("organization_id", String(80), ForeignKey("organizations.id"), nullable=False, index=True),
    Column("workspace_id", String(80), ForeignKey("workspaces.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("capture", String(16)),
    Column("retention_days", Integer),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("environment", String(16), nullable=False),
    Column("scope_class", String(16), nullable=False),
    Column("organization_id", String(80), ForeignKey("organizations.id"), nullable=False, index=True),
    Column("workspace_id", String(80), ForeignKey("workspaces.id"), index=True),
    Column("project_id", String(80), ForeignKey("projects.id"), index=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
    Column("created_by", String(100), nullable=False),
    Column("hint", String(32), nullable=False),
    CheckConstraint(
        "(scope_class = 'organization' AND workspace_id IS NULL AND project_id IS NULL)"
        " OR (scope_class = 'workspace' AND workspace_id IS NOT NULL AND project_id IS NULL)"
        " OR (scope_class = 'project' AND workspace_id IS NOT NULL AND project_id IS NOT NULL)",
        name="target",
    ),
)

key_secrets = Table(
    "key_secrets",
    metadata,
    # SHA-256 of the secret in hex; `expires_at` is the end of a rotated secret's grace, null for the current one.
    Column("digest", String(64), primary_key=True),
    Column("key_id", String(80), ForeignKey("api_keys.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
)

browser_sessions = Table(
    "browser_sessions",
    metadata,
    # SHA-256 of the cookie's secret in hex.
    Column("digest", String(64), primary_key=True),
    # The secret of an API key that it was begun with and ends with; null for the operator's.
    Column("key_digest", String(64), ForeignKey("key_secrets.digest")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

sign_in_codes = Table(
    "sign_in_codes",
    metadata,
    # SHA-256 of the code in hex; a row is gone once its code was used.
    Column("digest", String(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", String(80), primary_key=True),
    Column("private_pem", Text, nullable=False),
    Column("public_jwk", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("signs_from", UtcDateTime, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    # No foreign keys: the log outlives what it tells of.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    # The place that a row belongs to; null below it, and all three where it is nobody's.
    Column("organization_id", String(80)),
    Column("workspace_id", String(80)),
    Column("project_id", String(80)),
    Column("actor", String(100), nullable=False),
    Column("action", String(40), nullable=False),
    Column("target", String(100), nullable=False),
    Column("address", String(64), nullable=False),
    Column("details", JSON, nullable=False),
    Index(None, "organization_id", "id"),
    Index(None, "workspace_id", "id"),
    Index(None, "project_id", "id"),
    Index(None, "target", "id"),
)

ingest_counts = Table(
    "ingest_counts",
    metadata,
    # What the collector answered, by project and minute. No foreign keys: a count never fails.
    Column("project_id", String(80), primary_key=True),
    # The minute's beginning in seconds since the epoch, a number so that every back end can cut it into buckets.
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), primary_key=True),
    # Empty for what was accepted.
    Column("reason", String(64), primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("spans", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("message", Text, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Index(None, "minute"),
)

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
