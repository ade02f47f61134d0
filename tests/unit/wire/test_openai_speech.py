import base64
import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import BlobPart, ChatMessage, OutputMessage, ProviderError, Request, Response, TextPart, Usage
from to11.wire.openai import speech


def asked(**body: Any) -> speech.Asked:
    return speech.request(json.dumps(body).encode())


def streamed(*events: Any) -> Response:
    return speech.streamed("".join(f"data: {json.dumps(event)}\n\n" for event in events).encode(), "audio/mpeg")


def spoken(data: bytes, finish: str = "stop") -> list[OutputMessage]:
    return [OutputMessage("assistant", [BlobPart("audio", base64.b64encode(data).decode(), "audio/mpeg")], finish)]


def delta(data: bytes, name: str = "audio") -> dict[str, Any]:
    return {"type": "speech.audio.delta", name: base64.b64encode(data).decode()}


def test_a_request() -> None:
    found = asked(model="tts-1", input="h\u00e9llo", voice="alloy", instructions="gently", response_format="wav")
    assert found == (
        Request(
            model="tts-1",
            output_type="speech",
            system_instructions=[TextPart("gently")],
            messages=[ChatMessage("user", [TextPart("h\u00e9llo")])],
        ),
        "audio/wav",
        5,
    )
    assert asked() == (Request(output_type="speech"), "audio/mpeg", 0)


@pytest.mark.parametrize(
    ("body", "expected"), [({"stream": True}, True), ({"stream_format": "sse"}, True), ({}, False)]
)
def test_streams(body: dict[str, Any], expected: bool) -> None:
    assert asked(**body).request.stream is expected


def test_audio() -> None:
    assert speech.audio(b"\xff\xfb", "audio/mpeg") == Response(messages=spoken(b"\xff\xfb"))
    assert speech.audio(b"", "audio/mpeg") == Response()


@pytest.mark.parametrize("name", ["audio", "audio_data"])
def test_a_stream(name: str) -> None:
    done = {"type": "speech.audio.done", "usage": {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}}
    # Each piece is padded for itself.
    found = streamed(delta(b"\xff", name), delta(b"\xfb\x01\x02", name), done)
    assert found == Response(messages=spoken(b"\xff\xfb\x01\x02"), usage=Usage(14, 101))


def test_a_stream_that_breaks_off() -> None:
    found = streamed(delta(b"\xff"), {"type": "error", "error": {"message": "oh", "code": "c"}})
    assert found == Response(messages=spoken(b"\xff", "error"), error=ProviderError("c", "oh"))


def test_audio_in_json() -> None:
    body = json.dumps({"audio_data": "AAAA", "usage": {"prompt_tokens": 3, "completion_tokens": 9}}).encode()
    found = speech.response(body, "audio/mpeg")
    assert found == Response(messages=spoken(b"\0\0\0"), usage=Usage(3, 9))
    cut = speech.response(body[: body.index(b'AA"')], "audio/mpeg")
    assert msgspec.structs.replace(cut, usage=Usage()) == Response()


def test_an_error() -> None:
    body = b'{"error": {"code": "invalid_voice", "message": "no"}}'
    assert speech.response(body, "audio/mpeg") == Response(error=ProviderError("invalid_voice", "no"))
