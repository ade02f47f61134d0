"""What an actor may do: the one place that says so.

Three questions, asked of every act: does the actor hold the scope, does the target lie within its reach, and would the
outcome exceed the actor ("a key can never grant more than its creator holds")? What is out of reach is answered as if
it were not there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, true

from to11.control import lookup
from to11.control.refusal import Cause, refused_key
from to11.model.errors import NotFoundError, PermissionDeniedError
from to11.model.tenancy import ApiKey, EnvironmentClass, Project, Scope, ScopeClass, Workspace

EXCEEDS_CREATOR = "EXCEEDS_CREATOR"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an API key, or (`key` is None) whoever can run commands on the machine, who may do everything.

    `name` goes to the audit log; `address` too, empty when there is none.
    """

    key: ApiKey | None
    name: str
    address: str = ""

    @classmethod
    def of(cls, key: ApiKey, address: str = "") -> "Actor":
        """The actor that an authenticated key is."""
        return cls(key, key.id, address)


OPERATOR = Actor(None, "operator")
"""The command line."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key gives to whoever holds its secret, reach aside. `expires_at` None is for ever."""

    environment: EnvironmentClass
    scopes: tuple[Scope, ...]
    expires_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> "Grant":
        """What an existing key gives."""
        return cls(key.environment, key.scopes, key.expires_at)


def confirmed(connection: Connection, actor: Actor, now: datetime) -> Actor:
    """The actor as it is now. Call it after `revision.bump`: then no revocation can come between check and act.

    Raises RefusedCredentialError when the actor's key has died since it was authenticated.
    """
    if actor.key is None:
        return actor
    key = lookup.key_by_id(connection, actor.key.id)
    if key is None or not key.is_live(now):
        raise refused_key(Cause.REVOKED if key and key.revoked_at else Cause.EXPIRED, actor.key.id)
    return replace(actor, key=key)


def require_scope(actor: Actor, *needed: Scope) -> None:
    """Raise PermissionDeniedError INSUFFICIENT_SCOPE unless the actor holds every one of `needed`."""
    if actor.key is not None:
        require_scopes_of(actor.key, needed)


def require_scopes_of(key: ApiKey, needed: Iterable[Scope]) -> None:
    """Raise PermissionDeniedError INSUFFICIENT_SCOPE, naming what is missing, unless the key holds all of `needed`."""
    if missing := [scope.value for scope in needed if not key.holds(scope)]:
        raise PermissionDeniedError(
            f"the key does not hold the scope {', '.join(missing)}", details={"required": missing}
        )


def require_operator(actor: Actor) -> None:
    """Raise PermissionDeniedError unless the actor is the operator."""
    if actor.key is not None:
        raise PermissionDeniedError("only the operator may do this, on the command line", code="OPERATOR_ONLY")


def require_within(actor: Actor, grant: Grant) -> None:
    """Raise PermissionDeniedError when the grant exceeds the actor: scopes, environment class or expiry."""
    key = actor.key
    if key is None:
        return
    require_scopes_of(key, grant.scopes)
    if key.environment is EnvironmentClass.TEST and grant.environment is not EnvironmentClass.TEST:
        raise _exceeds("a test key cannot hand out a live key", "environment")
    if key.expires_at is not None and (grant.expires_at is None or grant.expires_at > key.expires_at):
        raise _exceeds("a key cannot hand out a key that outlives it", "expiresAt")


def reaches_organization(actor: Actor, organization_id: str) -> bool:
    """Whether a whole organization lies within the actor's reach."""
    key = actor.key
    return key is None or (key.scope_class is ScopeClass.ORGANIZATION and key.organization_id == organization_id)


def reaches_workspace(actor: Actor, workspace: Workspace) -> bool:
    """Whether a whole workspace lies within the actor's reach."""
    key = actor.key
    if key is None or key.scope_class is not ScopeClass.WORKSPACE:
        return reaches_organization(actor, workspace.organization_id)
    return key.workspace_id == workspace.id


def reaches_project(actor: Actor, project: Project) -> bool:
    """Whether a project lies within the actor's reach."""
    return actor.key is None or actor.key.covers(project)


def reaches_key(actor: Actor, target: ApiKey) -> bool:
    """Whether all that another key reaches lies within the actor's reach."""
    key = actor.key
    if key is None:
        return True
    match key.scope_class:
        case ScopeClass.ORGANIZATION:
            return target.organization_id == key.organization_id
        case ScopeClass.WORKSPACE:
            return target.workspace_id == key.workspace_id
        case ScopeClass.PROJECT:
            return target.project_id == key.project_id


def within_reach(actor: Actor, table: FromClause) -> ColumnElement[bool]:
    """What an actor reaches, as a condition on rows: `reaches_project` for `projects`, `reaches_key` for `api_keys` and
    whatever else names the organization, workspace and project that it belongs to."""
    key = actor.key
    if key is None:
        return true()
    match key.scope_class:
        case ScopeClass.ORGANIZATION:
            return table.c.organization_id == key.organization_id
        case ScopeClass.WORKSPACE:
            return table.c.workspace_id == key.workspace_id
        case ScopeClass.PROJECT:
            column = table.c.project_id if "project_id" in table.c else table.c.id
            return column == key.project_id


def not_found(what: str, identifier: str) -> NotFoundError:
    """The one answer for what is not there and what is out of reach."""
    return NotFoundError(f"there is no {what} with this id", details={"id": identifier[:100]})


def _exceeds(message: str, field: str) -> PermissionDeniedError:
    return PermissionDeniedError(message, code=EXCEEDS_CREATOR, details={"field": field})
