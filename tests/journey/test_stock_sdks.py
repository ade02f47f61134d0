"""Every recording asked for again with the stock SDK that would have made it, through the gateway and without it."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests

from support.program import Program
from support.recordings import SHARED, Replay, needs_recordings, recordings, replaying, same_question
from support.stock_sdks import Stock, Told, told_by

PROVIDERS = ("openai", "anthropic", "groq", "mistral")
ROOTS = {"openai": "/v1", "anthropic": "", "groq": "", "mistral": ""}
"""Where an SDK's base URL ends: all but OpenAI's append the version themselves."""
EXCHANGES = [(provider, exchange) for provider in PROVIDERS for exchange in recordings(provider, "")]
IDS = [f"{provider}-{each['path'].rsplit('/', 1)[1]}-{each['id']}" for provider, each in EXCHANGES]

pytestmark = [
    needs_recordings,
    # The SDK of Anthropic tells that the models of the recordings are old.
    pytest.mark.filterwarnings("ignore:The model '.*' is deprecated:DeprecationWarning"),
]
each_recording = pytest.mark.parametrize(("provider", "exchange"), EXCHANGES, ids=IDS)


@pytest.fixture(scope="module")
def direct() -> Iterator[Replay]:
    """The providers themselves. What has several answers gives them in turn, so each side has one of its own, and every
    test asks both the same."""
    with replaying(*PROVIDERS) as server:
        yield server


@pytest.fixture(scope="module")
def behind() -> Iterator[Replay]:
    with replaying(*PROVIDERS) as server:
        yield server


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, behind: Replay) -> Iterator[Program]:
    base = f"http://127.0.0.1:{behind.port}"
    with Program(
        tmp_path_factory.mktemp("sdks"),
        TO11_PROVIDERS__OPENAI__BASE_URL=f"{base}/v1",
        TO11_PROVIDERS__ANTHROPIC__BASE_URL=f"{base}/v1",
        TO11_PROVIDERS__GROQ__BASE_URL=f"{base}/openai/v1",
        TO11_PROVIDERS__MISTRAL__BASE_URL=f"{base}/v1",
    ) as program:
        yield program


@pytest.fixture(scope="module")
def without(direct: Replay) -> Stock:
    return Stock({provider: f"http://127.0.0.1:{direct.port}{ROOTS[provider]}" for provider in PROVIDERS})


@pytest.fixture(scope="module")
def through(gateway: Program) -> Stock:
    key = {"x-to11-authorization": f"Bearer {gateway.api_key}"}
    named = {provider: {**key, "x-genai-provider": provider} for provider in ("groq", "mistral")}
    return Stock(
        {provider: gateway.gateway + ROOTS[provider] for provider in PROVIDERS},
        {"openai": key, "anthropic": key, **named},
    )


@each_recording
def test_the_sdk_sees_the_same_and_the_record_tells_it(
    gateway: Program, through: Stock, without: Stock, provider: str, exchange: dict[str, Any]
) -> None:
    trace_id = secrets.token_hex(16)
    seen = through.ask(provider, exchange, traceparent=f"00-{trace_id}-{secrets.token_hex(8)}-01")
    assert seen == _as_asked(without.ask(provider, exchange), exchange)
    _check_record(gateway, trace_id, exchange)


@each_recording
def test_the_bytes_are_the_same(gateway: Program, direct: Replay, provider: str, exchange: dict[str, Any]) -> None:
    """Asked as it was recorded, with no SDK in between."""
    asked, path, own = exchange["request"], exchange["path"], {"authorization": "Bearer sk-mine"}
    headers = {"x-to11-authorization": f"Bearer {gateway.api_key}", "x-genai-provider": provider, **own}
    answer = requests.post(gateway.gateway + path.removeprefix("/openai"), json=asked, headers=headers, timeout=30)
    requests.post(f"http://127.0.0.1:{direct.port}{path}", json=asked, headers=own, timeout=30)  # its turn, too
    twins = [other for _, other in EXCHANGES if same_question(other, exchange)]
    assert answer.content in [_bytes_of(twin, asked=exchange) for twin in twins]
    assert answer.status_code == exchange["status"]
    assert answer.headers["content-type"] == exchange["content_type"]


def _check_record(gateway: Program, trace_id: str, exchange: dict[str, Any]) -> None:
    spans = gateway.trace(trace_id, at_least=3)["spans"]
    (span,) = [span for span in spans if "gen_ai.operation.name" in span["attributes"]]
    attributes = span["attributes"]
    assert attributes["gen_ai.request.model"] == exchange["request"]["model"]
    assert attributes.get("gen_ai.request.stream") == (True if exchange["request"].get("stream") else None)
    twins = [told_by(other) for _, other in EXCHANGES if same_question(other, exchange)]
    told = next((each for each in twins if each.id == attributes.get("gen_ai.response.id")), twins[0])
    if told.failed:
        assert span["status"]["code"] == "error"
        assert attributes["error.type"]
        return
    assert span["status"]["code"] == "unset"
    assert attributes["gen_ai.response.model"] == told.model
    assert attributes.get("gen_ai.usage.input_tokens") == told.input_tokens
    assert attributes.get("gen_ai.usage.output_tokens") == told.output_tokens
    if told.finish_reasons:
        assert attributes["gen_ai.response.finish_reasons"] == told.finish_reasons
    _check_messages(attributes, told)


def _check_messages(attributes: dict[str, Any], told: Told) -> None:
    for name, schema in _SCHEMAS.items():
        if name in attributes:
            jsonschema.validate(json.loads(attributes[name]), json.loads(schema.read_text("utf-8")))
    assert json.loads(attributes["gen_ai.input.messages"])
    parts = [
        part for message in json.loads(attributes.get("gen_ai.output.messages", "[]")) for part in message["parts"]
    ]
    assert "".join(part["content"] for part in parts if part["type"] == "text") == told.text
    tools = [(part["name"], part.get("arguments") or {}) for part in parts if part["type"] == "tool_call"]
    assert tools == told.tools


_SCHEMAS: dict[str, Path] = {
    f"gen_ai.{name}": SHARED / "semconv" / f"gen-ai-{name.replace('.', '-').replace('_', '-')}.json"
    for name in ("input.messages", "output.messages", "system_instructions", "tool.definitions")
}


def _wants_usage(exchange: dict[str, Any]) -> bool:
    """Whether usage is the caller's business: everywhere but in a chat's stream that did not ask for it."""
    request = exchange["request"]
    asked = (request.get("stream_options") or {}).get("include_usage")
    return bool(asked) or not (request.get("stream") and exchange["path"].endswith("/chat/completions"))


def _as_asked(answer: Any, exchange: dict[str, Any]) -> Any:
    """The replay server gives usage where it was not asked for, as OpenAI would not; nobody takes it out there."""
    if _wants_usage(exchange) or not isinstance(answer, list) or "mistral" in exchange["request"]["model"]:
        return answer
    return [{**chunk, "usage": None} for chunk in answer if chunk["choices"] or not chunk["usage"]]


def _bytes_of(exchange: dict[str, Any], *, asked: dict[str, Any]) -> bytes:
    body: bytes = exchange["body"].encode()
    if "event-stream" not in exchange["content_type"]:
        return body
    events = [event for event in body.replace(b"\r\n", b"\n").split(b"\n\n") if event.strip()]
    if not _wants_usage(asked) and "mistral" not in asked["request"]["model"]:
        events = [
            event.replace(b',"usage":null', b"").replace(b'"usage":null,', b"")
            for event in events
            if b'"choices":[],"usage":{' not in event
        ]
    return b"".join(event + b"\n\n" for event in events)
