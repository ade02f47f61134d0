from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from to11.model.errors import InvalidRequestError
from to11.model.tenancy import ApiKey, EnvironmentClass, Preset, Project, Scope, ScopeClass, scopes_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = ApiKey(
    id="key_1",
    name="k",
    environment=EnvironmentClass.LIVE,
    scope_class=ScopeClass.PROJECT,
    organization_id="org_1",
    workspace_id="ws_1",
    project_id="proj_1",
    scopes=(Scope.OTEL_WRITE,),
    created_at=NOW,
    expires_at=None,
    revoked_at=None,
    last_used_at=None,
    created_by="operator",
    hint="to11_live_…",
)
PROJECT = Project("proj_1", "org_1", "ws_1", "p", NOW)


@pytest.mark.parametrize(
    ("scope_class", "project", "covered"),
    [
        (ScopeClass.PROJECT, PROJECT, True),
        (ScopeClass.PROJECT, replace(PROJECT, id="proj_2"), False),
        (ScopeClass.WORKSPACE, replace(PROJECT, id="proj_2"), True),
        (ScopeClass.WORKSPACE, replace(PROJECT, workspace_id="ws_2"), False),
        (ScopeClass.ORGANIZATION, replace(PROJECT, workspace_id="ws_2"), True),
        (ScopeClass.ORGANIZATION, replace(PROJECT, organization_id="org_2"), False),
    ],
)
def test_a_keys_reach(scope_class: ScopeClass, project: Project, covered: bool) -> None:
    assert replace(KEY, scope_class=scope_class).covers(project) is covered


def test_a_key_ends_at_its_expiry_or_revocation() -> None:
    assert KEY.is_live(NOW)
    expiring = replace(KEY, expires_at=NOW + timedelta(seconds=1))
    assert expiring.is_live(NOW)
    assert not expiring.is_live(NOW + timedelta(seconds=1))
    assert not replace(KEY, revoked_at=NOW).is_live(NOW)


def test_presets() -> None:
    assert scopes_of(Preset.INGEST, None) == (Scope.OTEL_WRITE,)
    assert scopes_of(Preset.CUSTOM, [Scope.TRACES_READ, Scope.OTEL_WRITE, Scope.TRACES_READ]) == (
        Scope.OTEL_WRITE,
        Scope.TRACES_READ,
    )
    for preset, scopes in ((Preset.CUSTOM, []), (Preset.CUSTOM, None), (Preset.READ, [Scope.OTEL_WRITE])):
        with pytest.raises(InvalidRequestError):
            scopes_of(preset, scopes)
