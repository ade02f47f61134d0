import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import ProviderError, Response, Usage
from to11.wire.openai.responses import answer

MESSAGE = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "hi", "annotations": [], "logprobs": []}],
}
CALL = {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "f", "arguments": "{}", "status": "completed"}
SEARCH = {"type": "web_search_call", "id": "ws", "action": {"type": "search"}}
SAID = {"type": "text", "content": "hi"}


def read(*output: Any, status: str | None = "completed", **body: Any) -> Response:
    return answer.read(json.dumps({"id": "r", "status": status, "output": list(output), **body}).encode())


def messages(response: Response) -> Any:
    return msgspec.json.decode(msgspec.json.encode(response.messages))


def test_answer() -> None:
    response = read(
        MESSAGE,
        model="gpt-5-2025",
        service_tier="default",
        error=None,
        incomplete_details=None,
        usage={
            "input_tokens": 10,
            "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
            "output_tokens": 5,
            "output_tokens_details": {"reasoning_tokens": 3},
            "total_tokens": 15,
        },
    )
    assert (response.id, response.model, response.service_tier, response.error) == ("r", "gpt-5-2025", "default", None)
    assert response.usage == Usage(10, 5, 4, 2, 3)
    assert response.finish_reasons == ["stop"]
    assert messages(response) == [{"role": "assistant", "parts": [SAID], "finish_reason": "stop"}]


def test_all_items_are_one_message_in_their_order() -> None:
    thought = {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "hm"}]}
    (message,) = messages(read(thought, SEARCH, MESSAGE, CALL))
    assert [part["type"] for part in message["parts"]] == ["reasoning", "server_tool_call", "text", "tool_call"]


@pytest.mark.parametrize(
    "item",
    [
        CALL,
        {"type": "custom_tool_call", "call_id": "c", "name": "g", "input": "x"},
        {"type": "computer_call", "call_id": "c", "action": {}},
    ],
)
def test_a_model_that_asks_for_a_tool_stopped_for_that(item: Any) -> None:
    response = read(MESSAGE, item)
    assert response.finish_reasons == ["tool_calls"]
    assert messages(response)[0]["finish_reason"] == "tool_call"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"status": "completed"}, "stop"),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "length"),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "content_filter"),
        ({"status": "incomplete", "incomplete_details": {"reason": "new"}}, "new"),
        ({"status": "incomplete", "incomplete_details": None}, "incomplete"),
        ({"status": "failed", "error": {"code": "server_error", "message": "m"}}, "error"),
        ({"status": "cancelled"}, "error"),
        ({"status": None}, "error"),
    ],
)
def test_finish_reasons(body: Any, reason: str) -> None:
    for output in ([MESSAGE], [SEARCH]):
        response = read(*output, **body)
        assert response.finish_reasons == [reason]
        assert [message["finish_reason"] for message in messages(response)] == [reason]


def test_an_answer_without_a_word_has_a_reason_too() -> None:
    response = read(status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    assert response.finish_reasons == ["length"]
    assert messages(response) == [{"role": "assistant", "parts": [], "finish_reason": "length"}]


@pytest.mark.parametrize("status", ["queued", "in_progress"])
def test_an_answer_that_is_still_being_made_has_no_reason_yet(status: str) -> None:
    assert read(status=status) == Response(id="r")
    response = read(MESSAGE, status=status)
    assert response.finish_reasons == []
    assert messages(response) == [{"role": "assistant", "parts": [SAID], "finish_reason": status}]


def test_what_a_tool_of_the_providers_gave_as_an_item_of_its_own() -> None:
    output = {"type": "shell_call_output", "id": "o", "call_id": "c", "output": [{"stdout": "x"}]}
    response = read(output)
    assert response.finish_reasons == ["stop"]
    assert messages(response)[0]["parts"] == [
        {
            "type": "server_tool_call_response",
            "server_tool_call_response": {"type": "shell", "output": [{"stdout": "x"}]},
            "id": "c",
        }
    ]
    assert messages(read({"type": "tool_search_output", "tools": []}))[0]["parts"][0] == {
        "type": "server_tool_call_response",
        "server_tool_call_response": {"type": "tool_search", "tools": []},
    }


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (None, Usage()),
        ("many", Usage()),
        ({"input_tokens": 1, "input_tokens_details": None}, Usage(input=1)),
        ({"input_tokens": -1, "output_tokens": 2.0}, Usage(output=2)),
        (
            {
                "input_tokens": 9,
                "input_tokens_details": {"text_tokens": 2, "image_tokens": 3, "audio_tokens": 4},
                "output_tokens": 6,
                "output_tokens_details": {"text_tokens": 1, "image_tokens": 2, "audio_tokens": 3},
            },
            Usage(
                input=9,
                output=6,
                text_input=2,
                image_input=3,
                audio_input=4,
                text_output=1,
                image_output=2,
                audio_output=3,
            ),
        ),
    ],
)
def test_usage(usage: Any, expected: Usage) -> None:
    assert read(MESSAGE, usage=usage).usage == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"status": "failed", "error": {"code": "rate_limit_exceeded", "message": "m"}},
            ProviderError("rate_limit_exceeded", "m"),
        ),
        ({"status": "failed", "error": None}, ProviderError()),
        ({"status": "incomplete"}, None),
        ({"status": "cancelled"}, None),
        (
            {"error": {"message": "m", "type": "invalid_request_error", "code": "model_not_found"}},
            ProviderError("model_not_found", "m"),
        ),
        ({"detail": "Unauthorized"}, ProviderError(None, "Unauthorized")),
    ],
)
def test_errors(body: Any, expected: ProviderError | None) -> None:
    assert answer.read(json.dumps(body).encode()).error == expected


def test_an_error_has_no_message() -> None:
    response = answer.read(b'{"error":{"message":"m","code":"c"}}')
    assert (response.messages, response.finish_reasons) == ([], [])


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"[1]", b"<html>", b'{"output":{"a":1}}', b'{"output":[1,{}]}'])
def test_malformed_answers_tell_nothing_and_raise_nothing(body: bytes) -> None:
    assert answer.read(body) == Response()


def test_an_answer_that_breaks_off_is_read_up_to_there() -> None:
    body = json.dumps({"id": "r", "model": "m", "output": [MESSAGE], "status": "completed"}).encode()
    response = answer.read(body[: body.index(b'"hi"') + 2])
    assert (response.id, response.model, response.finish_reasons) == ("r", "m", ["error"])
