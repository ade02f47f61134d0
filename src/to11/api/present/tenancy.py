"""Tenants, keys and the audit log as the management API tells them."""

from datetime import datetime

from to11.api.schemas import tenancy as schema
from to11.api.schemas.exchange import ExchangeAnswer
from to11.api.times import of_datetime
from to11.control.audit import AuditEntry
from to11.control.exchange import ExchangeResult
from to11.control.keys import IssuedKey
from to11.model.tenancy import ApiKey, Organization, Project, Workspace


def organization(stored: Organization) -> schema.Organization:
    """An organization."""
    return schema.Organization(id=stored.id, name=stored.name, created_at=of_datetime(stored.created_at))


def workspace(stored: Workspace) -> schema.Workspace:
    """A workspace."""
    return schema.Workspace(
        id=stored.id,
        organization_id=stored.organization_id,
        name=stored.name,
        created_at=of_datetime(stored.created_at),
    )


def project(stored: Project) -> schema.Project:
    """A project."""
    return schema.Project(
        id=stored.id,
        organization_id=stored.organization_id,
        workspace_id=stored.workspace_id,
        name=stored.name,
        created_at=of_datetime(stored.created_at),
        capture=stored.capture,
        retention_days=stored.retention_days,
    )


def key(stored: ApiKey) -> schema.Key:
    """A key, without its secret."""
    return schema.Key(
        id=stored.id,
        name=stored.name,
        hint=stored.hint,
        environment=stored.environment,
        scope_class=stored.scope_class,
        organization_id=stored.organization_id,
        workspace_id=stored.workspace_id,
        project_id=stored.project_id,
        scopes=list(stored.scopes),
        created_at=of_datetime(stored.created_at),
        created_by=stored.created_by,
        expires_at=_optional(stored.expires_at),
        revoked_at=_optional(stored.revoked_at),
        last_used_at=_optional(stored.last_used_at),
    )


def issued(stored: IssuedKey) -> schema.IssuedKey:
    """A key with its secret."""
    return schema.IssuedKey(**key(stored.key).model_dump(by_alias=False), secret=stored.secret)


def audit_entry(stored: AuditEntry) -> schema.AuditEntry:
    """A line of the audit log."""
    return schema.AuditEntry(
        id=stored.id,
        at=of_datetime(stored.at),
        organization_id=stored.organization_id,
        workspace_id=stored.workspace_id,
        project_id=stored.project_id,
        actor=stored.actor,
        action=stored.action,
        target=stored.target,
        address=stored.address,
        details=stored.details,
    )


def _optional(moment: datetime | None) -> str | None:
    return None if moment is None else of_datetime(moment)


def token(result: ExchangeResult) -> ExchangeAnswer:
    """A token as the exchange answers it."""
    return ExchangeAnswer(
        token=result.token,
        project_id=result.project_id,
        scope_class=result.scope_class,
        scopes=list(result.scopes),
        expires_at=of_datetime(result.expires_at),
    )
