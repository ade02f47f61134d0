"""Who owns what: organization, workspace, project, API key, token claims."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from to11.model.capture import Capture
from to11.model.errors import InvalidRequestError

MAX_RETENTION_DAYS = 18_250
"""Fifty years: times beyond do not fit into the store's."""


class ScopeClass(StrEnum):
    """How wide a key reaches."""

    ORGANIZATION = "organization"
    WORKSPACE = "workspace"
    PROJECT = "project"


class EnvironmentClass(StrEnum):
    """What a key is for; part of its text (`to11_live_…`, `to11_test_…`)."""

    LIVE = "live"
    TEST = "test"


class Scope(StrEnum):
    """What a key may do."""

    OTEL_WRITE = "otel:write"
    GATEWAY_INVOKE = "gateway:invoke"
    TRACES_READ = "traces:read"
    KEYS_READ = "keys:read"
    KEYS_CREATE = "keys:create"
    KEYS_ROTATE = "keys:rotate"
    KEYS_REVOKE = "keys:revoke"
    PROJECTS_WRITE = "projects:write"
    AUDIT_READ = "audit:read"


class Preset(StrEnum):
    """Named lists of scopes."""

    WRITE = "write"
    READ = "read"
    INGEST = "ingest"
    CUSTOM = "custom"


PRESET_SCOPES: dict[Preset, tuple[Scope, ...]] = {
    Preset.WRITE: (Scope.OTEL_WRITE, Scope.GATEWAY_INVOKE),
    Preset.READ: (Scope.TRACES_READ,),
    Preset.INGEST: (Scope.OTEL_WRITE,),
}


def scopes_of(preset: Preset, scopes: list[Scope] | None) -> tuple[Scope, ...]:
    """The scopes a key gets: the preset's, or the given ones for `custom`.

    Raises InvalidRequestError when a preset is combined with scopes, or custom comes without any.
    """
    if preset is Preset.CUSTOM:
        if not scopes:
            raise InvalidRequestError("the preset 'custom' needs at least one scope")
        return tuple(sorted(set(scopes), key=list(Scope).index))
    if scopes:
        raise InvalidRequestError(f"the preset '{preset}' brings its own scopes; use 'custom' to list them")
    return PRESET_SCOPES[preset]


@dataclass(frozen=True, slots=True)
class Organization:
    """The top of the tenancy tree."""

    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Workspace:
    """A group of projects in an organization."""

    id: str
    organization_id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Project:
    """What spans are bound to."""

    id: str
    organization_id: str
    workspace_id: str
    name: str
    created_at: datetime
    capture: Capture | None = None
    """How much of its calls is kept at the most; None when the project has no wish of its own."""
    retention_days: int | None = None
    """Days that its spans are kept; None when they are kept for as long as the deployment says."""


@dataclass(frozen=True, slots=True)
class Tenancy:
    """The place in the tree that something belongs to: an organization, a workspace of it, or a project of that."""

    organization_id: str
    workspace_id: str | None = None
    project_id: str | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key as it is known after creation; the secret itself is never held.

    `workspace_id` is None for organization keys, `project_id` for all but project keys. Times are aware, in UTC.
    """

    id: str
    name: str
    environment: EnvironmentClass
    scope_class: ScopeClass
    organization_id: str
    workspace_id: str | None
    project_id: str | None
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    created_by: str
    hint: str

    def holds(self, scope: Scope) -> bool:
        """Whether the key lists this scope."""
        return scope in self.scopes

    def tenancy(self) -> Tenancy:
        """What the key belongs to, which is what it reaches."""
        return Tenancy(self.organization_id, self.workspace_id, self.project_id)

    def covers(self, project: Project) -> bool:
        """Whether the project lies within this key's reach."""
        match self.scope_class:
            case ScopeClass.PROJECT:
                return project.id == self.project_id
            case ScopeClass.WORKSPACE:
                return project.workspace_id == self.workspace_id
            case ScopeClass.ORGANIZATION:
                return project.organization_id == self.organization_id

    def is_live(self, now: datetime) -> bool:
        """Whether the key itself is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a verified collector token says. `expires_at` is in seconds since the epoch."""

    project_id: str
    organization_id: str
    key_id: str
    scopes: tuple[str, ...]
    expires_at: int
