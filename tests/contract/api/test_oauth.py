"""`POST /v1/oauth/token`, as OAuth 2.0 clients and verifiers that are not ours see it: authlib, joserfc, and what the
OpenTelemetry Collector's `oauth2client` and `oidc` extensions do."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx
import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.jwk import KeySet

from support.api import ISSUER, Api, running
from to11.control.authority import OPERATOR
from to11.model.tenancy import Scope, ScopeClass
from to11.settings import ApiSettings
from to11.store.client import StoreClient
from to11.store.reader import Reader

PATH = "/v1/oauth/token"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
JWT = "urn:ietf:params:oauth:token-type:jwt"
API_KEY = "urn:to11:params:oauth:token-type:api_key"

Form = dict[str, str] | list[tuple[str, str]]


def ask(api: Api, form: Form, *, basic: tuple[str, str] | None = None, **headers: str) -> httpx.Response:
    sent = {"content-type": "application/x-www-form-urlencoded", **headers}
    if basic is not None:
        joined = ":".join(map(quote_plus, basic))
        sent["authorization"] = "Basic " + base64.b64encode(joined.encode()).decode()
    return httpx.post(api.url + PATH, content=urlencode(form), headers=sent)


def given(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert answer.status_code == 200, body
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    assert answer.headers["content-type"] == "application/json"
    assert (body["token_type"], body["scope"]) == ("Bearer", "otel:write")
    assert 895 <= body["expires_in"] <= 900
    return body


def refused(answer: httpx.Response, status: int, error: str) -> None:
    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, error), body
    assert set(body) == {"error", "error_description"}
    assert body["error_description"].isascii()
    assert '"' not in body["error_description"]
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    assert ("www-authenticate" in answer.headers) == (status == 401)


def credentials(api: Api) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": api.first.key_id,
        "client_secret": api.first.secret,
    }


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_an_oauth_client_that_is_not_ours_gets_a_token(api: Api, method: str) -> None:
    with OAuth2Client(
        client_id=api.first.key_id,
        client_secret=api.first.secret,
        token_endpoint_auth_method=method,
        scope="otel:write",
    ) as client:
        token = client.fetch_token(api.url + PATH, grant_type="client_credentials")
    assert (token["token_type"], token["scope"]) == ("Bearer", "otel:write")
    assert not token.is_expired()


def test_it_tells_such_a_client_why_not(api: Api) -> None:
    with (
        OAuth2Client(client_id=api.first.key_id, client_secret="to11_live_wrong") as client,
        pytest.raises(OAuthError) as caught,
    ):
        client.fetch_token(api.url + PATH, grant_type="client_credentials")
    assert caught.value.error == "invalid_client"


def test_a_verifier_that_is_not_ours_finds_all_it_needs(api: Api) -> None:
    # As the `oidc` extension does: discovery at the issuer, the key set, then signature, issuer, audience and times.
    found = httpx.get(f"{api.url}/.well-known/openid-configuration").json()
    assert found == httpx.get(f"{api.url}/.well-known/oauth-authorization-server").json()
    assert found["issuer"] == ISSUER
    assert found["token_endpoint"] == ISSUER + PATH
    assert found["grant_types_supported"] == ["client_credentials", EXCHANGE]
    assert found["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "client_secret_post"]
    keys = KeySet.import_key_set(httpx.get(found["jwks_uri"].replace(ISSUER, api.url)).json())
    token = given(ask(api, credentials(api)))["access_token"]
    read = jwt.decode(token, keys, algorithms=found["id_token_signing_alg_values_supported"])
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": "to11-collector"},
        exp={"essential": True},
        nbf={"essential": True},
    ).validate(read.claims)
    assert (read.claims["sub"], read.claims["scope"]) == (api.first.project_id, "otel:write")


def test_the_collectors_extension_tries_basic_and_then_the_form(api: Api) -> None:
    # golang.org/x/oauth2 asks in Basic first, form-encoded as RFC 6749 says, and in the form when that fails.
    own = (api.first.key_id, api.first.secret)
    form = {"grant_type": "client_credentials", "scope": "otel:write", "resource": api.first.project_id}
    given(ask(api, form, basic=own))
    given(ask(api, {**credentials(api), **form}))
    refused(ask(api, form, basic=(own[0], "nonsense")), 401, "invalid_client")


@pytest.mark.parametrize("scope_class", [ScopeClass.ORGANIZATION, ScopeClass.WORKSPACE])
def test_a_wider_key_names_its_project_as_resource(api: Api, scope_class: ScopeClass) -> None:
    wide = api.key(Scope.OTEL_WRITE, scope_class=scope_class)
    form = {"grant_type": "client_credentials"}
    own = (wide.key.id, wide.secret)
    refused(ask(api, form, basic=own), 400, "invalid_target")
    project = api.first.project_id
    for resource in (project, f"{ISSUER}/v1/projects/{project}"):
        given(ask(api, {**form, "resource": resource}, basic=own))
    for resource in (api.other_project(), "proj_", "https://elsewhere.example/v1/projects/" + project, "\N{SNOWMAN}"):
        refused(ask(api, {**form, "resource": resource}, basic=own), 400, "invalid_target")
    several = [("grant_type", "client_credentials"), ("resource", project), ("resource", api.other_project())]
    refused(ask(api, several, basic=own), 400, "invalid_target")


@pytest.mark.parametrize("kind", [API_KEY, ACCESS_TOKEN])
@pytest.mark.parametrize("wanted", [None, ACCESS_TOKEN, JWT])
def test_an_api_key_is_exchanged(api: Api, kind: str, wanted: str | None) -> None:
    form = {"grant_type": EXCHANGE, "subject_token": api.first.secret, "subject_token_type": kind}
    if wanted is not None:
        form["requested_token_type"] = wanted
    assert given(ask(api, form))["issued_token_type"] == (wanted or ACCESS_TOKEN)
    given(ask(api, {**form, "audience": "to11-collector", "resource": api.first.project_id}))
    given(ask(api, form, basic=(api.first.key_id, api.first.secret)))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"subject_token": ""}, "invalid_request"),
        ({"subject_token": "nonsense"}, "invalid_request"),
        ({"subject_token_type": ""}, "invalid_request"),
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"}, "invalid_request"),
        ({"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"}, "invalid_request"),
        ({"actor_token": "x", "actor_token_type": ACCESS_TOKEN}, "invalid_request"),
        ({"audience": "somebody-else"}, "invalid_target"),
        ({"client_id": "key_other", "client_secret": "to11_live_other"}, "invalid_client"),
    ],
)
def test_an_exchange_that_cannot_be(api: Api, changes: dict[str, str], error: str) -> None:
    form = {"grant_type": EXCHANGE, "subject_token": api.first.secret, "subject_token_type": API_KEY, **changes}
    refused(ask(api, form), 401 if error == "invalid_client" else 400, error)


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "otel:write traces:read"}, 400, "invalid_scope"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"client_id": "key_someoneElses"}, 401, "invalid_client"),
        ({"client_secret": "to11_live_" + "0" * 46}, 401, "invalid_client"),
        ({"client_secret": "é\n\0"}, 401, "invalid_client"),
    ],
)
def test_what_is_wrong_is_told_in_the_specifications_words(
    api: Api, changes: dict[str, str], status: int, error: str
) -> None:
    answer = ask(api, {**credentials(api), **changes})
    refused(answer, status, error)
    assert api.first.secret not in answer.text


def test_a_client_that_is_known_twice_or_says_things_twice_is_refused(api: Api) -> None:
    own = (api.first.key_id, api.first.secret)
    refused(ask(api, credentials(api), basic=own), 400, "invalid_request")
    form = {"grant_type": "client_credentials", "client_id": "key_other"}
    refused(ask(api, form, basic=own), 400, "invalid_request")
    given(ask(api, {**form, "client_id": own[0]}, basic=own))
    twice = [*credentials(api).items(), ("scope", "otel:write"), ("scope", "otel:write")]
    refused(ask(api, twice), 400, "invalid_request")


@pytest.mark.parametrize("header", ["Basic", "Basic !", "Basic " + base64.b64encode(b"\xff:x").decode(), "Basic eHg="])
def test_a_header_that_is_not_basic_is_refused(api: Api, header: str) -> None:
    refused(ask(api, {"grant_type": "client_credentials"}, authorization=header), 401, "invalid_client")


def test_another_scheme_is_no_client(api: Api) -> None:
    answer = ask(api, {"grant_type": "client_credentials"}, authorization=f"Bearer {api.first.secret}")
    refused(answer, 401, "invalid_client")


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data"])
def test_only_forms_are_taken(api: Api, content_type: str) -> None:
    sent = {"content-type": content_type}
    answer = httpx.post(api.url + PATH, content=json.dumps(credentials(api)), headers=sent)
    refused(answer, 400, "invalid_request")


@pytest.mark.parametrize("body", [b"\xff=1", b"a=%ff", b"&".join(b"a%d=1" % number for number in range(100))])
def test_a_body_that_is_no_form_is_refused(api: Api, body: bytes) -> None:
    sent = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    refused(httpx.post(api.url + PATH, content=body, headers=sent), 400, "invalid_request")


LONG = b"client_secret=" + b"x" * ApiSettings().max_request_bytes


@pytest.mark.parametrize("body", [LONG, [LONG[:9], LONG[9:]]], ids=["declared", "streamed"])
def test_a_body_beyond_the_limit_is_refused_in_the_specifications_words(api: Api, body: bytes | list[bytes]) -> None:
    content = body if isinstance(body, bytes) else iter(body)
    answer = httpx.post(api.url + PATH, content=content, headers={"content-type": "application/x-www-form-urlencoded"})
    refused(answer, 400, "invalid_request")


def test_what_nobody_foresaw_is_told_in_the_specifications_words(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def weird(*_: object, **__: object) -> None:
        raise ZeroDivisionError("with a secret")

    monkeypatch.setattr("to11.control.exchange.Exchange.exchange", weird)
    with caplog.at_level(logging.ERROR):
        answer = ask(api, credentials(api))
    refused(answer, 500, "server_error")
    assert "secret" not in answer.text


def test_unknown_parameters_are_ignored(api: Api) -> None:
    given(ask(api, {**credentials(api), "endpoint_params": "x", "audience": "y"}))


def test_a_key_without_the_scope_gets_nothing(api: Api) -> None:
    reader = api.key(Scope.TRACES_READ)
    form = {"grant_type": "client_credentials", "client_id": reader.key.id, "client_secret": reader.secret}
    refused(ask(api, form), 400, "invalid_scope")


def test_uses_and_denials_are_in_the_audit_log(api: Api) -> None:
    key = api.key(Scope.OTEL_WRITE)
    form = {"grant_type": "client_credentials", "client_id": key.key.id, "client_secret": key.secret}
    given(ask(api, form))
    refused(ask(api, {**form, "client_id": api.first.key_id}), 401, "invalid_client")
    api.directory.keys.revoke(OPERATOR, key.key.id)
    refused(ask(api, form), 401, "invalid_client")
    api.wait_for_action("token.exchanged", api.first.project_id)
    api.wait_for_action("access.denied", key.key.id)


class TestRateLimits:
    @pytest.fixture
    def strict(self, tmp_path: Path, client: StoreClient) -> Iterator[Api]:
        limits = ApiSettings(exchange_per_credential_per_minute=3, exchange_per_address_per_minute=6)
        with running(tmp_path, Reader(client), settings=limits) as found:
            yield found

    def test_they_are_those_of_the_exchange(self, strict: Api) -> None:
        own = credentials(strict)
        for _ in range(3):
            given(ask(strict, own))
        answer = ask(strict, own)
        refused(answer, 429, "temporarily_unavailable")
        assert 1 <= int(answer.headers["retry-after"]) <= 20
        exchanged = httpx.post(strict.url + "/v1/ingest-token/exchange", json={"credential": strict.first.secret})
        assert exchanged.status_code == 429
        assert [ask(strict, {}).status_code for _ in range(3)] == [400, 429, 429]
