import json
from typing import Any

from to11.model.inference import ChatMessage, OutputMessage, ProviderError, Request, Response, TextPart
from to11.wire.anthropic import completion


def stream(*events: dict[str, Any]) -> Response:
    texts = [f"event: {event['type']}\ndata: {json.dumps(event)}\r\n\r\n" for event in events]
    return completion.read_stream("".join(texts).encode())


def piece(text: str, reason: str | None = None) -> dict[str, Any]:
    return {"type": "completion", "id": "compl_1", "completion": text, "stop_reason": reason, "model": "claude-2.1"}


def test_a_request() -> None:
    prompt = "\n\nHuman: Hello\n\nAssistant:"
    body = {
        "model": "claude-2.1",
        "prompt": prompt,
        "max_tokens_to_sample": 256,
        "stop_sequences": ["\n\nHuman:"],
        "temperature": 0,
        "top_p": 0.1,
        "top_k": 5,
        "stream": True,
    }
    assert completion.read_request(json.dumps(body).encode()) == Request(
        model="claude-2.1",
        stream=True,
        max_tokens=256,
        temperature=0.0,
        top_p=0.1,
        top_k=5.0,
        stop_sequences=["\n\nHuman:"],
        messages=[ChatMessage("user", [TextPart(prompt)])],
    )
    assert completion.read_request(b'{"prompt": 3, "stop_sequences": "x"}') == Request()


def test_an_answer() -> None:
    expected = Response(
        id="compl_1",
        model="claude-2.1",
        finish_reasons=["stop_sequence"],
        messages=[OutputMessage("assistant", [TextPart(" Hi!")], "stop")],
    )
    assert completion.read_response(json.dumps(piece(" Hi!", "stop_sequence")).encode()) == expected
    assert stream(piece(" Hi"), {"type": "ping"}, piece("!"), piece("", "stop_sequence")) == expected


def test_a_stream_that_breaks_off() -> None:
    response = stream(piece(" Hi"), {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
    assert response.error == ProviderError("overloaded_error", "Overloaded")
    assert response.finish_reasons == ["error"]
    assert response.messages == [OutputMessage("assistant", [TextPart(" Hi")], "error")]


def test_an_error_is_no_message() -> None:
    error = {"type": "error", "error": {"type": "not_found_error", "message": "model: claude-1"}}
    expected = Response(error=ProviderError("not_found_error", "model: claude-1"))
    assert completion.read_response(json.dumps(error).encode()) == stream(error) == expected
