"""`POST /v1/ingest-token/exchange`, over a real socket with a real control database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from support.api import ISSUER, Api, running
from to11.control.authority import OPERATOR
from to11.model.tenancy import Scope, ScopeClass
from to11.settings import ApiSettings
from to11.store.client import StoreClient
from to11.store.reader import Reader

PATH = "/v1/ingest-token/exchange"


def exchange(api: Api, body: object) -> httpx.Response:
    # Not httpx's own JSON, which cannot say a lone surrogate.
    content = json.dumps(body).encode()
    return httpx.post(api.url + PATH, content=content, headers={"content-type": "application/json"})


def assert_refused(answer: httpx.Response, status: int, tag: str, code: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["_tag"], body["success"], body["code"], body["error"]["code"]) == (
        status,
        tag,
        False,
        status,
        code,
    )
    assert set(body) == {"_tag", "success", "code", "error"}
    assert set(body["error"]) == {"code", "message", "details"}
    assert answer.headers["cache-control"] == "no-store"
    return body


def test_a_project_key_gets_a_token_in_the_flat_shape(api: Api) -> None:
    before = datetime.now(UTC)
    answer = exchange(api, {"credential": api.first.secret})
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["token", "projectId", "scopeClass", "scopes", "expiresAt"]
    assert body["projectId"] == api.first.project_id
    assert body["scopeClass"] == "project"
    assert body["scopes"] == ["otel:write"]
    expires = datetime.strptime(body["expiresAt"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(minutes=15) - timedelta(seconds=2) < expires - before <= timedelta(minutes=15, seconds=2)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"


def test_the_token_verifies_with_what_discovery_publishes(api: Api) -> None:
    token = exchange(api, {"credential": api.first.secret}).json()["token"]
    configuration = httpx.get(f"{api.url}/.well-known/openid-configuration")
    assert configuration.json()["issuer"] == ISSUER
    assert configuration.json()["jwks_uri"] == f"{ISSUER}/.well-known/jwks.json"
    assert configuration.json()["id_token_signing_alg_values_supported"] == ["ES256"]
    key_set = httpx.get(f"{api.url}/.well-known/jwks.json")
    for document in (configuration, key_set):
        assert "max-age=" in document.headers["cache-control"]
    assert all("d" not in key for key in key_set.json()["keys"])
    key = jwt.PyJWKSet.from_dict(key_set.json())[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["ES256"], audience="to11-collector", issuer=ISSUER)
    assert (claims["sub"], claims["scope"], claims["key"]) == (api.first.project_id, "otel:write", api.first.key_id)


@pytest.mark.parametrize("scope_class", [ScopeClass.ORGANIZATION, ScopeClass.WORKSPACE])
def test_a_wider_key_names_its_project(api: Api, scope_class: ScopeClass) -> None:
    secret = api.key(Scope.OTEL_WRITE, scope_class=scope_class).secret
    assert_refused(exchange(api, {"credential": secret}), 400, "BadRequest", "PROJECT_REQUIRED")
    assert_refused(
        exchange(api, {"credential": secret, "requestedProjectId": None}), 400, "BadRequest", "PROJECT_REQUIRED"
    )
    body = exchange(api, {"credential": secret, "requestedProjectId": api.first.project_id}).json()
    assert (body["projectId"], body["scopeClass"]) == (api.first.project_id, scope_class.value)


def test_a_project_key_may_name_its_own_project_and_no_other(api: Api) -> None:
    own = {"credential": api.first.secret, "requestedProjectId": api.first.project_id}
    assert exchange(api, own).status_code == 200
    assert_refused(
        exchange(api, {**own, "requestedProjectId": "proj_other"}), 403, "Forbidden", "PROJECT_NOT_AUTHORIZED"
    )


def test_a_project_out_of_reach_and_one_that_is_not_are_told_alike(api: Api) -> None:
    secret = api.key(Scope.OTEL_WRITE, scope_class=ScopeClass.ORGANIZATION).secret
    answers = [
        assert_refused(
            exchange(api, {"credential": secret, "requestedProjectId": project}),
            403,
            "Forbidden",
            "PROJECT_NOT_AUTHORIZED",
        )
        for project in (api.other_project(), "proj_doesNotExist0000000", "é\n\0", "x" * 10_000)
    ]
    assert all(answer == answers[0] for answer in answers)


def test_without_the_scope_the_exchange_is_forbidden(api: Api) -> None:
    secret = api.key(Scope.TRACES_READ, Scope.GATEWAY_INVOKE).secret
    body = assert_refused(exchange(api, {"credential": secret}), 403, "Forbidden", "INSUFFICIENT_SCOPE")
    assert body["error"]["details"] == {"required": ["otel:write"]}


def test_unknown_expired_and_revoked_keys_get_one_answer(api: Api) -> None:
    revoked = api.key(Scope.OTEL_WRITE)
    api.directory.keys.revoke(OPERATOR, revoked.key.id)
    rotated = api.key(Scope.OTEL_WRITE)
    api.directory.keys.rotate(OPERATOR, rotated.key.id, 0)
    credentials = [
        revoked.secret,
        rotated.secret,
        "to11_live_" + "0" * 46,
        api.first.secret[:-1],
        "nonsense",
        "é\n\0",
        "x" * 100_000,
    ]
    answers = [
        assert_refused(exchange(api, {"credential": credential}), 401, "Unauthorized", "INVALID_CREDENTIAL")
        for credential in credentials
    ]
    assert all(answer == answers[0] for answer in answers)
    headers = exchange(api, {"credential": "nonsense"}).headers
    assert headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "credential"),
        ({"credential": ""}, "credential"),
        ({"credential": None}, "credential"),
        ({"credential": 17}, "credential"),
        ({"credential": ["SECRETSECRET"]}, "credential"),
        ({"credential": "SECRETSECRET", "requestedProjectId": 5}, "requestedProjectId"),
        ({"credential": "SECRETSECRET", "requestedProjectId": ""}, "requestedProjectId"),
        ({"credential": "SECRETSECRET", "requestedProjectId": {"SECRETSECRET": 1}}, "requestedProjectId"),
        ({"credential": "SECRETSECRET\ud800"}, "credential"),
        (["SECRETSECRET"], "body"),
        ("SECRETSECRET", "body"),
        (None, "body"),
    ],
)
def test_a_body_of_the_wrong_form_is_refused_without_repeating_it(
    api: Api, body: object, field: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = exchange(api, body)
    told = assert_refused(answer, 400, "BadRequest", "INVALID_REQUEST")
    assert [item["field"] for item in told["error"]["details"]["fields"]] == [field]
    assert "SECRETSECRET" not in answer.text + caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"credential": "SECRETSECRET"', b"\xff\xfe\xfa", b'{"credential": NaN}', b"[" * 100_000, b"null"],
)
def test_what_is_no_json_is_refused_without_repeating_it(api: Api, content: bytes) -> None:
    answer = httpx.post(api.url + PATH, content=content, headers={"content-type": "application/json"})
    assert_refused(answer, 400, "BadRequest", "INVALID_REQUEST")
    assert "SECRETSECRET" not in answer.text


@pytest.mark.parametrize(
    "content_type",
    [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data"],
)
def test_only_json_is_spoken(api: Api, content_type: str | None) -> None:
    headers = {"content-type": content_type} if content_type else {}
    content = json.dumps({"credential": api.first.secret}).encode()
    answer = httpx.post(api.url + PATH, content=content, headers=headers)
    assert_refused(answer, 415, "UnsupportedMediaType", "UNSUPPORTED_MEDIA_TYPE")
    assert api.first.secret not in answer.text


def test_json_may_name_its_charset_and_carry_names_we_do_not_know(api: Api) -> None:
    answer = httpx.post(
        api.url + PATH,
        content=json.dumps({"credential": api.first.secret, "clientVersion": "9"}),
        headers={"content-type": "Application/JSON; charset=utf-8"},
    )
    assert answer.status_code == 200


def test_a_body_beyond_the_limit_is_refused(api: Api) -> None:
    answer = exchange(api, {"credential": "x" * (1024 * 1024)})
    assert_refused(answer, 413, "PayloadTooLarge", "PAYLOAD_TOO_LARGE")
    streamed = httpx.post(
        api.url + PATH,
        content=iter([b'{"credential": "' + b"x" * 600_000, b"x" * 600_000 + b'"}']),
        headers={"content-type": "application/json"},
    )
    assert_refused(streamed, 413, "PayloadTooLarge", "PAYLOAD_TOO_LARGE")


def test_other_methods_are_not_spoken(api: Api) -> None:
    answer = httpx.get(api.url + PATH)
    assert_refused(answer, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


class TestRateLimits:
    @pytest.fixture
    def strict(self, tmp_path: Path, client: StoreClient) -> Iterator[Api]:
        limits = ApiSettings(exchange_per_credential_per_minute=3, exchange_per_address_per_minute=8)
        with running(tmp_path, Reader(client), settings=limits) as found:
            yield found

    def test_per_credential_then_per_address(self, strict: Api) -> None:
        own = {"credential": strict.first.secret}
        assert [exchange(strict, own).status_code for _ in range(3)] == [200, 200, 200]
        refused = exchange(strict, own)
        assert_refused(refused, 429, "TooManyRequests", "RATE_LIMITED")
        assert 1 <= int(refused.headers["retry-after"]) <= 20

        other = strict.key(Scope.OTEL_WRITE).secret
        assert exchange(strict, {"credential": other}).status_code == 200
        # Failed attempts count for the address: five calls were made, one more key, one of the wrong form.
        assert exchange(strict, {"credential": "nonsense"}).status_code == 401
        assert exchange(strict, {"credential": 1}).status_code == 400
        assert exchange(strict, {"credential": other}).status_code == 200
        refused = exchange(strict, {"credential": other})
        assert_refused(refused, 429, "TooManyRequests", "RATE_LIMITED")
        assert 1 <= int(refused.headers["retry-after"]) <= 8

    def test_failed_attempts_count_for_the_credential(self, strict: Api) -> None:
        wrong = {"credential": "to11_live_wrong"}
        assert [exchange(strict, wrong).status_code for _ in range(4)] == [401, 401, 401, 429]
