"""From rows to the frozen values of the model."""

from typing import Any

from sqlalchemy import Row

from to11.model.capture import Capture
from to11.model.tenancy import ApiKey, EnvironmentClass, Organization, Project, Scope, ScopeClass, Workspace


def organization(row: Row[Any]) -> Organization:
    """A row of `organizations`."""
    return Organization(id=row.id, name=row.name, created_at=row.created_at)


def workspace(row: Row[Any]) -> Workspace:
    """A row of `workspaces`."""
    return Workspace(id=row.id, organization_id=row.organization_id, name=row.name, created_at=row.created_at)


def project(row: Row[Any]) -> Project:
    """A row of `projects`."""
    return Project(
        id=row.id,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        name=row.name,
        created_at=row.created_at,
        capture=None if row.capture is None else Capture(row.capture),
        retention_days=row.retention_days,
    )


def api_key(row: Row[Any]) -> ApiKey:
    """A row of `api_keys`."""
    return ApiKey(
        id=row.id,
        name=row.name,
        environment=EnvironmentClass(row.environment),
        scope_class=ScopeClass(row.scope_class),
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        project_id=row.project_id,
        scopes=scopes(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        created_by=row.created_by,
        hint=row.hint,
    )


def scopes(text: str) -> tuple[Scope, ...]:
    """A stored list of scopes."""
    return tuple(Scope(name) for name in text.split())


def of_api_key(key: ApiKey) -> dict[str, Any]:
    """The other way: the columns of `api_keys`."""
    columns = {name: getattr(key, name) for name in ApiKey.__slots__}
    return columns | {
        "environment": key.environment.value,
        "scope_class": key.scope_class.value,
        "scopes": " ".join(key.scopes),
    }
