import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import OutputMessage, Part, ProviderError, Response, TextPart, ToolCallPart, Usage
from to11.wire.anthropic import messages_response

ANSWER = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5-20250929",
    "content": [
        {"type": "text", "text": "Let me see"},
        {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}},
    ],
    "stop_reason": "tool_use",
    "stop_sequence": None,
    "usage": {"input_tokens": 3, "cache_read_input_tokens": 4, "output_tokens": 2, "service_tier": "priority"},
}


def read(body: Any) -> Response:
    return messages_response.read(json.dumps(body).encode())


def test_an_answer() -> None:
    parts: list[Part] = [TextPart("Let me see"), ToolCallPart("f", "toolu_1", {})]
    assert read(ANSWER) == Response(
        id="msg_1",
        model="claude-sonnet-4-5-20250929",
        service_tier="priority",
        finish_reasons=["tool_use"],
        messages=[OutputMessage("assistant", parts, "tool_call")],
        usage=Usage(7, 2, cache_read=4),
    )


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "content_filter"),
        ("pause_turn", "pause_turn"),
    ],
)
def test_the_span_keeps_the_word_and_the_message_has_the_conventions(reason: str, expected: str) -> None:
    response = read({**ANSWER, "stop_reason": reason})
    assert response.finish_reasons == [reason]
    assert response.messages[0].finish_reason == expected


def test_the_speed_that_is_paid_for() -> None:
    assert read({**ANSWER, "usage": {"speed": "fast"}}).speed == "fast"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}, "request_id": "req_1"},
            ProviderError("overloaded_error", "Overloaded"),
        ),
        ([{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}], ProviderError("RESOURCE_EXHAUSTED")),
    ],
)
def test_an_error_is_no_message(body: Any, expected: ProviderError) -> None:
    response = read(body)
    assert response.error == expected
    assert (response.messages, response.finish_reasons) == ([], [])


def test_an_answer_that_breaks_off_keeps_what_had_come() -> None:
    body = json.dumps(ANSWER).encode()
    response = messages_response.read(body[: body.index(b" see")])
    assert response.id == "msg_1"
    assert response.finish_reasons == ["error"]
    assert response.messages[0].finish_reason == "error"


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"<html>", b'{"content": 3}', b'{"content": [3], "usage": 3}'])
def test_nothing_raises(body: bytes) -> None:
    msgspec.json.encode(messages_response.read(body))
