"""Signing a browser in and out, over a real socket with a real control database."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.api import ENDPOINTS, Api, running
from to11.control.authority import OPERATOR
from to11.model.tenancy import Scope, ScopeClass
from to11.settings import ApiSettings
from to11.store.client import StoreClient
from to11.store.reader import Reader

PATH = "/v1/session"


def data(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()["data"]


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"], body["error"]["code"]) == (status, status, code)
    assert "set-cookie" not in answer.headers
    return body


def sign_in(api: Api, body: object, **headers: str) -> httpx.Response:
    return httpx.post(api.url + PATH, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, client: StoreClient) -> Iterator[Api]:
    """An API whose public address is not HTTPS, as on a laptop."""
    directory: Path = tmp_path_factory.mktemp("plain")
    endpoints = replace(ENDPOINTS, api="http://127.0.0.1:4500")
    with running(directory, Reader(client), endpoints=endpoints) as found:
        yield found


def test_a_key_signs_in_and_its_page_is_told_what_it_may(api: Api) -> None:
    key = api.key(Scope.TRACES_READ, Scope.KEYS_READ, scope_class=ScopeClass.WORKSPACE)
    answer = sign_in(api, {"credential": key.secret})
    told = data(answer, 201)
    token = told.pop("csrfToken")
    ends = datetime.fromisoformat(told.pop("expiresAt")) - datetime.now(UTC)
    assert timedelta(days=7) - timedelta(minutes=1) < ends <= timedelta(days=7)
    assert told == {
        "actor": {"kind": "key", "name": key.key.name, "keyId": key.key.id},
        "scopes": ["traces:read", "keys:read"],
        "scopeClass": "workspace",
        "organizationId": api.first.organization_id,
        "workspaceId": api.first.workspace_id,
        "projectId": None,
    }
    assert len(token) == 43
    assert answer.headers["cache-control"] == "no-store"
    assert key.secret not in answer.text + answer.headers["set-cookie"]
    entry = api.wait_for_action("session.created", key.key.id)
    assert (entry.actor, entry.address, entry.details["with"]) == (key.key.id, "127.0.0.1", "key")


def test_the_operator_holds_every_scope_in_every_project(api: Api) -> None:
    told = data(sign_in(api, {"code": api.sign_in_code()}), 201)
    assert told["actor"] == {"kind": "operator", "name": "operator", "keyId": None}
    assert told["scopes"] == [scope.value for scope in Scope]
    assert {told[name] for name in ("scopeClass", "organizationId", "workspaceId", "projectId")} == {None}


def test_the_cookie_is_of_no_use_to_scripts_and_other_sites(api: Api, plain: Api) -> None:
    cookies = [sign_in(one, {"credential": one.first.secret}).headers["set-cookie"] for one in (api, plain)]
    parts = [cookie.split("; ") for cookie in cookies]
    assert [found[0].partition("=")[0] for found in parts] == ["__Host-to11_session", "to11_session_4500"]
    for found in parts:
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(found)
        assert not [part for part in found if part.startswith("Domain")]
    assert ["Secure" in found for found in parts] == [True, False]


def test_a_session_is_found_again_and_ends_with_signing_out(plain: Api) -> None:
    with httpx.Client(base_url=plain.url) as browser:
        refused(browser.get(PATH), 401, "INVALID_CREDENTIAL")
        begun = data(browser.post(PATH, json={"credential": plain.first.secret}), 201)
        assert data(browser.get(PATH)) == begun
        assert data(browser.get("/v1/me"))["id"] == plain.first.key_id
        stale = dict(browser.cookies)
        answer = browser.delete(PATH, headers={"x-to11-csrf": begun["csrfToken"]})
        assert (answer.status_code, answer.content) == (204, b"")
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert not browser.cookies
        refused(browser.get("/v1/me"), 401, "INVALID_CREDENTIAL")
    refused(httpx.get(plain.url + PATH, cookies=stale), 401, "INVALID_CREDENTIAL")
    assert plain.wait_for_action("session.ended", plain.first.key_id).actor == plain.first.key_id


def test_signing_in_again_ends_the_session_before(plain: Api) -> None:
    first = plain.browser(plain.first.secret)
    answer = sign_in(plain, {"code": plain.sign_in_code()}, cookie=first.headers["cookie"])
    assert data(answer, 201)["actor"]["kind"] == "operator"
    refused(httpx.get(plain.url + PATH, headers=first.headers), 401, "INVALID_CREDENTIAL")
    gone = sign_in(plain, {"code": plain.sign_in_code()}, cookie=first.headers["cookie"])
    assert gone.status_code == 201, "a cookie that is stale already is no hindrance"


def test_a_code_signs_one_browser_in(api: Api) -> None:
    code = api.sign_in_code()
    data(sign_in(api, {"code": code}), 201)
    body = refused(sign_in(api, {"code": code}), 401, "INVALID_CREDENTIAL")
    assert body == refused(sign_in(api, {"code": "x" * 43}), 401, "INVALID_CREDENTIAL")
    assert "to11 sign-in-link" in body["error"]["message"]


def test_a_session_dies_with_its_key(api: Api) -> None:
    key = api.key(Scope.TRACES_READ)
    browser = api.browser(key.secret)
    assert httpx.get(f"{api.url}/v1/me", headers=browser.headers).status_code == 200
    api.directory.keys.revoke(OPERATOR, key.key.id)
    answers = [httpx.get(api.url + path, headers=browser.headers) for path in ("/v1/me", PATH)]
    for answer in answers:
        refused(answer, 401, "INVALID_CREDENTIAL")
    assert api.wait_for_action("access.denied", key.key.id).details["cause"] == "revoked"


def test_a_session_never_outlives_its_key(api: Api) -> None:
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    answer = sign_in(api, {"credential": api.key(Scope.TRACES_READ, expires_at=ends).secret})
    assert datetime.fromisoformat(data(answer, 201)["expiresAt"]) == ends
    seconds = int(answer.headers["set-cookie"].partition("Max-Age=")[2].partition(";")[0])
    assert 3590 <= seconds <= 3600


def test_what_cannot_sign_in(api: Api) -> None:
    revoked = api.key(Scope.TRACES_READ)
    api.directory.keys.revoke(OPERATOR, revoked.key.id)
    bodies = [
        refused(sign_in(api, {"credential": credential}), 401, "INVALID_CREDENTIAL")
        for credential in (revoked.secret, "to11_live_" + "0" * 46, "nonsense", "é\n\0")
    ]
    assert all(body == bodies[0] for body in bodies)
    without = api.key(Scope.OTEL_WRITE, Scope.GATEWAY_INVOKE)
    body = refused(sign_in(api, {"credential": without.secret}), 403, "INSUFFICIENT_SCOPE")
    assert body["error"]["details"] == {"required": ["traces:read"]}
    denied = api.wait_for_action("access.denied", without.key.id)
    assert (denied.details["door"], denied.details["reason"]) == ("sign-in", "INSUFFICIENT_SCOPE")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"credential": "SECRETSECRET", "code": "SECRETSECRET"},
        {"credential": ""},
        {"credential": 17},
        {"code": ["SECRETSECRET"]},
        {"password": "SECRETSECRET"},
        ["SECRETSECRET"],
        "SECRETSECRET",
    ],
)
def test_a_body_of_the_wrong_form_is_refused_without_repeating_it(api: Api, body: object) -> None:
    answer = sign_in(api, body)
    refused(answer, 400, "INVALID_REQUEST")
    assert "SECRETSECRET" not in answer.text


def test_a_form_signs_nobody_in(api: Api) -> None:
    answer = httpx.post(api.url + PATH, data={"credential": api.first.secret})
    refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.test"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
def test_no_other_site_signs_a_browser_in(api: Api, headers: dict[str, str]) -> None:
    code = api.sign_in_code()
    refused(sign_in(api, {"code": code}, **headers), 403, "CSRF")
    data(sign_in(api, {"code": code}, origin=api.url, sec_fetch_site="same-origin"), 201)


def test_a_key_in_the_header_goes_before_the_cookie(plain: Api) -> None:
    browser = plain.browser()
    bearer = {"authorization": f"Bearer {plain.first.secret}"}
    both = {**bearer, "cookie": browser.headers["cookie"]}
    assert data(httpx.get(f"{plain.url}/v1/me", headers=both))["id"] == plain.first.key_id
    # A page cannot have put it there: such a request needs no token.
    made = httpx.post(f"{plain.url}/v1/keys", headers=both, json={"name": "k", "scopeClass": "project"})
    assert made.status_code == 400
    wrong = {**browser.headers, "authorization": "Bearer to11_live_nonsense"}
    refused(httpx.get(f"{plain.url}/v1/projects", headers=wrong), 401, "INVALID_CREDENTIAL")
    assert data(httpx.get(plain.url + PATH, headers=both))["actor"]["kind"] == "operator"
    refused(httpx.get(plain.url + PATH, headers=bearer), 401, "INVALID_CREDENTIAL")


def test_a_proxys_own_password_is_not_ours(plain: Api) -> None:
    headers = {**plain.browser().headers, "authorization": "Basic dXNlcjpwYXNz"}
    assert httpx.get(f"{plain.url}/v1/projects", headers=headers).status_code == 200


def test_refused_pages_are_in_the_audit_log(api: Api) -> None:
    key = api.key(Scope.TRACES_READ)
    browser = api.browser(key.secret)
    answer = httpx.post(f"{api.url}/v1/keys", headers={"cookie": browser.headers["cookie"]}, json={})
    refused(answer, 403, "CSRF")
    assert api.wait_for_action("access.denied", key.key.id).details["reason"] == "CSRF"


def test_a_session_is_a_use_of_its_key(api: Api) -> None:
    key = api.key(Scope.TRACES_READ)
    assert key.key.last_used_at is None
    browser = api.browser(key.secret)
    httpx.get(f"{api.url}/v1/me", headers=browser.headers)
    kinds: set[object] = set()
    deadline = time.monotonic() + 10
    while kinds != {"sign-in", "api"}:
        assert time.monotonic() < deadline, kinds
        entries, _ = api.directory.audit.list(OPERATOR, limit=1000)
        kinds = {one.details["kind"] for one in entries if (one.action, one.target) == ("key.used", key.key.id)}
    assert api.directory.keys.get(OPERATOR, key.key.id).last_used_at is not None


class TestRateLimits:
    @pytest.fixture
    def strict(self, tmp_path: Path, client: StoreClient) -> Iterator[Api]:
        limits = ApiSettings(exchange_per_credential_per_minute=3, exchange_per_address_per_minute=6)
        with running(tmp_path, Reader(client), settings=limits) as found:
            yield found

    def test_per_credential_then_per_address(self, strict: Api) -> None:
        wrong = {"code": "x" * 43}
        assert [sign_in(strict, wrong).status_code for _ in range(4)] == [401, 401, 401, 429]
        assert sign_in(strict, {"credential": strict.first.secret}).status_code == 201
        assert sign_in(strict, {}).status_code == 400
        refused = sign_in(strict, {"credential": strict.first.secret})
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "RATE_LIMITED")
        assert 1 <= int(refused.headers["retry-after"]) <= 10
        # One budget for all attempts to be let in.
        exchange = httpx.post(f"{strict.url}/v1/ingest-token/exchange", json={"credential": strict.first.secret})
        assert exchange.status_code == 429
        deadline = time.monotonic() + 10
        doors: set[str] = set()
        while doors != {"sign-in", "exchange"}:
            assert time.monotonic() < deadline, doors
            entries, _ = strict.directory.audit.list(OPERATOR, limit=1000)
            doors = {one.details["door"] for one in entries if one.details.get("reason") == "RATE_LIMITED"}


class TestTheOperator:
    @pytest.fixture
    def alone(self, tmp_path: Path, client: StoreClient) -> Iterator[Api]:
        with running(tmp_path, Reader(client)) as found:
            yield found

    def test_is_no_key(self, api: Api) -> None:
        body = refused(httpx.get(f"{api.url}/v1/me", headers=api.browser().headers), 404, "NOT_FOUND")
        assert "/v1/session" in body["error"]["message"]

    def test_means_the_only_one_there_is(self, alone: Api) -> None:
        with httpx.Client(base_url=alone.url, headers=alone.browser().headers) as client:
            project = data(client.post("/v1/projects", json={"name": "second"}), 201)
            assert project["workspaceId"] == alone.first.workspace_id
            key = {"name": "k", "preset": "read"}
            organization = data(client.post("/v1/keys", json={**key, "scopeClass": "organization"}), 201)
            assert (organization["organizationId"], organization["createdBy"]) == (
                alone.first.organization_id,
                "operator",
            )
            two = refused(client.post("/v1/keys", json={**key, "scopeClass": "project"}), 400, "INVALID_REQUEST")
            assert two["error"]["details"]["fields"] == [
                {"field": "projectId", "message": "there are several; name one"}
            ]
            named = {**key, "scopeClass": "project", "projectId": project["id"]}
            assert data(client.post("/v1/keys", json=named), 201)["projectId"] == project["id"]
            data(client.post("/v1/workspaces", json={"name": "second"}), 201)
            refused(client.post("/v1/projects", json={"name": "third"}), 400, "INVALID_REQUEST")
            refused(client.post("/v1/keys", json={**key, "scopeClass": "workspace"}), 400, "INVALID_REQUEST")

    def test_reaches_every_organization(self, api: Api) -> None:
        other = api.other_project()
        with httpx.Client(base_url=api.url, headers=api.browser().headers) as client:
            listed = {one["id"] for one in data(client.get("/v1/projects", params={"limit": 1000}))["items"]}
            assert {api.first.project_id, other} <= listed
            assert len(data(client.get("/v1/organizations"))["items"]) > 1
            assert data(client.patch(f"/v1/projects/{other}", json={"name": "renamed"}))["name"] == "renamed"
            assert data(client.get(f"/v1/projects/{other}/traces"))["items"] == []
            key = api.key(Scope.TRACES_READ).key.id
            assert data(client.post(f"/v1/keys/{key}/rotate", json={}))["id"] == key
            assert data(client.post(f"/v1/keys/{key}/revoke"))["revokedAt"]
            latest = data(client.get("/v1/audit", params={"limit": 1, "action": "key.revoked"}))["items"][0]
            assert (latest["action"], latest["actor"], latest["address"]) == ("key.revoked", "operator", "127.0.0.1")
            assert latest["target"] == key
            refused(client.post("/v1/workspaces", json={"name": "w"}), 400, "INVALID_REQUEST")
