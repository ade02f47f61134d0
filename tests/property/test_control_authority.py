"""A key can never grant more than its creator holds, whatever the two are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from to11.control.authority import (
    OPERATOR,
    Actor,
    Grant,
    reaches_key,
    reaches_organization,
    reaches_project,
    reaches_workspace,
    require_within,
)
from to11.model.errors import PermissionDeniedError
from to11.model.tenancy import ApiKey, EnvironmentClass, Project, Scope, ScopeClass, Workspace

NOW = datetime(2026, 11, 22, tzinfo=UTC)

# A small world, so that keys meet: two organizations with two workspaces with two projects each.
PROJECTS = [Project(f"{o}{w}{p}", o, f"{o}{w}", "p", NOW) for o in ("a", "b") for w in ("c", "d") for p in ("e", "f")]

scope_sets = st.sets(st.sampled_from(Scope)).map(lambda scopes: tuple(sorted(scopes)))
ends = st.none() | st.integers(1, 5).map(lambda days: NOW + timedelta(days=days))


@st.composite
def keys(draw: st.DrawFn) -> ApiKey:
    home = draw(st.sampled_from(PROJECTS))
    scope_class = draw(st.sampled_from(ScopeClass))
    return ApiKey(
        id="key_0000",
        name="k",
        environment=draw(st.sampled_from(EnvironmentClass)),
        scope_class=scope_class,
        organization_id=home.organization_id,
        workspace_id=None if scope_class is ScopeClass.ORGANIZATION else home.workspace_id,
        project_id=home.id if scope_class is ScopeClass.PROJECT else None,
        scopes=draw(scope_sets),
        created_at=NOW,
        expires_at=draw(ends),
        revoked_at=None,
        last_used_at=None,
        created_by="operator",
        hint="",
    )


def covered(key: ApiKey) -> set[str]:
    return {project.id for project in PROJECTS if key.covers(project)}


@given(keys(), keys())
def test_reach_is_what_is_covered(holder: ApiKey, target: ApiKey) -> None:
    actor = Actor.of(holder)
    assert reaches_key(actor, target) == (covered(target) <= covered(holder))
    for project in PROJECTS:
        siblings = {other.id for other in PROJECTS if other.workspace_id == project.workspace_id}
        cousins = {other.id for other in PROJECTS if other.organization_id == project.organization_id}
        workspace = Workspace(project.workspace_id, project.organization_id, "w", NOW)
        assert reaches_project(actor, project) == (project.id in covered(holder))
        assert reaches_workspace(actor, workspace) == (siblings <= covered(holder))
        assert reaches_organization(actor, project.organization_id) == (cousins <= covered(holder))


@given(keys(), keys())
def test_a_grant_passes_when_it_exceeds_in_nothing(holder: ApiKey, target: ApiKey) -> None:
    for_ever = NOW + timedelta(days=10_000)
    within = (
        set(target.scopes) <= set(holder.scopes)
        and (target.expires_at or for_ever) <= (holder.expires_at or for_ever)
        and not (holder.environment is EnvironmentClass.TEST and target.environment is EnvironmentClass.LIVE)
    )
    if within:
        require_within(Actor.of(holder), Grant.of(target))
    else:
        with pytest.raises(PermissionDeniedError):
            require_within(Actor.of(holder), Grant.of(target))


@given(keys())
def test_the_operator_may_do_everything(target: ApiKey) -> None:
    require_within(OPERATOR, Grant.of(target))
    assert reaches_key(OPERATOR, target)
