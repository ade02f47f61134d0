"""The configurations for the OpenTelemetry Collector, with what its extensions do done as they do it: `oauth2client`
(golang.org/x/oauth2) gets tokens, `oidc` (go-oidc) verifies them."""

import re
from pathlib import Path
from typing import Any

import requests
import yaml
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.jwk import KeySet

from support.program import Program

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "otel-collector"


def configuration(name: str, **variables: str) -> dict[str, Any]:
    text = (DEPLOY / name).read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{env:(\w+)\}", lambda match: variables[match[1]], text))
    for pipeline in found["service"]["pipelines"].values():
        for kind in ("receivers", "processors", "exporters"):
            assert set(pipeline.get(kind, ())) <= set(found.get(kind, ())), kind
    assert set(found["service"]["extensions"]) == set(found["extensions"])
    return found


def sent(program: Program) -> dict[str, Any]:
    return configuration(
        "send.yaml",
        TO11_API_URL=program.api,
        TO11_COLLECTOR=program.otlp_http,
        TO11_KEY_ID=program.key_id,
        TO11_API_KEY=program.api_key,
    )


def token(extension: dict[str, Any]) -> dict[str, Any]:
    with OAuth2Client(
        client_id=extension["client_id"],
        client_secret=extension["client_secret"],
        token_endpoint_auth_method="client_secret_basic",
        scope=" ".join(extension["scopes"]),
    ) as client:
        return dict(client.fetch_token(extension["token_url"], grant_type="client_credentials"))


def test_a_collector_sends_with_a_token_that_it_gets_by_itself(program: Program) -> None:
    found = sent(program)
    exporter = found["exporters"]["otlphttp"]
    assert exporter["auth"]["authenticator"] == "oauth2client"
    got = token(found["extensions"]["oauth2client"])
    span = {"traceId": "c0" * 16, "spanId": "c0" * 8, "name": "by way of a collector", "startTimeUnixNano": "1"}
    answer = requests.post(
        f"{exporter['endpoint']}/v1/traces",
        json={"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]},
        headers={"authorization": f"{got['token_type']} {got['access_token']}"},
        timeout=30,
    )
    assert (answer.status_code, answer.json()) == (200, {})
    assert program.trace("c0" * 16)["spans"][0]["name"] == "by way of a collector"


def test_a_collector_of_ones_own_verifies_the_token(program: Program) -> None:
    (provider,) = configuration("receive.yaml", TO11_API_URL=program.api)["extensions"]["oidc"]["providers"]
    discovered = requests.get(f"{provider['issuer_url']}/.well-known/openid-configuration", timeout=30).json()
    assert discovered["issuer"] == provider["issuer_url"]
    keys = KeySet.import_key_set(requests.get(discovered["jwks_uri"], timeout=30).json())
    got = token(sent(program)["extensions"]["oauth2client"])
    claims = jwt.decode(
        got["access_token"], keys, algorithms=discovered["id_token_signing_alg_values_supported"]
    ).claims
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": provider["issuer_url"]},
        aud={"essential": True, "value": provider["audience"]},
        exp={"essential": True},
    ).validate(claims)
    assert claims[provider["username_claim"]] == program.project_id
