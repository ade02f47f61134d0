import json
from typing import Any

import httpx
import msgspec
import pytest

from to11.model.inference import ChatMessage, OutputMessage, ProviderError, Request, Response, TextPart, Usage
from to11.wire.openai import transcriptions

TOKENS = {
    "type": "tokens",
    "input_tokens": 14,
    "output_tokens": 45,
    "total_tokens": 59,
    "input_token_details": {"text_tokens": 4, "audio_tokens": 10},
}
COUNTED = Usage(14, 45, audio_input=10, text_input=4)


def response(**answer: Any) -> Response:
    return transcriptions.response(json.dumps(answer).encode())


def streamed(*events: Any) -> Response:
    return transcriptions.streamed("".join(f"data: {json.dumps(event)}\n\n" for event in events).encode())


def said(text: str, finish: str = "stop") -> list[OutputMessage]:
    return [OutputMessage("assistant", [TextPart(text)], finish)]


def test_a_request() -> None:
    sent = httpx.Request(
        "POST",
        "http://x.test",
        data={"model": "whisper-1", "prompt": "names: Ann", "language": "en", "temperature": "0.2", "stream": "true"},
        files={"file": ("a.mp3", b"sound")},
    )
    found = transcriptions.request(sent.read(), sent.headers["content-type"])
    assert msgspec.structs.replace(found, messages=[]) == Request(
        model="whisper-1", stream=True, temperature=0.2, output_type="text"
    )
    assert msgspec.to_builtins(found.messages) == [
        {
            "role": "user",
            "parts": [
                {"type": "text", "content": "names: Ann"},
                {"type": "blob", "modality": "audio", "content": "c291bmQ=", "mime_type": "audio/mpeg"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"url": "https://x.test/a.mp3"}, {"type": "uri", "modality": "audio", "uri": "https://x.test/a.mp3"}),
        ({"file_url": "https://x.test/a.mp3"}, {"type": "uri", "modality": "audio", "uri": "https://x.test/a.mp3"}),
        ({"file_id": "f1"}, {"type": "file", "modality": "audio", "file_id": "f1"}),
    ],
)
def test_audio_elsewhere(body: dict[str, Any], expected: dict[str, Any]) -> None:
    found = transcriptions.request(json.dumps(body).encode(), "application/json")
    assert msgspec.to_builtins(found.messages) == [{"role": "user", "parts": [expected]}]


def test_nothing_asked() -> None:
    assert transcriptions.request(b"", "multipart/form-data; boundary=b") == Request(output_type="text")
    assert ChatMessage("user", []) not in transcriptions.request(b"{}", "").messages


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (TOKENS, COUNTED),
        ({"type": "duration", "seconds": 12}, Usage(audio_seconds=12.0)),
        (
            {"prompt_tokens": 4, "completion_tokens": 635, "total_tokens": 3264, "prompt_audio_seconds": 203},
            Usage(4, 635, audio_seconds=203.0),
        ),
        ({"type": "duration", "seconds": -1}, Usage()),
        ({"type": "duration", "seconds": 1e300}, Usage()),
        (None, Usage()),
    ],
)
def test_an_answer(usage: Any, expected: Usage) -> None:
    assert response(text="hello", usage=usage) == Response(messages=said("hello"), usage=expected)


def test_verbose() -> None:
    found = response(task="transcribe", language="english", duration=8.47, text="hello", segments=[], model="m")
    assert found == Response(model="m", messages=said("hello"), usage=Usage(audio_seconds=8.47))


def test_groq_has_its_id_elsewhere() -> None:
    assert response(text="a", x_groq={"id": "req_1"}).id == "req_1"


def test_plain_text() -> None:
    assert transcriptions.plain("1\n00:00 --> 00:01\nh\u00e9\n".encode()) == Response(
        messages=said("1\n00:00 --> 00:01\nh\u00e9\n")
    )
    assert transcriptions.plain(b"") == Response()
    assert transcriptions.plain(b"\xff") == Response(messages=said("\ufffd"))


def test_a_stream_reads_like_the_whole() -> None:
    found = streamed(
        {"type": "transcript.text.delta", "delta": "hel"},
        {"type": "transcript.text.delta", "delta": "lo"},
        {"type": "transcript.text.done", "text": "hello", "usage": TOKENS},
    )
    assert found == response(text="hello", usage=TOKENS)


def test_mistrals_stream() -> None:
    found = streamed(
        {"type": "transcription.language", "audio_language": "en"},
        {"type": "transcription.text.delta", "text": "hel"},
        {"type": "transcription.text.delta", "text": "lo"},
        {"type": "transcription.segment", "text": "hello", "start": 0, "end": 1},
        {"type": "transcription.done", "text": "hello", "model": "voxtral", "usage": {"prompt_audio_seconds": 2}},
    )
    assert found == Response(model="voxtral", messages=said("hello"), usage=Usage(audio_seconds=2.0))


def test_vllms_stream() -> None:
    def chunk(piece: str, reason: str | None = None) -> dict[str, Any]:
        return {"id": "t1", "model": "m", "choices": [{"delta": {"content": piece}, "finish_reason": reason}]}

    usage = {"id": "t1", "model": "m", "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}
    found = streamed(chunk("hel"), chunk("lo", "stop"), usage)
    assert found == Response(id="t1", model="m", messages=said("hello"), usage=Usage(3, 2))


def test_a_stream_that_breaks_off() -> None:
    found = streamed({"type": "transcript.text.delta", "delta": "hel"}, {"error": {"message": "oh", "code": "c"}})
    assert found == Response(messages=said("hel", "error"), error=ProviderError("c", "oh"))


def test_an_answer_that_breaks_off() -> None:
    assert transcriptions.response(b'{"text": "hel') == Response(messages=said("hel", "error"))
    assert transcriptions.plain(b"hel", whole=False) == Response(messages=said("hel", "error"))


def test_an_error() -> None:
    assert response(error={"code": "c", "message": "m"}) == Response(error=ProviderError("c", "m"))
