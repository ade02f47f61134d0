"""A key can never grant more than its creator holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.control import MakeKey
from to11.control.authority import EXCEEDS_CREATOR, OPERATOR, Actor
from to11.control.directory import Bootstrap, Directory
from to11.control.refusal import RefusedCredentialError
from to11.model.errors import NotFoundError, PermissionDeniedError, To11Error
from to11.model.tenancy import EnvironmentClass, Scope, ScopeClass

SOON = datetime.now(UTC) + timedelta(hours=1)
LATER = SOON + timedelta(hours=1)
MANAGE = (Scope.KEYS_CREATE, Scope.KEYS_ROTATE, Scope.KEYS_REVOKE)


def refused(act: Callable[[], object], kind: type[To11Error]) -> To11Error:
    with pytest.raises(kind) as caught:
        act()
    return caught.value


def test_the_scope_to_create_is_needed(make_key: MakeKey) -> None:
    actor = Actor.of(make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE).key)
    error = refused(lambda: make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE, actor=actor), PermissionDeniedError)
    assert (error.reason, error.details) == ("INSUFFICIENT_SCOPE", {"required": ["keys:create"]})


def test_scopes_beyond_the_creator_are_refused(make_key: MakeKey) -> None:
    actor = Actor.of(make_key(ScopeClass.PROJECT, *MANAGE, Scope.TRACES_READ).key)
    made = make_key(ScopeClass.PROJECT, Scope.TRACES_READ, Scope.KEYS_CREATE, actor=actor).key
    assert made.created_by == actor.name
    error = refused(
        lambda: make_key(ScopeClass.PROJECT, Scope.TRACES_READ, Scope.OTEL_WRITE, actor=actor), PermissionDeniedError
    )
    assert (error.reason, error.details) == ("INSUFFICIENT_SCOPE", {"required": ["otel:write"]})


def test_reach_beyond_the_creator_is_not_there(directory: Directory, first: Bootstrap, make_key: MakeKey) -> None:
    tenants = directory.tenants
    sibling = tenants.create_project(OPERATOR, first.workspace_id, "sibling").id
    room = tenants.create_workspace(OPERATOR, first.organization_id, "room").id
    cousin = tenants.create_project(OPERATOR, room, "cousin").id
    foreign = tenants.create_organization(OPERATOR, "foreign").id
    scope = Scope.KEYS_CREATE
    narrow, middle, wide = (
        Actor.of(make_key(scope_class, scope).key)
        for scope_class in (ScopeClass.PROJECT, ScopeClass.WORKSPACE, ScopeClass.ORGANIZATION)
    )
    beyond = [
        (narrow, ScopeClass.PROJECT, sibling),
        (narrow, ScopeClass.WORKSPACE, first.workspace_id),
        (narrow, ScopeClass.ORGANIZATION, first.organization_id),
        (middle, ScopeClass.PROJECT, cousin),
        (middle, ScopeClass.WORKSPACE, room),
        (middle, ScopeClass.ORGANIZATION, first.organization_id),
        (wide, ScopeClass.ORGANIZATION, foreign),
    ]
    within = [
        (narrow, ScopeClass.PROJECT, first.project_id),
        (middle, ScopeClass.PROJECT, sibling),
        (middle, ScopeClass.WORKSPACE, first.workspace_id),
        (wide, ScopeClass.PROJECT, cousin),
        (wide, ScopeClass.WORKSPACE, room),
        (wide, ScopeClass.ORGANIZATION, first.organization_id),
    ]
    for actor, scope_class, target_id in beyond:
        with pytest.raises(NotFoundError):
            make_key(scope_class, scope, actor=actor, target_id=target_id)
    for actor, scope_class, target_id in within:
        assert make_key(scope_class, scope, actor=actor, target_id=target_id).key.scope_class is scope_class


def test_a_test_key_never_makes_a_live_key(make_key: MakeKey) -> None:
    test = Actor.of(make_key(ScopeClass.PROJECT, *MANAGE, environment=EnvironmentClass.TEST).key)
    error = refused(lambda: make_key(ScopeClass.PROJECT, Scope.KEYS_CREATE, actor=test), PermissionDeniedError)
    assert (error.reason, error.details) == (EXCEEDS_CREATOR, {"field": "environment"})
    live = Actor.of(make_key(ScopeClass.PROJECT, *MANAGE).key)
    for actor in (test, live):
        made = make_key(ScopeClass.PROJECT, Scope.KEYS_CREATE, actor=actor, environment=EnvironmentClass.TEST)
        assert made.secret.startswith("to11_test_")


def test_a_key_never_outlives_its_creator(make_key: MakeKey) -> None:
    actor = Actor.of(make_key(ScopeClass.PROJECT, *MANAGE, expires_at=SOON).key)
    for beyond in (None, LATER, SOON + timedelta(microseconds=1)):
        error = refused(
            lambda beyond=beyond: make_key(ScopeClass.PROJECT, Scope.KEYS_CREATE, actor=actor, expires_at=beyond),  # type: ignore[misc]
            PermissionDeniedError,
        )
        assert (error.reason, error.details) == (EXCEEDS_CREATOR, {"field": "expiresAt"})
    assert make_key(ScopeClass.PROJECT, Scope.KEYS_CREATE, actor=actor, expires_at=SOON).key.expires_at == SOON


def test_rotating_hands_out_a_secret_so_it_must_not_exceed(directory: Directory, make_key: MakeKey) -> None:
    rotate = directory.keys.rotate
    actor = Actor.of(make_key(ScopeClass.PROJECT, *MANAGE, environment=EnvironmentClass.TEST, expires_at=LATER).key)
    equal: dict[str, Any] = {"environment": EnvironmentClass.TEST, "expires_at": SOON}
    weaker = make_key(ScopeClass.PROJECT, Scope.KEYS_CREATE, **equal).key
    assert rotate(actor, weaker.id, 0).key.id == weaker.id
    assert actor.key is not None
    assert rotate(actor, actor.key.id, 0).key.id == actor.key.id
    stronger = [
        make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE, **equal),
        make_key(ScopeClass.PROJECT, Scope.KEYS_CREATE, **equal | {"environment": EnvironmentClass.LIVE}),
        make_key(ScopeClass.PROJECT, Scope.KEYS_CREATE, **equal | {"expires_at": None}),
    ]
    for issued in stronger:
        with pytest.raises(PermissionDeniedError):
            rotate(actor, issued.key.id, 0)
        assert directory.authenticate(issued.secret).id == issued.key.id
    wider = make_key(ScopeClass.WORKSPACE, Scope.KEYS_CREATE, **equal)
    with pytest.raises(NotFoundError):
        rotate(actor, wider.key.id, 0)


def test_revoking_needs_the_scope_and_the_reach_alone(directory: Directory, make_key: MakeKey) -> None:
    revoke = directory.keys.revoke
    stronger = make_key(ScopeClass.PROJECT, *Scope).key
    wider = make_key(ScopeClass.ORGANIZATION, Scope.OTEL_WRITE).key
    without = Actor.of(make_key(ScopeClass.PROJECT, Scope.KEYS_CREATE).key)
    actor = Actor.of(make_key(ScopeClass.PROJECT, Scope.KEYS_REVOKE, expires_at=SOON).key)
    assert refused(lambda: revoke(without, stronger.id), PermissionDeniedError).details == {"required": ["keys:revoke"]}
    refused(lambda: revoke(actor, wider.id), NotFoundError)
    assert revoke(actor, stronger.id).revoked_at is not None


def test_an_actor_that_died_since_it_was_authenticated_does_nothing(directory: Directory, make_key: MakeKey) -> None:
    actor = Actor.of(make_key(ScopeClass.ORGANIZATION, *Scope).key)
    target = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE)
    directory.keys.revoke(OPERATOR, actor.name)
    acts: list[Callable[[], object]] = [
        lambda: make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE, actor=actor),
        lambda: directory.keys.rotate(actor, target.key.id, 0),
        lambda: directory.keys.revoke(actor, target.key.id),
        lambda: directory.tenants.create_project(actor, str(target.key.workspace_id), "p"),
        lambda: directory.tenants.create_workspace(actor, target.key.organization_id, "w"),
    ]
    for act in acts:
        refused(act, RefusedCredentialError)
    assert directory.authenticate(target.secret) == target.key
