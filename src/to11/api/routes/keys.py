"""API keys: create, list, get, rotate, revoke; and the calling key itself."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from to11.api.caller import JSON_BODY, Caller, TheServices
from to11.api.described import READ, WRITE, failures
from to11.api.own import own
from to11.api.parameters import PageParameters
from to11.api.present import tenancy as present
from to11.api.responses import page, success
from to11.api.schemas import tenancy as schema
from to11.api.schemas.base import Page, Success
from to11.api.services import Services
from to11.api.times import invalid
from to11.control.authority import Actor
from to11.control.keys import NewKey
from to11.model.errors import NotFoundError
from to11.model.tenancy import ScopeClass

routes = APIRouter(tags=["keys"])


class KeyParameters(PageParameters):
    """Which keys."""

    organization_id: str | None = None
    project_id: str | None = None


@routes.get(
    "/v1/me",
    summary="The calling key",
    response_model=Success[schema.Key],
    responses=failures(401, 404),
)
def me(caller: Caller, services: TheServices) -> Response:
    """The key that this request carries, or that signed its browser in: its ids, its scopes and its reach.

    404 for a browser that is signed in as the operator, who is no key: `GET /v1/session` tells of both.
    """
    if caller.key is None:
        raise NotFoundError("the operator is signed in, who is no key; see GET /v1/session")
    return success(present.key(services.directory.keys.get(caller, caller.name)))


@routes.get(
    "/v1/keys",
    summary="List keys",
    response_model=Success[Page[schema.Key]],
    responses=failures(*READ),
)
def list_keys(caller: Caller, services: TheServices, asked: Annotated[KeyParameters, Query()]) -> Response:
    """The keys within the calling key's reach, newest first, revoked and expired ones too. Needs `keys:read`."""
    limit = asked.page_size(services.settings.max_page_size)
    found, following = services.directory.keys.list(
        caller,
        organization_id=asked.organization_id,
        project_id=asked.project_id,
        cursor=asked.cursor,
        limit=limit,
    )
    return page([present.key(one) for one in found], schema.Key, following, limit)


@routes.post(
    "/v1/keys",
    summary="Create a key",
    status_code=201,
    response_model=Success[schema.IssuedKey],
    responses=failures(*WRITE),
    dependencies=JSON_BODY,
)
def create_key(caller: Caller, services: TheServices, wanted: schema.CreateKey) -> Response:
    """Needs `keys:create`, and every scope that the new key is given. The secret is in this answer and nowhere else."""
    issued = services.directory.keys.create(
        caller,
        NewKey(
            name=wanted.name,
            scope_class=wanted.scope_class,
            target_id=_target_id(caller, services, wanted),
            environment=wanted.environment,
            preset=wanted.preset,
            scopes=wanted.scopes,
            expires_at=_expiry(wanted),
        ),
    )
    return success(present.issued(issued), status=201)


@routes.get(
    "/v1/keys/{keyId}",
    summary="Get a key",
    response_model=Success[schema.Key],
    responses=failures(*READ, 404),
)
def get_key(caller: Caller, services: TheServices, key_id: schema.KeyId) -> Response:
    """A key within the calling key's reach. Needs `keys:read`, but for the calling key itself."""
    return success(present.key(services.directory.keys.get(caller, key_id)))


@routes.post(
    "/v1/keys/{keyId}/rotate",
    summary="Rotate a key",
    response_model=Success[schema.IssuedKey],
    responses=failures(*WRITE),
    dependencies=JSON_BODY,
)
def rotate_key(caller: Caller, services: TheServices, key_id: schema.KeyId, how: schema.RotateKey) -> Response:
    """A new secret for the same key, scopes and expiry; the old secret lives for the grace period.

    Needs `keys:rotate`, and every scope that the key holds.
    """
    return success(present.issued(services.directory.keys.rotate(caller, key_id, how.grace_period_seconds)))


@routes.post(
    "/v1/keys/{keyId}/revoke",
    summary="Revoke a key",
    response_model=Success[schema.Key],
    responses=failures(*READ, 404),
)
def revoke_key(caller: Caller, services: TheServices, key_id: schema.KeyId) -> Response:
    """Ends a key at once and for good, with every token made from it. Needs `keys:revoke`; takes no body."""
    return success(present.key(services.directory.keys.revoke(caller, key_id)))


def _target_id(caller: Actor, services: Services, wanted: schema.CreateKey) -> str:
    """The id that the scope class asks for: the one that was given, or the caller's own.

    Raises InvalidRequestError when there is neither, or when an id of another class was given: it would go unheeded.
    """
    given = {
        ScopeClass.ORGANIZATION: ("organizationId", wanted.organization_id),
        ScopeClass.WORKSPACE: ("workspaceId", wanted.workspace_id),
        ScopeClass.PROJECT: ("projectId", wanted.project_id),
    }
    field, identifier = given.pop(wanted.scope_class)
    for other, unheeded in given.values():
        if unheeded is not None:
            raise invalid(other, f"the scope class '{wanted.scope_class}' goes with {field} alone")
    return own(caller, services, wanted.scope_class) if identifier is None else identifier


def _expiry(wanted: schema.CreateKey) -> datetime | None:
    if wanted.expires_in_days is None:
        return wanted.expires_at
    if wanted.expires_at is not None:
        raise invalid("expiresAt", "give either expiresInDays or expiresAt")
    return datetime.now(UTC) + timedelta(days=wanted.expires_in_days)
