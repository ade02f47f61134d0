"""An application as it would stand on its own: a RAG pipeline with a stock OpenTelemetry SDK, its LLM call sent
through the gateway. Nothing here knows to11 but its addresses and a key."""

import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import inject
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Tracer, format_trace_id

from to11.model.errors import UnavailableError

MODEL = "demo-small"

DOCUMENTS = {
    "doc-1": "The gateway forwards an LLM call byte for byte and records it as a GenAI span.",
    "doc-2": "The collector takes OTLP over gRPC and HTTP, and acknowledges spans once they are on disk.",
    "doc-3": "A collector token lives for 15 minutes and is exchanged from an API key.",
}
QUESTION = "How long does a collector token live?"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a to11 listens: URLs, but `otlp_grpc`, which is `host:port`."""

    api: str
    gateway: str
    otlp_grpc: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the pipeline made."""

    project_id: str
    trace_id: str
    answer: str
    sent_spans: int


def run(addresses: Addresses, api_key: str, *, provider_key: str = "demo-provider-key") -> Outcome:
    """Exchange the key, run the pipeline once, and send its spans.

    Raises UnavailableError when to11 does not answer, with what it said.
    """
    token, project_id = exchange(addresses.api, api_key)
    exporter = OTLPSpanExporter(
        endpoint=addresses.otlp_grpc, headers={"authorization": f"Bearer {token}"}, insecure=True, timeout=10
    )
    provider = TracerProvider(resource=Resource.create({"service.name": "demo-rag-pipeline"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        trace_id, reply = _pipeline(provider.get_tracer("to11.demo"), addresses.gateway, api_key, provider_key)
        if not provider.force_flush(10_000):
            raise UnavailableError("the collector did not take the demo's spans in time")
    finally:
        provider.shutdown()
    return Outcome(project_id, trace_id, reply, sent_spans=5)


def exchange(api: str, api_key: str) -> tuple[str, str]:
    """A collector token and the project it is for. Raises UnavailableError with the API's answer when refused."""
    answer = _post(f"{api}/v1/ingest-token/exchange", {"credential": api_key})
    return answer["token"], answer["projectId"]


def _pipeline(tracer: Tracer, gateway: str, api_key: str, provider_key: str) -> tuple[str, str]:
    with tracer.start_as_current_span("answer-question") as root:
        agent = {
            "gen_ai.operation.name": "create_agent",
            "gen_ai.provider.name": "demo",
            "gen_ai.agent.name": "librarian",
        }
        with tracer.start_as_current_span("create_agent librarian", kind=SpanKind.CLIENT, attributes=agent):
            time.sleep(0.01)
        with tracer.start_as_current_span("document-preprocessing") as span:
            span.set_attribute("pipeline.stage", "preprocessing")
            span.set_attribute("document.count", len(DOCUMENTS))
            words = {name: set(re.findall(r"\w+", text.lower())) for name, text in DOCUMENTS.items()}
            time.sleep(0.02)
        source = {"gen_ai.operation.name": "retrieval", "gen_ai.data_source.id": "demo-library"}
        with tracer.start_as_current_span("retrieval demo-library", kind=SpanKind.CLIENT, attributes=source):
            asked = set(re.findall(r"\w+", QUESTION.lower()))
            best = sorted(words, key=lambda name: len(words[name] & asked), reverse=True)[:2]
            time.sleep(0.015)
        with tracer.start_as_current_span("generate-answer"):
            reply = _ask(gateway, api_key, provider_key, "\n".join(DOCUMENTS[name] for name in best))
        return format_trace_id(root.get_span_context().trace_id), reply


def _ask(gateway: str, api_key: str, provider_key: str, context: str) -> str:
    headers: dict[str, str] = {}
    inject(headers)  # adds traceparent
    headers |= {
        "x-to11-authorization": f"Bearer {api_key}",
        "x-to11-session-id": "demo-session",
        "Authorization": f"Bearer {provider_key}",
    }
    messages = [
        {"role": "system", "content": f"Answer from these documents:\n{context}"},
        {"role": "user", "content": QUESTION},
    ]
    answer = _post(f"{gateway}/v1/chat/completions", {"model": f"demo::{MODEL}", "messages": messages}, headers)
    return str(answer["choices"][0]["message"]["content"])


def _post(url: str, body: dict[str, object], headers: dict[str, str] | None = None) -> Any:
    try:
        answer = requests.post(url, json=body, headers=headers, timeout=30)
    except requests.RequestException as error:
        raise UnavailableError(f"{url} does not answer: {type(error).__name__}") from error
    if answer.status_code != HTTPStatus.OK:
        raise UnavailableError(f"{url} answered {answer.status_code}: {answer.text[:300]}")
    return answer.json()
