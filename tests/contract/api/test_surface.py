"""What holds for the API as a whole: who may come in, what the description says, and that answers are as described."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from jsonschema import Draft202012Validator
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans

from support.api import Api, write
from support.spans import attributes, chat, make_span, span_id, trace_id
from to11 import __version__
from to11.api.app import PUBLIC
from to11.api.browser import CSRF_HEADER
from to11.control import ingest_log
from to11.control.authority import OPERATOR
from to11.control.ingest_tally import Answer, IngestTally
from to11.model.tenancy import Scope, ScopeClass
from to11.store.client import StoreClient

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "openapi.py"


@pytest.fixture(scope="module")
def document(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{api.url}/openapi.json").json()
    return found


def routes(api: Api) -> list[tuple[str, str]]:
    """Every method and path that the application answers."""
    found = [
        (method, str(context.path))
        for context in iter_route_contexts(api.app.routes)
        for method in context.methods or ()
    ]
    assert len(found) > 20
    return found


def call(api: Api, method: str, path: str, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.request(method, api.url + re.sub(r"\{[\w:]+\}", "x", path), headers=sent)


def private(api: Api) -> list[tuple[str, str]]:
    found = [route for route in routes(api) if route not in PUBLIC]
    assert len(found) > 20
    return found


def test_every_route_asks_for_a_key_unless_it_is_declared_public(api: Api) -> None:
    for method, path in routes(api):
        answer = call(api, method, path)
        if (method, path) in PUBLIC:
            assert answer.status_code != 401, path
        else:
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), (method, path)


def test_every_private_route_refuses_a_session_that_is_over(api: Api) -> None:
    browser = api.browser(api.first.secret)
    api.services.sign_in.end(browser.secret, OPERATOR)
    for secret in (browser.secret, "x" * 43, "", "x y"):
        for method, path in private(api):
            sent = {**browser.headers, "cookie": f"{browser.cookie}={secret}"}
            answer = call(api, method, path, **sent)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), (method, path)


def test_no_unsafe_route_obeys_a_session_unless_a_page_of_ours_asks(api: Api) -> None:
    browser = api.browser(api.first.secret)
    unsafe = [route for route in private(api) if route[0] not in ("GET", "HEAD", "OPTIONS")]
    assert len(unsafe) > 5
    without = {name: value for name, value in browser.headers.items() if name != CSRF_HEADER}
    own = {"origin": api.url, "sec-fetch-site": "same-origin"}
    for sent in (
        {**without, **own},
        {**without, **own, CSRF_HEADER: "x" * 43},
        {**browser.headers, **own, "origin": "https://evil.test"},
        {**browser.headers, **own, "origin": "null"},
        {**browser.headers, **own, "sec-fetch-site": "cross-site"},
        {**browser.headers, **own, "sec-fetch-site": "same-site"},
    ):
        for method, path in unsafe:
            answer = call(api, method, path, **sent)
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "CSRF"), (method, path, sent)
    for method, path in unsafe:
        if path != "/v1/session":
            answer = call(api, method, path, **browser.headers, **own)
            assert answer.status_code in (200, 400, 404, 415), (method, path)


def test_every_safe_private_route_takes_a_session(api: Api) -> None:
    browser = api.browser(api.first.secret)
    for method, path in private(api):
        if method == "GET" and path != "/metrics":
            answer = call(api, method, path, cookie=browser.headers["cookie"])
            assert answer.status_code in (200, 400, 403, 404), (method, path)
            assert answer.status_code == 200 or answer.json()["error"]["code"] != "CSRF", (method, path)


def test_nothing_is_public_that_is_not_there(api: Api) -> None:
    assert set(routes(api)) >= PUBLIC


def test_every_private_route_says_so_and_no_public_one(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert ("security" in operation) == ((method.upper(), path) not in PUBLIC), path
            if path != "/v1/session" and "security" in operation:
                assert operation["security"] == [{"apiKey": []}, {"session": []}], path
    session = document["paths"]["/v1/session"]
    assert session["get"]["security"] == session["delete"]["security"] == [{"session": []}]


def test_the_description_is_whole(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["version"] == __version__
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    assert document["components"]["securitySchemes"]["session"]["in"] == "cookie"
    known_tags = {tag["name"] for tag in document["tags"]}
    operations = [
        (path, method, found) for path, methods in document["paths"].items() for method, found in methods.items()
    ]
    assert len({operation["operationId"] for _, _, operation in operations}) == len(operations)
    for path, _, operation in operations:
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", operation["operationId"]), path
        assert operation["summary"], path
        assert operation["description"], path
        assert set(operation["tags"]) <= known_tags, path
        assert "422" not in operation["responses"], path
        for status, response in operation["responses"].items():
            if status == "204":
                assert "content" not in response, path
                continue
            schema = response["content"]["application/json"]["schema"]
            assert schema, (path, status)
            if int(status) >= 400:
                shape = "TokenError" if path == "/v1/oauth/token" else "Failure"
                assert schema == {"$ref": f"#/components/schemas/{shape}"}, (path, status)
        for name in re.findall(r"\{(\w+)\}", path):
            assert any(parameter["name"] == name for parameter in operation["parameters"]), path


def test_the_description_can_be_had_without_a_server_and_is_always_the_same(
    document: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "openapi.json"
    environ = {**os.environ, "PYTHONHASHSEED": "1"}
    subprocess.run([sys.executable, str(SCRIPT), str(path)], env=environ, check=True, timeout=60)
    written = path.read_text("utf-8")
    assert json.loads(written) == document
    environ["PYTHONHASHSEED"] = "2"
    printed = subprocess.run([sys.executable, str(SCRIPT)], env=environ, check=True, timeout=60, capture_output=True)
    assert printed.stdout.decode() == written


def test_every_reference_leads_somewhere_and_names_are_readable(document: dict[str, Any]) -> None:
    names = set(document["components"]["schemas"])
    text = str(document)
    assert set(re.findall(r"#/components/schemas/([\w-]+)", text)) == names
    assert all(name.isalnum() for name in names)
    assert {"TracePageSuccess", "IssuedKeySuccess", "Failure"} <= names


def test_names_in_answers_are_camel_case(document: dict[str, Any]) -> None:
    foreign = {"OpenIdConfiguration", "TokenAnswer", "TokenError"}
    for name, schema in document["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert name in foreign or re.fullmatch(r"_tag|[a-z][a-zA-Z0-9]*", field), (name, field)


class Answers:
    """Real answers, held against the description."""

    def __init__(self, api: Api, document: dict[str, Any]) -> None:
        self.api = api
        self.document = document
        self.seen: set[tuple[str, str, str]] = set()

    def check(self, method: str, template: str, status: int, **request: Any) -> Any:
        secret = request.pop("secret", None)
        path = template.format(**request.pop("at", {}))
        with self.api.client(secret) as client:
            answer = client.request(method, path, **request)
        assert answer.status_code == status, answer.text
        responses = self.document["paths"][template][method]["responses"]
        self.seen.add((method, template, str(status)))
        if "content" not in responses[str(status)]:
            assert answer.content == b""
            return None
        schema = responses[str(status)]["content"]["application/json"]["schema"]
        whole = {**schema, "components": self.document["components"]}
        Draft202012Validator(whole).validate(answer.json())
        return answer.json()


@pytest.fixture(scope="module")
def answers(api: Api, client: StoreClient, document: dict[str, Any]) -> Answers:
    now = time.time_ns()
    spans = [make_span("root", trace="surface", start=now), chat("call", trace="surface", parent="root", start=now)]
    spans[0].events.add(name="e", time_unix_nano=now, attributes=attributes({"k": 1.5}))
    spans[0].links.add(trace_id=b"\x01" * 16, span_id=b"\x02" * 8)
    spans[1].attributes.extend(attributes({"session.id": "s"}))
    resource = Resource(attributes=attributes({"service.name": "svc"}))
    write(client, api.first.project_id, ResourceSpans(resource=resource, scope_spans=[ScopeSpans(spans=spans)]))
    return Answers(api, document)


def test_every_answer_is_as_described(api: Api, answers: Answers, document: dict[str, Any]) -> None:
    check = answers.check
    wide = api.key(*Scope, scope_class=ScopeClass.ORGANIZATION).secret
    own = {"projectId": api.first.project_id}
    trace = {**own, "traceId": trace_id("surface").hex()}

    check("get", "/health", 200, secret="")
    check("get", "/ready", 200, secret="")
    check("get", "/.well-known/openid-configuration", 200, secret="")
    check("get", "/.well-known/jwks.json", 200, secret="")
    check("post", "/v1/ingest-token/exchange", 200, secret="", json={"credential": api.first.secret})
    check("post", "/v1/ingest-token/exchange", 400, secret="", json={})
    check("post", "/v1/ingest-token/exchange", 401, secret="", json={"credential": "x"})
    check("get", "/.well-known/oauth-authorization-server", 200, secret="")
    form = {"grant_type": "client_credentials", "client_id": api.first.key_id, "client_secret": api.first.secret}
    check("post", "/v1/oauth/token", 200, secret="", data=form)
    check("post", "/v1/oauth/token", 400, secret="", data={})
    check("post", "/v1/oauth/token", 401, secret="", data={**form, "client_id": "x"})
    check("post", "/v1/session", 201, secret="", json={"credential": api.first.secret})
    check("post", "/v1/session", 201, secret="", json={"code": api.sign_in_code()})
    check("post", "/v1/session", 400, secret="", json={})
    check("post", "/v1/session", 401, secret="", json={"code": "x"})
    check("post", "/v1/session", 403, secret="", json={"credential": api.key(Scope.OTEL_WRITE).secret})
    browser = api.browser(api.first.secret).headers
    check("get", "/v1/session", 401)
    check("get", "/v1/session", 200, headers=browser)
    check("delete", "/v1/session", 403, headers={"cookie": browser["cookie"]})
    check("delete", "/v1/session", 204, headers=browser)
    for kind in ("traces", "spans", "sessions"):
        found = check("get", f"/v1/projects/{{projectId}}/{kind}", 200, at=own)
        assert found["data"]["items"], kind
    assert check("get", "/v1/projects/{projectId}/stats", 200, at=own)["data"]["buckets"]
    assert check("get", "/v1/projects/{projectId}/traces/histogram", 200, at=own)["data"]["buckets"]
    check("get", "/v1/projects/{projectId}/traces/histogram", 400, at=own, params={"buckets": 201})
    assert check("get", "/v1/projects/{projectId}/facets", 200, at=own)["data"]["services"]
    session = {**own, "sessionId": "s"}
    for path in ("/sessions/{sessionId}", "/sessions/{sessionId}/conversation"):
        check("get", "/v1/projects/{projectId}" + path, 200, at=session)
        check("get", "/v1/projects/{projectId}" + path, 404, at={**session, "sessionId": "nobody"})
    assert check("get", "/v1/projects/{projectId}/traces/export", 200, at=own, params={"format": "json"})
    check("get", "/v1/projects/{projectId}/traces/export", 400, at=own, params={"format": "xml"})
    ledger = IngestTally()
    ledger.add(api.first.project_id, Answer.ACCEPTED, spans=2, size=100)
    ledger.add(api.first.project_id, Answer.REJECTED, reason="invalid_span_id", spans=1, message="span 0: bad")
    ledger.add(api.first.project_id, Answer.REFUSED, reason="UNAVAILABLE", message="the spool is full")
    ingest_log.flush(api.database, ledger)
    assert check("get", "/v1/projects/{projectId}/ingest", 200, at=own)["data"]["buckets"]
    check("get", "/v1/projects/{projectId}/ingest", 400, at=own, params={"status": "ok"})
    check("get", "/v1/projects/{projectId}/ingest", 403, at={"projectId": "proj_other"})
    check("get", "/v1/projects/{projectId}/traces", 400, at=own, params={"window": "x"})
    check("get", "/v1/projects/{projectId}/traces", 403, at={"projectId": "proj_other"})
    check("get", "/v1/projects/{projectId}/traces/{traceId}", 200, at=trace)
    check("get", "/v1/projects/{projectId}/traces/{traceId}", 200, at=trace, params={"format": "otlp"})
    check("get", "/v1/projects/{projectId}/traces/{traceId}", 404, at={**own, "traceId": "a" * 32})
    check("get", "/v1/projects/{projectId}/traces/{traceId}/outline", 200, at=trace)
    check("get", "/v1/projects/{projectId}/traces/{traceId}/outline", 404, at={**own, "traceId": "a" * 32})
    span = {**trace, "spanId": span_id("call").hex()}
    check("get", "/v1/projects/{projectId}/traces/{traceId}/spans/{spanId}", 200, at=span)
    check("get", "/v1/projects/{projectId}/traces/{traceId}/spans/{spanId}", 404, at={**span, "spanId": "a" * 16})
    check("get", "/v1/organizations", 200, secret=wide)
    workspace = check("post", "/v1/workspaces", 201, secret=wide, json={"name": "w"})["data"]["id"]
    check("post", "/v1/workspaces", 415, secret=wide, content=b"x")
    check("get", "/v1/workspaces", 200, secret=wide)
    check("post", "/v1/projects", 201, secret=wide, json={"name": "p", "workspaceId": workspace})
    check("get", "/v1/projects", 200, secret=wide, params={"limit": 1})
    check("get", "/v1/projects/{projectId}", 200, at=own)
    check("patch", "/v1/projects/{projectId}", 200, at=own, json={"capture": "metadata"})
    check("patch", "/v1/projects/{projectId}", 200, at=own, json={"capture": None})
    check("patch", "/v1/projects/{projectId}", 404, at={"projectId": "proj_other"}, json={"capture": None})
    check("get", "/v1/endpoints", 200)
    check("get", "/v1/defaults", 200)
    check("get", "/v1/me", 200)
    check("get", "/v1/me", 401, secret="")
    check("get", "/v1/me", 404, secret="", headers=api.browser().headers)
    made = check("post", "/v1/keys", 201, json={"name": "k", "scopeClass": "project", "preset": "read"})["data"]["id"]
    check("get", "/v1/keys", 200)
    check("get", "/v1/keys/{keyId}", 200, at={"keyId": made})
    check("post", "/v1/keys/{keyId}/rotate", 200, at={"keyId": made}, json={})
    check("post", "/v1/keys/{keyId}/revoke", 200, at={"keyId": made})
    check("post", "/v1/keys/{keyId}/rotate", 409, at={"keyId": made}, json={})
    check("get", "/v1/audit", 200)
    check("get", "/v1/audit", 200, secret=wide)

    described = {
        (method, path, status)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for status in operation["responses"]
        if int(status) < 400
    }
    assert described <= answers.seen


def test_health_is_plain_and_readiness_names_what_is_missing(api: Api) -> None:
    assert httpx.get(f"{api.url}/health").json() == {"status": "ok", "version": __version__}
    assert httpx.get(f"{api.url}/ready").json() == {"status": "ready", "checks": {"control": True, "store": True}}
    api.checks["store"] = False
    try:
        answer = httpx.get(f"{api.url}/ready")
    finally:
        api.checks["store"] = True
    assert (answer.status_code, answer.json()["_tag"]) == (503, "ServiceUnavailable")
    assert answer.json()["error"]["details"] == {"checks": {"control": True, "store": False}}


def test_the_pages_need_nothing_from_elsewhere(api: Api, document: dict[str, Any]) -> None:
    answer = httpx.get(f"{api.url}/docs")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert not re.search(r"(src|href)=['\"]?(https?:)?//", answer.text)
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for path in document["paths"]:
        assert f"<code>{path}</code>" in answer.text


def test_answers_are_not_cached_unless_they_are_public(api: Api) -> None:
    with api.client() as client:
        for path in ("/v1/me", "/v1/keys", "/v1/session", "/nowhere", f"/v1/projects/{api.first.project_id}/traces"):
            assert client.get(path).headers["cache-control"] == "no-store"


def test_a_browser_elsewhere_is_given_no_leave(api: Api) -> None:
    answer = httpx.options(
        f"{api.url}/v1/keys", headers={"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
    )
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control-")]
