"""The stock OpenAI SDK pointed at the gateway, for every recording there is: it sees what it would have seen."""

import json
from typing import Any

import openai
import pytest
import requests

from support.program import Program
from support.recordings import Replay, needs_recordings, recordings, same_question

RECORDINGS = recordings("openai", "/chat/completions")
IDS = [f"{exchange['id']}-{'stream' if exchange['request'].get('stream') else 'plain'}" for exchange in RECORDINGS]
MODELLED = {"messages", "model", "stream"}


def client(base_url: str, headers: dict[str, str]) -> openai.OpenAI:
    return openai.OpenAI(base_url=base_url, api_key="sk-mine", default_headers=headers, max_retries=0, timeout=30)


def ask(sdk: openai.OpenAI, request: dict[str, Any]) -> Any:
    """What the SDK gives: the parsed answer, the parsed chunks, or the error's body."""
    extra = {name: value for name, value in request.items() if name not in MODELLED}
    try:
        answer: Any = sdk.chat.completions.create(
            model=request["model"],
            messages=request["messages"],
            stream=bool(request.get("stream")),
            extra_body=extra,
        )
        return _chunks(answer, request) if request.get("stream") else answer.model_dump()
    except openai.APIStatusError as error:
        return error.status_code, error.body


def _chunks(answer: Any, request: dict[str, Any]) -> list[dict[str, Any]]:
    """The chunks of a stream. The replay server answers with usage even where it was not asked for, as a provider
    would not; that is left out on the direct side, where nobody takes it out."""
    chunks = [chunk.model_dump() for chunk in answer]
    if (request.get("stream_options") or {}).get("include_usage"):
        return chunks
    return [{**chunk, "usage": None} for chunk in chunks if chunk["choices"] or not chunk["usage"]]


def recorded_usage(exchange: dict[str, Any]) -> dict[str, Any] | None:
    bodies = [exchange["body"]]
    if exchange["request"].get("stream"):
        bodies = [line[6:] for line in exchange["body"].splitlines() if line.startswith("data: {")]
    usages = [json.loads(body).get("usage") for body in bodies]
    return next((usage for usage in reversed(usages) if usage), None)


@needs_recordings
@pytest.mark.parametrize("exchange", RECORDINGS, ids=IDS)
def test_the_sdk_sees_the_same(program: Program, replay: Replay, exchange: dict[str, Any]) -> None:
    request = exchange["request"]
    through = client(f"{program.gateway}/v1", {"x-to11-authorization": f"Bearer {program.api_key}"})
    # The replay server answers a question with its recordings in turn: ask as often as it has some, in one order.
    turns = sum(same_question(other, exchange) for other in RECORDINGS)
    with through, client(f"http://127.0.0.1:{replay.port}/v1", {}) as direct:
        expected = [ask(direct, request) for _ in range(turns)]
        assert [ask(through, request) for _ in range(turns)] == expected


@needs_recordings
@pytest.mark.parametrize("exchange", RECORDINGS, ids=IDS)
def test_the_bytes_are_the_same_and_the_record_tells_the_recording(
    program: Program, replay: Replay, exchange: dict[str, Any]
) -> None:
    request = exchange["request"]
    answer = requests.post(
        f"{program.gateway}/v1/chat/completions",
        headers={"x-to11-authorization": f"Bearer {program.api_key}", "Authorization": "Bearer sk-mine"},
        json=request,
        timeout=30,
    )
    twins = [other for other in RECORDINGS if same_question(other, exchange)]
    seen = next((other for other in twins if _expected(other, request) == answer.content), None)
    assert seen is not None, "the caller sees the provider's bytes"
    assert answer.status_code == seen["status"]

    trace_id = answer.headers["traceparent"].split("-")[1]
    chat = next(span for span in program.trace(trace_id, at_least=3)["spans"] if span["name"].startswith("chat "))
    attributes = chat["attributes"]
    assert attributes["gen_ai.request.model"] == request["model"]
    assert attributes.get("gen_ai.request.stream") == (True if request.get("stream") else None)
    usage = recorded_usage(seen)
    if usage:
        assert attributes["gen_ai.usage.input_tokens"] == usage["prompt_tokens"]
        assert attributes["gen_ai.usage.output_tokens"] == usage["completion_tokens"]
    else:
        assert "gen_ai.usage.input_tokens" not in attributes
    if seen["status"] == 200:
        assert chat["status"]["code"] == "unset"
        assert json.loads(attributes["gen_ai.output.messages"])
    else:
        assert chat["status"]["code"] == "error"
        assert attributes["error.type"]


def _expected(exchange: dict[str, Any], request: dict[str, Any]) -> bytes:
    """The bytes that a caller is to see: the recording's, without usage where the caller did not ask for it."""
    body: bytes = exchange["body"].encode()
    if "event-stream" not in exchange["content_type"]:
        return body
    events = [event for event in body.replace(b"\r\n", b"\n").split(b"\n\n") if event.strip()]
    if not (request.get("stream_options") or {}).get("include_usage"):
        events = [
            event.replace(b',"usage":null', b"").replace(b'"usage":null,', b"")
            for event in events
            if b'"choices":[],"usage":{' not in event
        ]
    return b"".join(event + b"\n\n" for event in events)


@needs_recordings
def test_usage_is_asked_for_and_taken_out_again(program: Program, replay: Replay) -> None:
    """A stream whose caller did not ask for usage: the record has it, the caller's stream does not."""
    recording = next(
        exchange
        for exchange in RECORDINGS
        if (exchange["request"].get("stream_options") or {}).get("include_usage") and recorded_usage(exchange)
    )
    request = {name: value for name, value in recording["request"].items() if name != "stream_options"}
    answer = requests.post(
        f"{program.gateway}/v1/chat/completions",
        headers={"x-to11-authorization": f"Bearer {program.api_key}", "Authorization": "Bearer sk-mine"},
        json=request,
        timeout=30,
    )
    assert json.loads(replay.received[-1]["body"]) == {**request, "stream_options": {"include_usage": True}}
    assert b'"usage"' not in answer.content
    assert answer.content.endswith(b"data: [DONE]\n\n")
    trace_id = answer.headers["traceparent"].split("-")[1]
    chat = next(span for span in program.trace(trace_id, at_least=3)["spans"] if span["name"].startswith("chat "))
    assert chat["attributes"]["gen_ai.usage.input_tokens"] > 0
