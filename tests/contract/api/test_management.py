"""Tenants, keys and the audit log, over a real socket with a real control database."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from support.api import Api
from to11.control.authority import OPERATOR
from to11.model.tenancy import EnvironmentClass, Scope, ScopeClass

ALL = tuple(Scope)


def data(answer: httpx.Response, status: int = 200) -> Any:
    body = answer.json()
    assert (answer.status_code, body["success"], body["code"], body["error"]) == (status, True, status, None), body
    assert set(body) == {"success", "code", "data", "error"}
    return body["data"]


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["success"], body["code"], body["error"]["code"]) == (status, False, status, code)
    return body


def eventually(found: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 10
    while not (value := found()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
    return value


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer a b", "Basic dXNlcjpwYXNz", "Bearer to11_live_nonsense", "to11_live_x"]
)
def test_without_a_valid_key_nobody_gets_in(api: Api, header: str | None) -> None:
    answer = httpx.get(f"{api.url}/v1/me", headers={} if header is None else {"Authorization": header})
    body = refused(answer, 401, "INVALID_CREDENTIAL")
    assert body["_tag"] == "Unauthorized"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_sees_itself_without_its_secret(api: Api) -> None:
    with api.client() as client:
        answer = client.get("/v1/me")
    me = data(answer)
    assert (me["id"], me["projectId"], me["scopeClass"]) == (api.first.key_id, api.first.project_id, "project")
    assert me["scopes"] == [scope.value for scope in ALL]
    assert me["expiresAt"] is None
    assert api.first.secret not in answer.text


def test_the_scheme_may_be_written_in_any_case(api: Api) -> None:
    answer = httpx.get(f"{api.url}/v1/me", headers={"Authorization": f"bearer {api.first.secret}"})
    assert answer.status_code == 200


def test_workspaces_and_projects_are_created_listed_and_read(api: Api) -> None:
    with api.client(api.key(*ALL, scope_class=ScopeClass.ORGANIZATION).secret) as client:
        [organization] = data(client.get("/v1/organizations"))["items"]
        assert organization["id"] == api.first.organization_id
        workspace = data(client.post("/v1/workspaces", json={"name": " Research "}), 201)
        assert (workspace["name"], workspace["organizationId"]) == ("Research", organization["id"])
        assert workspace in data(client.get("/v1/workspaces"))["items"]
        project = data(client.post("/v1/projects", json={"name": "RAG", "workspaceId": workspace["id"]}), 201)
        assert project["id"].startswith("proj_")
        assert data(client.get(f"/v1/projects/{project['id']}")) == project
        of_workspace = data(client.get("/v1/projects", params={"workspaceId": workspace["id"]}))
        assert of_workspace == {"items": [project], "pagination": {"nextCursor": None, "limit": 50}}
        missing = refused(client.post("/v1/projects", json={"name": "RAG"}), 400, "INVALID_REQUEST")
        assert missing["error"]["details"]["fields"][0]["field"] == "workspaceId"


def test_what_a_project_wishes_is_changed_and_told(api: Api) -> None:
    with api.client(api.key(*ALL, scope_class=ScopeClass.WORKSPACE).secret) as client:
        project = data(client.post("/v1/projects", json={"name": "quiet"}), 201)
        path = f"/v1/projects/{project['id']}"
        assert project["capture"] is None
        for wish in ("metadata", "none", "full", None):
            assert data(client.patch(path, json={"capture": wish})) == {**project, "capture": wish}
            assert data(client.get(path))["capture"] == wish
            assert data(client.get("/v1/projects"))["items"][0]["capture"] == wish
        for body in ({}, {"capture": "some"}, {"capture": "FULL"}, {"capture": "full", "id": "x"}):
            refused(client.patch(path, json=body), 400, "INVALID_REQUEST")
        # The uses of keys are written down meanwhile.
        asked = {"limit": "1", "action": "project.updated"}
        latest = data(client.get("/v1/audit", params=asked))["items"][0]
        assert (latest["action"], latest["target"]) == ("project.updated", project["id"])
        assert latest["details"] == {"capture": None, "before": {"capture": "full"}}
        refused(client.patch(f"/v1/projects/{api.other_project()}", json={"capture": "none"}), 404, "NOT_FOUND")
    with api.client(api.key(Scope.TRACES_READ).secret) as client:
        own = f"/v1/projects/{api.first.project_id}"
        refused(client.patch(own, json={"capture": "none"}), 403, "INSUFFICIENT_SCOPE")


def test_a_project_is_renamed_and_told_how_long_to_keep(api: Api) -> None:
    with api.client(api.key(*ALL, scope_class=ScopeClass.WORKSPACE).secret) as client:
        project = data(client.post("/v1/projects", json={"name": "brief"}), 201)
        path = f"/v1/projects/{project['id']}"
        assert project["retentionDays"] is None
        for change in ({"name": "RAG"}, {"retentionDays": 1}, {"retentionDays": 18_250}, {"retentionDays": None}):
            project = {**project, **change}
            assert data(client.patch(path, json=change)) == project == data(client.get(path))
        whole = {"name": "all", "retentionDays": 30, "capture": "metadata"}
        assert data(client.patch(path, json=whole)) == {**project, **whole}
        for field, value in (
            ("name", None),
            ("name", ""),
            ("name", "a\nb"),
            ("retentionDays", 0),
            ("retentionDays", 18_251),
            ("retentionDays", 1.5),
            ("retentionDays", "soon"),
        ):
            body = refused(client.patch(path, json={field: value}), 400, "INVALID_REQUEST")
            assert [item["field"] for item in body["error"]["details"]["fields"]] == [field]
        assert data(client.get(path)) == {**project, **whole}


def test_the_addresses_are_told_to_every_key(api: Api) -> None:
    with api.client(api.key(Scope.GATEWAY_INVOKE).secret) as client:
        own = client.base_url.port
        told = {
            "api": "https://api.test",
            "gateway": "http://127.0.0.1:4000",
            "otlpHttp": "https://collector.test",
            "otlpGrpc": "https://collector.test:443",
        }
        assert data(client.get("/v1/endpoints")) == told
        for host, seen in (
            (f"to11.lan:{own}", "to11.lan"),
            ("to11.lan", "to11.lan"),
            ("[fd00::1]:4500", "[fd00::1]"),
            ("evil.test/<script>", "127.0.0.1"),
            ("a b", "127.0.0.1"),
        ):
            answer = data(client.get("/v1/endpoints", headers={"host": host}))
            assert answer == {**told, "gateway": f"http://{seen}:4000"}


def test_what_projects_inherit_is_told_to_every_key(api: Api) -> None:
    with api.client(api.key(Scope.GATEWAY_INVOKE).secret) as client:
        assert data(client.get("/v1/defaults")) == {"retentionDays": 45, "capture": "metadata"}


def test_pages_follow_one_another_to_the_end(api: Api) -> None:
    with api.client(api.key(*ALL, scope_class=ScopeClass.WORKSPACE).secret) as client:
        made = [data(client.post("/v1/projects", json={"name": f"p{number}"}), 201)["id"] for number in range(4)]
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = data(client.get("/v1/projects", params={"limit": 2, **({"cursor": cursor} if cursor else {})}))
            assert page["pagination"]["limit"] == 2
            assert len(page["items"]) <= 2
            seen += [project["id"] for project in page["items"]]
            cursor = page["pagination"]["nextCursor"]
        assert seen[:4] == made[::-1]
        assert len(seen) == len(set(seen))
        assert api.first.project_id in seen


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/v1/projects", {"limit": "0"}),
        ("/v1/projects", {"limit": "1001"}),
        ("/v1/projects", {"limit": "many"}),
        ("/v1/projects", {"cursor": "tampered"}),
        ("/v1/projects", {"workspace_id": "ws_x"}),
        ("/v1/keys", {"nosuch": "1"}),
        ("/v1/audit", {"cursor": "!"}),
    ],
)
def test_bad_parameters_are_refused_by_name(api: Api, path: str, params: dict[str, str]) -> None:
    with api.client(api.key(*ALL, scope_class=ScopeClass.ORGANIZATION).secret) as client:
        body = refused(client.get(path, params=params), 400, "INVALID_REQUEST")
    assert [item["field"] for item in body["error"]["details"]["fields"]] == list(params)


def test_what_is_out_of_reach_is_not_found(api: Api) -> None:
    with api.client() as client:
        assert data(client.get("/v1/organizations"))["items"] == []
        for path in (f"/v1/projects/{api.other_project()}", "/v1/projects/nonsense", "/v1/keys/key_doesNotExist0000"):
            refused(client.get(path), 404, "NOT_FOUND")


class TestKeys:
    def test_creation_shows_the_secret_once(self, api: Api) -> None:
        wanted = {
            "name": "CI",
            "environment": "test",
            "scopeClass": "project",
            "projectId": api.first.project_id,
            "preset": "write",
            "expiresInDays": 90,
        }
        with api.client() as client:
            answer = client.post("/v1/keys", json=wanted)
            assert answer.headers["cache-control"] == "no-store"
            key = data(answer, 201)
            secret = key.pop("secret")
            assert secret.startswith("to11_test_")
            assert (key["name"], key["environment"], key["scopeClass"]) == ("CI", "test", "project")
            assert key["scopes"] == ["otel:write", "gateway:invoke"]
            assert key["createdBy"] == api.first.key_id
            assert key["expiresAt"].endswith("Z")
            assert data(client.get(f"/v1/keys/{key['id']}")) == key
            assert secret not in client.get("/v1/keys").text
        with api.client(secret) as client:
            assert data(client.get("/v1/me"))["id"] == key["id"]

    def test_an_expiry_is_exact_or_none(self, api: Api) -> None:
        wanted = {"name": "k", "scopeClass": "project", "preset": "read"}
        with api.client() as client:
            key = data(client.post("/v1/keys", json={**wanted, "expiresAt": "2099-01-01T02:00:00+02:00"}), 201)
            assert key["expiresAt"] == "2099-01-01T00:00:00Z"
            assert data(client.post("/v1/keys", json=wanted), 201)["expiresAt"] is None
            assert data(client.post("/v1/keys", json={**wanted, "expiresAt": None}), 201)["expiresAt"] is None

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": None}, "name"),
            ({"environment": "prod"}, "environment"),
            ({"scopeClass": "galaxy"}, "scopeClass"),
            ({"expiresInDays": 0}, "expiresInDays"),
            ({"expiresInDays": 30, "expiresAt": "2099-01-01T00:00:00Z"}, "expiresAt"),
            ({"expiresAt": "2001-01-01T00:00:00Z"}, "expiresAt"),
            ({"expiresAt": "2099-01-01T00:00:00"}, "expiresAt"),
            ({"expiresInDay": 30}, "expiresInDay"),
            ({"workspaceId": "ws_other"}, "workspaceId"),
            ({"scopeClass": "workspace"}, "workspaceId"),
            ({"preset": "custom", "scopes": ["everything"]}, "scopes.0"),
        ],
    )
    def test_a_wish_that_makes_no_sense_is_refused_by_name(self, api: Api, change: dict[str, Any], field: str) -> None:
        wanted = {"name": "k", "scopeClass": "project", "preset": "read", **change}
        # An organization's key has no workspace of its own to fall back on.
        with api.client(api.key(*ALL, scope_class=ScopeClass.ORGANIZATION).secret) as client:
            wanted.setdefault("projectId", api.first.project_id if wanted["scopeClass"] == "project" else None)
            body = refused(client.post("/v1/keys", json=wanted), 400, "INVALID_REQUEST")
        assert [item["field"] for item in body["error"]["details"]["fields"]] == [field]

    @pytest.mark.parametrize("body", [{"preset": "custom"}, {"preset": "read", "scopes": ["otel:write"]}])
    def test_preset_and_scopes_must_fit(self, api: Api, body: dict[str, Any]) -> None:
        with api.client() as client:
            answer = client.post("/v1/keys", json={"name": "k", "scopeClass": "project", **body})
        refused(answer, 400, "INVALID_REQUEST")

    def test_nobody_grants_more_than_they_hold(self, api: Api) -> None:
        creator = api.key(Scope.KEYS_CREATE, Scope.TRACES_READ, environment=EnvironmentClass.TEST)
        with api.client(creator.secret) as client:

            def create(**change: Any) -> httpx.Response:
                wanted = {"name": "k", "environment": "test", "scopeClass": "project", "preset": "read", **change}
                return client.post("/v1/keys", json=wanted)

            data(create(), 201)
            refused(create(preset="write"), 403, "INSUFFICIENT_SCOPE")
            refused(create(environment="live"), 403, "EXCEEDS_CREATOR")
            refused(create(projectId=api.other_project()), 404, "NOT_FOUND")
            refused(create(scopeClass="organization"), 404, "NOT_FOUND")
            body = refused(client.get("/v1/keys"), 403, "INSUFFICIENT_SCOPE")
            assert body["error"]["details"] == {"required": ["keys:read"]}

    def test_rotation_keeps_the_key_and_its_old_secret_for_the_grace(self, api: Api) -> None:
        issued = api.key(Scope.TRACES_READ)
        with api.client() as client:
            path = f"/v1/keys/{issued.key.id}/rotate"
            rotated = data(client.post(path, json={"gracePeriodSeconds": 3600}))
            assert (rotated["id"], rotated["scopes"]) == (issued.key.id, ["traces:read"])
            assert [self._status(api, secret) for secret in (issued.secret, rotated["secret"])] == [200, 200]
            again = data(client.post(path, json={"gracePeriodSeconds": 0}))
            found = [self._status(api, secret) for secret in (issued.secret, rotated["secret"], again["secret"])]
            assert found == [401, 401, 200]
            for body in ({"gracePeriodSeconds": 60}, {"gracePeriodSeconds": "soon"}, {"grace": 0}):
                refused(client.post(path, json=body), 400, "INVALID_REQUEST")

    def test_revocation_is_immediate_and_final(self, api: Api) -> None:
        issued = api.key(Scope.TRACES_READ)
        assert self._status(api, issued.secret) == 200
        with api.client() as client:
            eventually(lambda: data(client.get(f"/v1/keys/{issued.key.id}"))["lastUsedAt"])  # it changes no more
            revoked = data(client.post(f"/v1/keys/{issued.key.id}/revoke"))
            assert revoked["revokedAt"] is not None
            assert self._status(api, issued.secret) == 401
            assert data(client.post(f"/v1/keys/{issued.key.id}/revoke")) == revoked
            refused(client.post(f"/v1/keys/{issued.key.id}/rotate", json={}), 409, "CONFLICT")

    def _status(self, api: Api, secret: str) -> int:
        with api.client(secret) as client:
            return client.get("/v1/me").status_code


def test_only_json_is_taken(api: Api) -> None:
    with api.client() as client:
        answer = client.post("/v1/workspaces", content=b'{"name": "x"}', headers={"content-type": "text/plain"})
        refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")
        answer = client.post("/v1/workspaces", content=b"{", headers={"content-type": "application/json"})
        refused(answer, 400, "INVALID_REQUEST")


def test_creation_use_and_denials_are_in_the_audit_log(api: Api) -> None:
    key = api.key(Scope.AUDIT_READ, Scope.TRACES_READ, scope_class=ScopeClass.ORGANIZATION)
    revoked = api.key(Scope.TRACES_READ)
    with api.client() as client:
        client.post(f"/v1/keys/{revoked.key.id}/revoke")
    with api.client(revoked.secret) as client:
        client.get("/v1/me")
    with api.client(key.secret) as client:
        refused(client.get("/v1/keys"), 403, "INSUFFICIENT_SCOPE")

        def entries(action: str, actor: str) -> list[dict[str, Any]]:
            items = data(client.get("/v1/audit", params={"limit": 1000}))["items"]
            return [item for item in items if (item["action"], item["actor"]) == (action, actor)]

        [created] = [item for item in entries("key.created", "operator") if item["target"] == key.key.id]
        assert created["organizationId"] == api.first.organization_id
        assert (created["workspaceId"], created["projectId"]) == (None, None)
        [used] = eventually(lambda: entries("key.used", key.key.id))
        assert used["details"]["count"] >= 1
        [denied] = eventually(lambda: entries("access.denied", key.key.id))
        assert denied["address"] == "127.0.0.1"
        assert (denied["details"]["reason"], denied["details"]["door"]) == ("INSUFFICIENT_SCOPE", "api")
        [turned_away] = eventually(lambda: entries("access.denied", revoked.key.id))
        assert turned_away["details"]["cause"] == "revoked"
        assert (turned_away["workspaceId"], turned_away["projectId"]) == (api.first.workspace_id, api.first.project_id)
        assert [key.key.id, revoked.key.id] == [used["target"], turned_away["target"]]


def test_each_key_reads_the_audit_log_within_its_reach(api: Api) -> None:
    tenants = api.directory.tenants
    sibling = tenants.create_project(OPERATOR, api.first.workspace_id, "sibling").id
    elsewhere = tenants.create_workspace(OPERATOR, api.first.organization_id, "elsewhere").id
    beside = api.key(Scope.AUDIT_READ, target=sibling)
    in_workspace = api.key(Scope.AUDIT_READ, scope_class=ScopeClass.WORKSPACE)
    in_elsewhere = api.key(Scope.AUDIT_READ, scope_class=ScopeClass.WORKSPACE, target=elsewhere)
    in_organization = api.key(Scope.AUDIT_READ, scope_class=ScopeClass.ORGANIZATION)
    foreign = api.key(Scope.AUDIT_READ, target=api.other_project())
    with api.client(beside.secret) as client:
        refused(client.get("/v1/keys"), 403, "INSUFFICIENT_SCOPE")
    api.wait_for_action("access.denied", beside.key.id)

    def told(secret: str) -> list[dict[str, Any]]:
        with api.client(secret) as client:
            items: list[dict[str, Any]] = data(client.get("/v1/audit", params={"limit": 1000}))["items"]
        return items

    def turned_away(secret: str) -> bool:
        return ("access.denied", beside.key.id) in [(item["action"], item["target"]) for item in told(secret)]

    own = told(api.first.secret)
    assert {item["projectId"] for item in own} == {api.first.project_id}
    assert ("key.created", api.first.key_id) in [(item["action"], item["target"]) for item in own]
    assert {item["projectId"] for item in told(beside.secret)} == {sibling}
    assert {item["projectId"] for item in told(foreign.secret)} == {foreign.key.project_id}
    assert {item["workspaceId"] for item in told(in_workspace.secret)} == {api.first.workspace_id}
    assert {item["workspaceId"] for item in told(in_elsewhere.secret)} == {elsewhere}
    assert {item["organizationId"] for item in told(in_organization.secret)} == {api.first.organization_id}
    seeing = [one.secret for one in (beside, in_workspace, in_organization)]
    blind = [api.first.secret, in_elsewhere.secret, foreign.secret]
    assert [turned_away(secret) for secret in seeing + blind] == [True] * 3 + [False] * 3


def test_the_audit_log_is_narrowed(api: Api) -> None:
    key = api.key(Scope.TRACES_READ)
    with api.client(api.key(*ALL, scope_class=ScopeClass.ORGANIZATION).secret) as client:
        data(client.post(f"/v1/keys/{key.key.id}/rotate", json={}))
        data(client.post(f"/v1/keys/{key.key.id}/revoke"))

        def told(**parameters: Any) -> list[tuple[str, str]]:
            found = data(client.get("/v1/audit", params={"limit": 1000, **parameters}))["items"]
            return [(entry["action"], entry["target"]) for entry in found]

        about = [(action, key.key.id) for action in ("key.revoked", "key.rotated", "key.created")]
        assert told(target=key.key.id) == about
        assert told(target=key.key.id, action="key.rotated") == about[1:2]
        assert told(target=key.key.id, action=["key.revoked", "key.created"]) == about[::2]
        assert about[0] in told(projectId=api.first.project_id)
        assert told(projectId=api.other_project()) == []
        for parameters, field in (
            ({"action": "no.such"}, "action.0"),
            ({"target": "x" * 101}, "target"),
            ({"project": "x"}, "project"),
        ):
            body = refused(client.get("/v1/audit", params=parameters), 400, "INVALID_REQUEST")
            assert [item["field"] for item in body["error"]["details"]["fields"]] == [field]
