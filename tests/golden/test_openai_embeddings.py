"""Every recorded call of embeddings of OpenAI and Mistral made into spans; Cohere's own endpoints by their shape."""

import base64
import json
from typing import Any

import jsonschema
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.calls import attempt, attributes, call, spans_of
from support.recordings import SHARED, needs_recordings, recordings
from to11.record import spans

PROVIDERS = {"openai": "openai", "mistral": "mistral_ai", "cohere": "cohere"}
EXCHANGES = [
    pytest.param(provider, exchange, id=f"{provider}-{exchange['id']}")
    for provider in ("openai", "mistral")
    for exchange in recordings(provider, "/v1/embeddings")
]
COHERE = [pytest.param(exchange, id=exchange["id"]) for exchange in recordings("cohere", "/v2/embed")]
RERANK = [pytest.param(exchange, id=exchange["id"]) for exchange in recordings("cohere", "/v2/rerank")]
SCHEMAS = {
    "gen_ai.input.messages": "gen-ai-input-messages.json",
    "gen_ai.output.messages": "gen-ai-output-messages.json",
}

pytestmark = needs_recordings


def inference(provider: str, exchange: dict[str, Any], route: str = "/v1/embeddings") -> Span:
    recorded = call(
        route=route,
        operation=route.rpartition("/")[2],
        provider=PROVIDERS[provider],
        model=exchange["request"]["model"],
        status=exchange["status"],
        request_body=exchange["request"],
        response_headers={"content-type": exchange["content_type"]},
        response_body=exchange["body"].encode(),
        attempts=[attempt(status=exchange["status"])],
    )
    return spans_of(spans(recorded))[1]


def dimension(answer: dict[str, Any]) -> int | None:
    if "data" not in answer:
        return None
    vector = answer["data"][0]["embedding"]
    return len(base64.b64decode(vector)) // 4 if isinstance(vector, str) else len(vector)


@pytest.mark.parametrize(("provider", "exchange"), EXCHANGES)
def test_the_span_says_what_the_recording_says(provider: str, exchange: dict[str, Any]) -> None:
    asked, answer = exchange["request"], json.loads(exchange["body"])
    attrs = attributes(inference(provider, exchange))
    encoding = asked.get("encoding_format")
    expected = {
        "gen_ai.operation.name": "embeddings",
        "gen_ai.request.model": asked["model"],
        "gen_ai.request.encoding_formats": [encoding] if encoding else None,
        "gen_ai.response.id": answer.get("id"),
        "gen_ai.response.model": answer.get("model"),
        "gen_ai.embeddings.dimension.count": dimension(answer),
        "gen_ai.usage.input_tokens": answer.get("usage", {}).get("prompt_tokens"),
        "gen_ai.usage.output_tokens": None,
        "gen_ai.response.finish_reasons": None,
    }
    assert {name: attrs.get(name) for name in expected} == expected
    assert ("gen_ai.usage.cost" in attrs) is ("usage" in answer)
    if "dimensions" in asked:
        assert attrs["gen_ai.embeddings.dimension.count"] == asked["dimensions"]


@pytest.mark.parametrize(("provider", "exchange"), EXCHANGES)
def test_what_was_embedded(provider: str, exchange: dict[str, Any]) -> None:
    given = exchange["request"]["input"]
    attrs = attributes(inference(provider, exchange))
    messages = json.loads(attrs["gen_ai.input.messages"])
    assert [message["parts"] for message in messages] == [
        [{"type": "text", "content": text}] for text in ([given] if isinstance(given, str) else given)
    ]
    # The vectors are nobody's reading.
    assert "gen_ai.output.messages" not in attrs
    validate(attrs)


@pytest.mark.parametrize(("provider", "exchange"), EXCHANGES)
def test_status(provider: str, exchange: dict[str, Any]) -> None:
    span = inference(provider, exchange)
    failed = exchange["status"] >= 400
    assert span.status.code == (Status.STATUS_CODE_ERROR if failed else Status.STATUS_CODE_UNSET)
    expected = json.loads(exchange["body"])["error"]["code"] if failed else None
    assert attributes(span).get("error.type") == expected


@pytest.mark.parametrize("exchange", COHERE)
def test_coheres_embeddings(exchange: dict[str, Any]) -> None:
    asked, answer = exchange["request"], json.loads(exchange["body"])
    attrs = attributes(inference("cohere", exchange))
    assert attrs["gen_ai.response.id"] == answer["id"]
    assert attrs["gen_ai.usage.input_tokens"] == answer["meta"]["billed_units"]["input_tokens"]
    assert attrs.get("gen_ai.request.encoding_formats") == asked.get("embedding_types")
    assert attrs["gen_ai.embeddings.dimension.count"] == len(answer["embeddings"]["float"][0])
    messages = json.loads(attrs["gen_ai.input.messages"])
    assert [message["parts"][0]["content"] for message in messages] == asked["texts"]
    validate(attrs)


@pytest.mark.parametrize("exchange", RERANK)
def test_coheres_rerank(exchange: dict[str, Any]) -> None:
    asked, answer = exchange["request"], json.loads(exchange["body"])
    attrs = attributes(inference("cohere", exchange, "/v1/rerank"))
    assert attrs["gen_ai.operation.name"] == "rerank"
    assert attrs["gen_ai.response.id"] == answer["id"]
    (message,) = json.loads(attrs["gen_ai.input.messages"])
    assert [part["content"] for part in message["parts"]] == [asked["query"], *asked["documents"]]
    (message,) = json.loads(attrs["gen_ai.output.messages"])
    assert message["parts"] == [{**result, "type": "rerank_result"} for result in answer["results"]]
    validate(attrs)


def validate(attrs: dict[str, Any]) -> None:
    for name, file in SCHEMAS.items():
        if name in attrs:
            schema = json.loads((SHARED / "semconv" / file).read_text("utf-8"))
            jsonschema.validate(json.loads(attrs[name]), schema)
