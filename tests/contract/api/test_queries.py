"""The query API over a real socket, with a real store and a real control database."""

import base64
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from google.protobuf import json_format
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, TracesData

from support.api import Api, data, refused, sent, write
from support.spans import SECOND, attributes, chat, make_span, trace_id
from to11.api.times import rfc3339
from to11.control.authority import OPERATOR
from to11.model import genai
from to11.model.tenancy import Scope, ScopeClass
from to11.store.client import StoreClient

NOW = time.time_ns() // SECOND * SECOND
MINUTE = 60 * SECOND


@pytest.fixture(scope="module")
def project(api: Api, client: StoreClient) -> str:
    """Five traces, a minute apart: rag-0 (the newest) to rag-4; the even ones hold a call, the last an error."""
    write(
        client,
        api.first.project_id,
        *(
            sent(
                make_span("rag", trace=f"rag-{number}", start=NOW - number * MINUTE, duration=(number + 1) * SECOND),
                chat(
                    "chat gpt-4o",
                    trace=f"rag-{number}",
                    parent="rag",
                    start=NOW - number * MINUTE + 1,
                    tokens=(100 * (number + 1), 10),
                    cost=0.01 * (number + 1),
                    kind=3,
                    values={genai.SESSION_ID: f"s{number % 3}", genai.USER_ID: "ada"},
                    **({"error": "rate limited"} if number == 4 else {}),
                ),
            )
            if number % 2 == 0
            else sent(make_span("job", trace=f"rag-{number}", start=NOW - number * MINUTE), service="jobs")
            for number in range(5)
        ),
    )
    return api.first.project_id


@pytest.fixture
def http(api: Api, project: str) -> Iterator[httpx.Client]:
    with api.client(api.key(Scope.TRACES_READ).secret) as client:
        client.base_url = f"{api.url}/v1/projects/{project}"
        yield client


def numbers(answer: httpx.Response) -> list[int]:
    """Which of the five traces were found, in the order of the answer."""
    known = {trace_id(f"rag-{number}").hex(): number for number in range(5)}
    return [known[item["traceId"]] for item in data(answer)["items"]]


def test_traces_come_newest_first_with_their_totals(http: httpx.Client) -> None:
    answer = http.get("/traces")
    assert numbers(answer) == [0, 1, 2, 3, 4]
    found = data(answer)
    assert found["pagination"] == {"nextCursor": None, "limit": 50}
    newest, job = found["items"][:2]
    assert newest == {
        "traceId": trace_id("rag-0").hex(),
        "name": "rag",
        "status": "ok",
        "startTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW // SECOND)),
        "durationNano": SECOND + 1,
        "serviceName": "rag",
        "spanCount": 2,
        "errorCount": 0,
        "services": ["rag"],
        "providers": ["openai"],
        "models": ["gpt-4o"],
        "operations": ["chat"],
        "environments": [],
        "sessions": ["s0"],
        "users": ["ada"],
        "toolCalls": 0,
        "inputTokens": 100,
        "outputTokens": 10,
        "cost": 0.01,
    }
    assert (job["inputTokens"], job["cost"], job["models"]) == (None, None, [])


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"window": "240m"}, [0, 1, 2, 3, 4]),
        ({"status": "error"}, [4]),
        ({"status": "ok"}, [0, 1, 2, 3]),
        ({"provider": "openai"}, [0, 2, 4]),
        ({"model": ["gpt-4o", "other"]}, [0, 2, 4]),
        ({"model": "other"}, []),
        ({"operation": "chat", "session": "s1"}, [4]),
        ({"service": ["jobs", "rag"], "maxDurationMs": 1500}, [0, 1, 3]),
        ({"user": "ada", "minTokens": 200}, [2, 4]),
        ({"maxTokens": 200}, [0]),
        ({"minCost": 0.02, "maxCost": 0.04}, [2]),
        ({"toolCalls": "with"}, []),
        ({"toolCalls": "without", "service": "jobs"}, [1, 3]),
        ({"q": "RATE limit"}, [4]),
        ({"environment": "prod"}, []),
        ({"attribute": "user.id=ada"}, [0, 2, 4]),
        ({"attribute": ["session.id=s1", "gen_ai.usage.input_tokens=500"]}, [4]),
        ({"attribute": "service.name=jobs"}, [1, 3]),
    ],
)
def test_filters_combine(http: httpx.Client, params: dict[str, Any], found: list[int]) -> None:
    assert numbers(http.get("/traces", params=params)) == found


def test_a_window_is_exact(http: httpx.Client) -> None:
    def at(number: int) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((NOW - number * MINUTE) // SECOND))

    assert numbers(http.get("/traces", params={"from": at(3), "to": at(1)})) == [2, 3]
    assert numbers(http.get("/traces", params={"to": at(3), "window": "60s"})) == [4]


def test_pages_follow_one_another(http: httpx.Client) -> None:
    first = http.get("/traces", params={"limit": 2, "provider": "openai"})
    cursor = data(first)["pagination"]["nextCursor"]
    second = http.get("/traces", params={"limit": 2, "provider": "openai", "cursor": cursor})
    assert (numbers(first), numbers(second)) == ([0, 2], [4])
    assert data(second)["pagination"] == {"nextCursor": None, "limit": 2}
    for params in ({"cursor": cursor}, {"provider": "openai", "cursor": cursor[:-2]}, {"cursor": "x"}):
        body = refused(http.get("/traces", params=params), 400, "INVALID_REQUEST")
        assert body["error"]["details"]["fields"][0]["field"] == "cursor"
    refused(http.get("/spans", params={"provider": "openai", "cursor": cursor}), 400, "INVALID_REQUEST")


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"window": "forever"}, "window"),
        ({"from": "yesterday"}, "from"),
        ({"minTokens": "-1"}, "minTokens"),
        ({"minCost": "2", "maxCost": "1"}, "minCost"),
        ({"status": "fine"}, "status"),
        ({"limit": "2000"}, "limit"),
        ({"providers": "openai"}, "providers"),
        ({"attribute": "nothing"}, "attribute"),
    ],
)
def test_bad_filters_are_refused_by_name(http: httpx.Client, params: dict[str, str], field: str) -> None:
    body = refused(http.get("/traces", params=params), 400, "INVALID_REQUEST")
    assert [item["field"] for item in body["error"]["details"]["fields"]] == [field]


def test_too_many_words_are_the_clients_fault(http: httpx.Client) -> None:
    refused(http.get("/traces", params={"q": " ".join(f"w{number}" for number in range(40))}), 400, "INVALID_REQUEST")


def test_a_trace_is_told_whole(http: httpx.Client) -> None:
    identifier = trace_id("rag-4").hex()
    found = data(http.get(f"/traces/{identifier.upper()}"))
    assert found["traceId"] == identifier
    assert found["summary"] in data(http.get("/traces"))["items"]
    root, call = found["spans"]
    assert (root["parentSpanId"], call["parentSpanId"]) == (None, root["spanId"])
    assert call["startTime"].endswith(".000000001Z")
    assert (call["kind"], call["status"]) == ("client", {"code": "error", "message": "rate limited"})
    assert call["attributes"][genai.USAGE_INPUT_TOKENS] == 500
    assert call["resource"]["attributes"]["project.id"] == http.base_url.path.rstrip("/").rpartition("/")[2]
    assert call["scope"]["name"] == "tests"
    assert root["genAi"] is None
    call_said = call["genAi"]
    assert (call_said["provider"], call_said["inputTokens"], call_said["sessionId"]) == ("openai", 500, "s1")


@pytest.mark.parametrize("identifier", ["xyz", "0" * 31, "0" * 33, "g" * 32, "٠" * 32])
def test_what_is_no_trace_id_is_refused(http: httpx.Client, identifier: str) -> None:
    refused(http.get(f"/traces/{identifier}"), 400, "INVALID_REQUEST")


@pytest.mark.parametrize("params", [{}, {"format": "otlp"}])
def test_an_unknown_trace_is_not_found(http: httpx.Client, params: dict[str, str]) -> None:
    refused(http.get(f"/traces/{'a' * 32}", params=params), 404, "NOT_FOUND")


def test_a_call_in_older_names_shows_its_model_its_tokens_and_its_messages(api: Api, client: StoreClient) -> None:
    """As OpenLLMetry 0.40 sends it; the question is longer than what a span keeps beside its attributes."""
    question = "Weather in Rome? " * 4000
    values: dict[str, str | int] = {
        "gen_ai.system": "OpenAI",
        "llm.request.type": "chat",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.prompt_tokens": 120,
        "gen_ai.usage.completion_tokens": 45,
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": question,
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.finish_reason": "tool_calls",
        "gen_ai.completion.0.tool_calls.0.id": "call_1",
        "gen_ai.completion.0.tool_calls.0.name": "weather",
        "gen_ai.completion.0.tool_calls.0.arguments": '{"city": "Rome"}',
        "llm.request.functions.0.name": "weather",
    }
    project = api.directory.tenants.create_project(OPERATOR, api.first.workspace_id, "older").id
    write(client, project, sent(make_span("openai.chat", trace="older", start=NOW, values=values)))
    with api.client(api.key(Scope.TRACES_READ, target=project).secret) as http:
        found = data(http.get(f"/v1/projects/{project}/traces/{trace_id('older').hex()}"))
        listed = data(http.get(f"/v1/projects/{project}/spans"))
    assert listed["items"] == found["spans"]
    said = found["spans"][0]["genAi"]
    assert (said["operation"], said["provider"], said["requestModel"]) == ("chat", "openai", "gpt-4o")
    assert (said["inputTokens"], said["outputTokens"], said["toolCalls"]) == (120, 45, 1)
    assert said["cost"] > 0
    assert said["inputMessages"] == [{"role": "user", "parts": [{"type": "text", "content": question}]}]
    call = {"type": "tool_call", "id": "call_1", "name": "weather", "arguments": {"city": "Rome"}}
    assert said["outputMessages"] == [{"role": "assistant", "parts": [call], "finish_reason": "tool_call"}]
    assert said["toolDefinitions"] == [{"type": "function", "name": "weather"}]
    assert said["systemInstructions"] is None
    assert found["spans"][0]["attributes"]["gen_ai.prompt.0.content"] == question


def test_an_unknown_format_is_refused(http: httpx.Client) -> None:
    refused(http.get(f"/traces/{'a' * 32}", params={"format": "xml"}), 400, "INVALID_REQUEST")


def test_otlp_is_what_was_sent_but_for_the_project(api: Api, client: StoreClient) -> None:
    project = api.directory.tenants.create_project(OPERATOR, api.first.workspace_id, "otlp").id
    rich = make_span(
        "rich",
        trace="otlp",
        start=NOW,
        values={
            "s": "text" * 100,
            "b": False,
            "i": 2**63 - 1,
            "d": 1.0,
            "y": b"\x00\xff",
            "list": [1, "two", [3.5]],
            "map": {"k": {"k": True}},
        },
    )
    rich.attributes.add(key="nan").value.double_value = float("inf")
    rich.attributes.append(KeyValue(key="empty", value=AnyValue()))
    rich.trace_state, rich.flags, rich.dropped_attributes_count, rich.dropped_events_count = "a=b", 257, 2, 3
    rich.events.add(name="e", time_unix_nano=NOW + 5, attributes=attributes({"k": 1}), dropped_attributes_count=1)
    rich.links.add(trace_id=trace_id("other"), span_id=b"\x01" * 8, trace_state="c=d", flags=1)
    later = make_span("later", trace="otlp", start=NOW + 10)
    elsewhere = make_span("elsewhere", trace="otlp", start=NOW + 20)
    first = sent(rich, later, **{"project.id": "proj_forged"})
    first.scope_spans[0].schema_url = "https://opentelemetry.io/schemas/1.40.0"
    first.scope_spans[0].scope.attributes.extend(attributes({"k": "v"}))
    second = ResourceSpans(
        resource=Resource(attributes=attributes({"service.name": "other"}), dropped_attributes_count=1),
        scope_spans=[ScopeSpans(spans=[elsewhere])],
    )
    write(client, project, first, second)

    with api.client(api.key(Scope.TRACES_READ, target=project).secret) as http:
        answer = http.get(f"/v1/projects/{project}/traces/{trace_id('otlp').hex()}", params={"format": "otlp"})

    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert list(body) == ["resourceSpans"]
    first.resource.attributes[-1].value.string_value = project
    second.resource.attributes.add(key="project.id").value.string_value = project
    assert _traces_data(body) == TracesData(resource_spans=[first, second])
    [told] = [
        item for item in body["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["attributes"] if item["key"] == "i"
    ]
    assert told["value"] == {"intValue": str(2**63 - 1)}


def _traces_data(document: dict[str, Any]) -> TracesData:
    """Read OTLP/JSON with protobuf's own parser, which wants ids in base64."""

    def in_base64(value: Any) -> Any:
        if isinstance(value, list):
            return [in_base64(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: base64.b64encode(bytes.fromhex(item)).decode()
            if key in ("traceId", "spanId", "parentSpanId")
            else in_base64(item)
            for key, item in value.items()
        }

    return json_format.ParseDict(in_base64(document), TracesData())


def test_spans_are_found_one_by_one(http: httpx.Client) -> None:
    found = data(http.get("/spans", params={"name": "chat gpt-4o", "limit": 2}))
    assert [span["genAi"]["inputTokens"] for span in found["items"]] == [100, 300]
    cursor = found["pagination"]["nextCursor"]
    rest = data(http.get("/spans", params={"name": "chat gpt-4o", "limit": 2, "cursor": cursor}))
    assert [span["genAi"]["inputTokens"] for span in rest["items"]] == [500]
    assert rest["pagination"]["nextCursor"] is None
    assert [span["name"] for span in data(http.get("/spans", params={"status": "error"}))["items"]] == ["chat gpt-4o"]


def test_sessions_gather_their_traces(http: httpx.Client) -> None:
    found = data(http.get("/sessions", params={"limit": 2}))
    assert [(one["sessionId"], one["traceCount"], one["inputTokens"]) for one in found["items"]] == [
        ("s0", 1, 100),
        ("s2", 1, 300),
    ]
    rest = data(http.get("/sessions", params={"limit": 2, "cursor": found["pagination"]["nextCursor"]}))
    assert [(one["sessionId"], one["errorCount"], one["users"]) for one in rest["items"]] == [("s1", 1, ["ada"])]


def test_figures_are_of_the_traces_that_are_found(http: httpx.Client) -> None:
    found = data(http.get("/stats", params={"service": "rag", "operation": "chat"}))
    assert (found["traces"]["count"], found["traces"]["errorCount"], found["spanCount"]) == (3, 1, 6)
    assert (found["traces"]["inputTokens"], found["traces"]["outputTokens"]) == (900, 30)
    assert found["traces"]["cost"] == pytest.approx(0.09)
    assert [(one["provider"], one["model"], one["calls"]["count"]) for one in found["models"]] == [
        ("openai", "gpt-4o", 3)
    ]
    assert sum(bucket["traces"]["count"] for bucket in found["buckets"]) == 3
    nothing = data(http.get("/stats", params={"service": "nobody"}))
    assert (nothing["traces"]["count"], nothing["traces"]["p50DurationNano"], nothing["buckets"]) == (0, None, [])


PATHS = [
    "traces",
    f"traces/{'a' * 32}",
    f"traces/{'a' * 32}/outline",
    f"traces/{'a' * 32}/spans/{'a' * 16}",
    "spans",
    "sessions",
    "stats",
    "traces/histogram",
    "facets",
]


@pytest.mark.parametrize("params", [{}, {"status": "error"}, {"provider": "openai", "minTokens": 200}])
def test_counts_by_time_and_by_value_are_of_the_traces_that_are_found(
    http: httpx.Client, params: dict[str, str]
) -> None:
    listed = data(http.get("/traces", params=params))["items"]
    bounds = {"from": listed[-1]["startTime"], "to": rfc3339(NOW + MINUTE)}
    found = data(http.get("/traces/histogram", params={**params, **bounds, "buckets": 200}))
    assert (found["startTime"], found["endTime"]) == (bounds["from"], bounds["to"])
    assert 0 < found["bucketDurationNano"] <= MINUTE
    assert [bucket["count"] for bucket in found["buckets"]] == [1] * len(listed)
    assert [bucket["errorCount"] for bucket in found["buckets"]] == [one["errorCount"] for one in reversed(listed)]
    values = data(http.get("/facets", params=params))
    for kind in ("services", "providers", "models", "operations", "environments"):
        counts = Counter(value for one in listed for value in one[kind])
        assert {one["value"]: one["count"] for one in values[kind]} == counts


@pytest.mark.parametrize("buckets", [0, 201, "x"])
def test_a_window_is_cut_into_few_buckets(http: httpx.Client, buckets: int | str) -> None:
    refused(http.get("/traces/histogram", params={"buckets": buckets}), 400, "INVALID_REQUEST")


@pytest.mark.parametrize("path", PATHS)
def test_a_project_out_of_reach_and_one_that_is_not_are_told_alike(api: Api, path: str) -> None:
    wide = api.key(Scope.TRACES_READ, scope_class=ScopeClass.ORGANIZATION).secret
    projects = (api.other_project(), "proj_doesNotExist0000000", "nonsense")
    answers = []
    for secret in (api.first.secret, wide):
        with api.client(secret) as client:
            found = [client.get(f"/v1/projects/{project}/{path}") for project in projects]
        answers += [refused(answer, 403, "PROJECT_NOT_AUTHORIZED")["error"] for answer in found]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("path", PATHS)
def test_reading_needs_its_scope(api: Api, path: str) -> None:
    with api.client(api.key(Scope.OTEL_WRITE, Scope.GATEWAY_INVOKE).secret) as client:
        body = refused(client.get(f"/v1/projects/{api.first.project_id}/{path}"), 403, "INSUFFICIENT_SCOPE")
    assert body["error"]["details"] == {"required": ["traces:read"]}


def test_a_wider_key_reads_every_project_it_reaches_and_only_those_spans(
    api: Api, client: StoreClient, project: str
) -> None:
    with api.client(api.key(*Scope, scope_class=ScopeClass.WORKSPACE).secret) as http:
        other = http.post("/v1/projects", json={"name": "second"}).json()["data"]["id"]
        write(client, other, sent(make_span("mine", trace="second", start=NOW)))
        assert [one["name"] for one in data(http.get(f"/v1/projects/{other}/traces"))["items"]] == ["mine"]
        assert http.get(f"/v1/projects/{project}/traces/{trace_id('second').hex()}").status_code == 404
