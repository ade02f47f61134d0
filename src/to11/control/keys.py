"""API keys: create, list, get, rotate, revoke, authenticate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update
from sqlalchemy import insert as sql_insert

from to11.control import audit, authority, expiry, lookup, names, paging, revision, rows, secret, tenants
from to11.control.audit import Action, Event
from to11.control.authority import Actor, Grant, not_found
from to11.control.database import Database
from to11.control.refusal import Cause, refused_key
from to11.control.schema import api_keys, key_secrets
from to11.model.errors import ConflictError, InvalidRequestError
from to11.model.ids import new_id
from to11.model.tenancy import ApiKey, EnvironmentClass, Preset, Scope, ScopeClass, Tenancy, scopes_of

GRACE_SECONDS = (0, 3600, 86_400, 604_800)
"""How long a rotated secret may live on."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is to be. `target_id` is the id of the organization, workspace or project that `scope_class` names;
    `scopes` go with the preset `custom` only; `expires_at` is None for never (see `expiry.expiry_of`)."""

    name: str
    scope_class: ScopeClass
    target_id: str
    environment: EnvironmentClass = EnvironmentClass.LIVE
    preset: Preset = Preset.CUSTOM
    scopes: Sequence[Scope] | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key with its secret: the only time that it is seen, and never in a representation."""

    key: ApiKey
    secret: str = field(repr=False)


class Keys:
    """API keys. Every method may raise UnavailableError; what an actor cannot reach is a NotFoundError, what exceeds it
    a PermissionDeniedError (INSUFFICIENT_SCOPE or EXCEEDS_CREATOR)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, actor: Actor, new: NewKey) -> IssuedKey:
        """A new key; needs `keys:create`, and that the actor holds and reaches all that the key is given.

        Raises InvalidRequestError for a bad name, scopes that do not fit the preset, or an expiry that is past.
        """
        authority.require_scope(actor, Scope.KEYS_CREATE)
        with self._database.write() as connection:
            actor, now = _begin(connection, actor)
            return insert(connection, actor, new, now)

    def list(
        self,
        actor: Actor,
        *,
        organization_id: str | None = None,
        project_id: str | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> tuple[list[ApiKey], str | None]:
        """One page of the keys within reach, newest first, and the cursor of the next; needs `keys:read`.

        With `project_id`, only that project's own keys. Revoked and expired keys are listed too.
        """
        authority.require_scope(actor, Scope.KEYS_READ)
        query = select(api_keys).where(authority.within_reach(actor, api_keys))
        if organization_id is not None:
            query = query.where(api_keys.c.organization_id == organization_id)
        if project_id is not None:
            query = query.where(api_keys.c.project_id == project_id)
        with self._database.read() as connection:
            found = list(connection.execute(paging.page(query, api_keys, cursor, limit)))
        page, following = paging.cut(found, limit)
        return [rows.api_key(row) for row in page], following

    def get(self, actor: Actor, key_id: str) -> ApiKey:
        """A key within reach; needs `keys:read`, but for the actor's own."""
        if actor.key is None or actor.key.id != key_id:
            authority.require_scope(actor, Scope.KEYS_READ)
        with self._database.read() as connection:
            return _in_reach(connection, actor, key_id)

    def rotate(self, actor: Actor, key_id: str, grace_seconds: int) -> IssuedKey:
        """A new secret for a key, which keeps its scopes and expiry; older secrets end after the grace, if not before.

        Needs `keys:rotate`, and that the key does not exceed the actor, as its secret is handed out. Raises
        InvalidRequestError for another grace than 0, 3600, 86400 or 604800 seconds, ConflictError for a dead key.
        """
        if grace_seconds not in GRACE_SECONDS:
            allowed = ", ".join(map(str, GRACE_SECONDS))
            raise InvalidRequestError(f"the grace is one of {allowed} seconds", details={"field": "graceSeconds"})
        authority.require_scope(actor, Scope.KEYS_ROTATE)
        with self._database.write() as connection:
            actor, now = _begin(connection, actor)
            key = _in_reach(connection, actor, key_id)
            authority.require_within(actor, Grant.of(key))
            if not key.is_live(now):
                raise ConflictError("a revoked or expired key cannot be rotated", details={"id": key.id})
            return _rotate(connection, actor, key, grace_seconds, now)

    def revoke(self, actor: Actor, key_id: str) -> ApiKey:
        """End a key at once and for good; needs `keys:revoke`. Of a key that is already revoked, nothing changes."""
        authority.require_scope(actor, Scope.KEYS_REVOKE)
        with self._database.write() as connection:
            actor, now = _begin(connection, actor)
            key = _in_reach(connection, actor, key_id)
            if key.revoked_at is not None:
                return key
            connection.execute(update(api_keys).where(api_keys.c.id == key.id).values(revoked_at=now))
            _record(connection, actor, Action.KEY_REVOKED, key, now, {})
            return _in_reach(connection, actor, key_id)

    def authenticate(self, text: str) -> ApiKey:
        """The live key that a secret belongs to.

        Raises RefusedCredentialError, an UnauthenticatedError with one message whether it is malformed, unknown,
        expired or revoked.
        """
        if not secret.looks_right(text):
            raise refused_key(Cause.MALFORMED)
        with self._database.read() as connection:
            found = lookup.key_by_digest(connection, secret.digest(text))
        return lookup.live(found, datetime.now(UTC))


def insert(connection: Connection, actor: Actor, new: NewKey, now: datetime) -> IssuedKey:
    """Store a new key, its secret and its audit row, within what the actor holds and reaches; raises as `create`."""
    expires_at = None if new.expires_at is None else expiry.checked(new.expires_at, now)
    scopes = scopes_of(new.preset, None if new.scopes is None else list(new.scopes))
    target = _target(connection, actor, new)
    authority.require_within(actor, Grant(new.environment, scopes, expires_at))
    text = secret.mint(new.environment)
    key = ApiKey(
        id=new_id("key"),
        name=names.checked(new.name),
        environment=new.environment,
        scope_class=new.scope_class,
        organization_id=target.organization_id,
        workspace_id=target.workspace_id,
        project_id=target.project_id,
        scopes=scopes,
        created_at=now,
        expires_at=expires_at,
        revoked_at=None,
        last_used_at=None,
        created_by=actor.name,
        hint=secret.hint(text),
    )
    connection.execute(sql_insert(api_keys).values(rows.of_api_key(key)))
    _insert_secret(connection, key.id, text, now)
    details = {"scopes": list(scopes), "scopeClass": key.scope_class, "environment": key.environment}
    _record(connection, actor, Action.KEY_CREATED, key, now, details)
    return IssuedKey(key, text)


def _begin(connection: Connection, actor: Actor) -> tuple[Actor, datetime]:
    # Scopes never change, so they were asked for before; whether the actor's key lives is asked under the lock.
    revision.bump(connection)
    now = datetime.now(UTC)
    return authority.confirmed(connection, actor, now), now


def _target(connection: Connection, actor: Actor, new: NewKey) -> Tenancy:
    match new.scope_class:
        case ScopeClass.ORGANIZATION:
            return Tenancy(tenants.organization_in_reach(connection, actor, new.target_id).id)
        case ScopeClass.WORKSPACE:
            workspace = tenants.workspace_in_reach(connection, actor, new.target_id)
            return Tenancy(workspace.organization_id, workspace.id)
        case ScopeClass.PROJECT:
            project = tenants.project_in_reach(connection, actor, new.target_id)
            return Tenancy(project.organization_id, project.workspace_id, project.id)


def _rotate(connection: Connection, actor: Actor, key: ApiKey, grace_seconds: int, now: datetime) -> IssuedKey:
    ends = now + timedelta(seconds=grace_seconds)
    connection.execute(
        update(key_secrets)
        .where(key_secrets.c.key_id == key.id)
        .where(or_(key_secrets.c.expires_at.is_(None), key_secrets.c.expires_at > ends))
        .values(expires_at=ends)
    )
    text = secret.mint(key.environment)
    _insert_secret(connection, key.id, text, now)
    connection.execute(update(api_keys).where(api_keys.c.id == key.id).values(hint=secret.hint(text)))
    _record(connection, actor, Action.KEY_ROTATED, key, now, {"graceSeconds": grace_seconds})
    return IssuedKey(_in_reach(connection, actor, key.id), text)


def _insert_secret(connection: Connection, key_id: str, text: str, now: datetime) -> None:
    connection.execute(sql_insert(key_secrets).values(digest=secret.digest(text), key_id=key_id, created_at=now))


def _in_reach(connection: Connection, actor: Actor, key_id: str) -> ApiKey:
    key = lookup.key_by_id(connection, key_id)
    if key is None or not authority.reaches_key(actor, key):
        raise not_found("key", key_id)
    return key


def _record(
    connection: Connection, actor: Actor, action: Action, key: ApiKey, now: datetime, details: dict[str, Any]
) -> None:
    event = Event(action, actor.name, key.id, key.tenancy(), actor.address, {"name": key.name, **details})
    audit.record(connection, event, now)
