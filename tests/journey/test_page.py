"""The page that to11 was created from, run as it stands there: only host names and TLS are changed."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import requests
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcSpanExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpSpanExporter
from opentelemetry.propagate import inject
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from support.program import Program
from support.recordings import needs_recordings, recordings
from to11.wire.otlp import json_out


def exchange_with_curl(program: Program) -> dict[str, Any]:
    done = subprocess.run(
        [
            *("curl", "-sS", "-X", "POST", f"{program.api}/v1/ingest-token/exchange"),
            *("-H", "Content-Type: application/json", "-d", json.dumps({"credential": program.api_key})),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def attribute(span: dict[str, Any], name: str) -> Any:
    return span["attributes"].get(name)


def plain_recording() -> dict[str, Any]:
    for exchange in recordings("openai", "/chat/completions"):
        if exchange["status"] == 200 and not exchange["request"].get("stream"):
            return exchange
    raise AssertionError("no plain chat completion among the recordings")


def grpc_exporter(program: Program, token: str) -> SpanExporter:
    return GrpcSpanExporter(
        endpoint=program.otlp_grpc,
        headers={"authorization": f"Bearer {token}"},
        insecure=True,
    )


def http_exporter(program: Program, token: str) -> SpanExporter:
    return HttpSpanExporter(endpoint=f"{program.otlp_http}/v1/traces", headers={"authorization": f"Bearer {token}"})


class JsonSpanExporter(SpanExporter):
    """OTLP/JSON, which the Python SDK has no exporter for: the SDK's own encoding, written as JSON."""

    def __init__(self, program: Program, token: str) -> None:
        self._url, self._headers = f"{program.otlp_http}/v1/traces", {"authorization": f"Bearer {token}"}

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        document = json_out.document(encode_spans(spans).resource_spans)
        requests.post(self._url, json=document, headers=self._headers, timeout=30).raise_for_status()
        return SpanExportResult.SUCCESS


@needs_recordings
@pytest.mark.skipif(not shutil.which("curl") and not os.environ.get("CI"), reason="needs curl")
@pytest.mark.parametrize("exporter_of", [grpc_exporter, http_exporter, JsonSpanExporter], ids=["grpc", "http", "json"])
def test_the_page(program: Program, exporter_of: Callable[[Program, str], SpanExporter]) -> None:
    recording = plain_recording()
    provider_api_key = "sk-provider-secret-of-the-caller"

    answer = exchange_with_curl(program)
    assert set(answer) == {"token", "projectId", "scopeClass", "scopes", "expiresAt"}
    assert answer["projectId"] == program.project_id
    assert (answer["scopeClass"], answer["scopes"]) == ("project", ["otel:write"])
    token = answer["token"]

    resource = Resource.create({"service.name": "my-rag-pipeline"})
    exporter = exporter_of(program, token)
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = trace.get_tracer("my-rag-pipeline", tracer_provider=provider)

    with tracer.start_as_current_span("rag") as root:
        with tracer.start_as_current_span("document-preprocessing") as span:
            span.set_attribute("pipeline.stage", "preprocessing")
            span.set_attribute("document.count", 42)
        with tracer.start_as_current_span("llm") as caller:
            headers: dict[str, str] = {}
            inject(headers)
            response = requests.post(
                f"{program.gateway}/v1/chat/completions",
                headers={
                    **headers,
                    "x-to11-authorization": f"Bearer {program.api_key}",
                    "Authorization": f"Bearer {provider_api_key}",
                    "Content-Type": "application/json",
                },
                json=recording["request"],
                timeout=30,
            )
    provider.shutdown()
    assert response.status_code == 200
    assert response.content == recording["body"].encode()
    assert response.headers["x-to11-request-id"]
    trace_id = trace.format_trace_id(root.get_span_context().trace_id)
    assert response.headers["traceparent"].split("-")[1] == trace_id

    stored = program.trace(trace_id, at_least=6)
    spans = {(span["name"], span["kind"]): span for span in stored["spans"]}
    assert len(stored["spans"]) == 6
    model = recording["request"]["model"]
    rag, prepared, llm = spans["rag", "internal"], spans["document-preprocessing", "internal"], spans["llm", "internal"]
    server, chat = spans["POST /v1/chat/completions", "server"], spans[f"chat {model}", "client"]
    attempt = spans["POST", "client"]

    assert rag["parentSpanId"] in (None, "")
    assert prepared["parentSpanId"] == llm["parentSpanId"] == rag["spanId"]
    assert llm["spanId"] == trace.format_span_id(caller.get_span_context().span_id)
    assert server["parentSpanId"] == llm["spanId"]
    assert server["spanId"] == response.headers["traceparent"].split("-")[2]
    assert chat["parentSpanId"] == server["spanId"]
    assert attempt["parentSpanId"] == chat["spanId"]

    assert (attribute(prepared, "pipeline.stage"), attribute(prepared, "document.count")) == ("preprocessing", 42)
    for found in stored["spans"]:
        assert found["resource"]["attributes"]["project.id"] == program.project_id
    assert rag["serviceName"] == "my-rag-pipeline"

    usage = json.loads(recording["body"])["usage"]
    assert attribute(chat, "gen_ai.usage.input_tokens") == usage["prompt_tokens"]
    assert attribute(chat, "gen_ai.usage.output_tokens") == usage["completion_tokens"]
    assert attribute(chat, "gen_ai.response.model") == json.loads(recording["body"])["model"]
    assert attribute(chat, "gen_ai.operation.name") == "chat"
    assert attribute(chat, "gen_ai.provider.name") == "openai"
    assert stored["summary"]["inputTokens"] == usage["prompt_tokens"]
    assert stored["summary"]["outputTokens"] == usage["completion_tokens"]

    everything = json.dumps(stored) + json.dumps(program.otlp(trace_id)) + program.log()
    assert provider_api_key not in everything
    assert program.api_key not in everything
    assert token not in everything


@needs_recordings
def test_the_provider_sees_its_own_key_and_the_attempts_traceparent(program: Program, replay: Any) -> None:
    recording = plain_recording()
    trace_id, caller = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    requests.post(
        f"{program.gateway}/v1/chat/completions",
        headers={
            "traceparent": f"00-{trace_id}-{caller}-01",
            "tracestate": "vendor=value",
            "x-to11-authorization": f"Bearer {program.api_key}",
            "x-to11-session-id": "seen-by-nobody",
            "Authorization": "Bearer sk-mine",
        },
        json=recording["request"],
        timeout=30,
    ).raise_for_status()
    seen = replay.received[-1]["headers"]
    assert seen["authorization"] == "Bearer sk-mine"
    assert not [name for name in seen if name.startswith("x-to11")]
    attempt = next(span for span in program.trace(trace_id, at_least=3)["spans"] if span["name"] == "POST")
    assert seen["traceparent"].split("-")[1:3] == [trace_id, attempt["spanId"]]
    assert seen["tracestate"] == "vendor=value"


@pytest.mark.parametrize("missing", [None, "", "Bearer nonsense", "Bearer to11_live_" + "a" * 46])
def test_without_a_key_nothing_is_forwarded(program: Program, replay: Any, missing: str | None) -> None:
    before = len(replay.received) if replay else 0
    headers = {"Authorization": "Bearer sk-mine"} | ({} if missing is None else {"x-to11-authorization": missing})
    answer = requests.post(
        f"{program.gateway}/v1/chat/completions", headers=headers, json={"model": "gpt-4o", "messages": []}, timeout=30
    )
    # An empty `x-to11-` header is a malformed request, anything else a missing or unknown key.
    assert answer.status_code == (400 if missing == "" else 401)
    assert set(answer.json()["error"]) >= {"message", "type", "code"}
    assert len(replay.received if replay else []) == before
