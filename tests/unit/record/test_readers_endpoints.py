"""What a span says of a call at each endpoint: by way of the readers, from the bytes to the attributes."""

import base64
import json
from typing import Any

import httpx
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.calls import attempt, attributes, call, spans_of
from to11.model.call import Ending
from to11.model.genai import TO11_TRUNCATED
from to11.record import spans

EVENTS = {"content-type": "text/event-stream; charset=utf-8"}
JSON = {"content-type": "application/json"}
AUDIO = b"\xff\xfb\x90audio"


def inference(route: str, operation: str, **changes: Any) -> Span:
    recorded = call(**{"route": route, "operation": operation, "model": "", **changes})
    return spans_of(spans(recorded))[1]


def said(route: str, operation: str, **changes: Any) -> dict[str, Any]:
    """The attributes, messages decoded, without those that every call has."""
    found = attributes(inference(route, operation, **changes))
    for name in ("gen_ai.provider.name", "server.address", "server.port"):
        del found[name]
    return {name: json.loads(value) if name in CONTENTS else value for name, value in found.items()}


CONTENTS = ("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions")


def text(content: str) -> dict[str, Any]:
    return {"type": "text", "content": content}


def blob(modality: str, content: bytes, mime_type: str) -> dict[str, Any]:
    encoded = base64.b64encode(content).decode()
    return {"type": "blob", "modality": modality, "content": encoded, "mime_type": mime_type}


def user(*parts: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "parts": list(parts)}]


def assistant(*parts: Any, finish_reason: str = "stop") -> list[dict[str, Any]]:
    return [{"role": "assistant", "parts": list(parts), "finish_reason": finish_reason}]


def form(data: dict[str, str], *files: tuple[str, tuple[str, bytes, str]]) -> dict[str, Any]:
    request = httpx.Request("POST", "http://x.test", data=data, files=list(files))
    return {"request_body": request.read(), "request_headers": {"content-type": request.headers["content-type"]}}


def events(*found: dict[str, Any]) -> dict[str, Any]:
    body = "".join(f"data: {json.dumps(event)}\n\n" for event in found).encode()
    return {"response_headers": EVENTS, "response_body": body, "stream": True}


def test_completions() -> None:
    answer = {
        "id": "cmpl-1",
        "model": "gpt-3.5-turbo-instruct",
        "choices": [{"text": "Two", "index": 0, "finish_reason": "length"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12},
    }
    expected = {
        "gen_ai.operation.name": "text_completion",
        "gen_ai.request.model": "gpt-3.5-turbo-instruct",
        "gen_ai.request.max_tokens": 7,
        "gen_ai.response.id": "cmpl-1",
        "gen_ai.response.model": "gpt-3.5-turbo-instruct",
        "gen_ai.response.finish_reasons": ["length"],
        "gen_ai.usage.input_tokens": 5,
        "gen_ai.usage.output_tokens": 7,
        "gen_ai.usage.cost": pytest.approx((5 * 1.5 + 7 * 2) / 1e6),
        "gen_ai.input.messages": user(text("One")),
        "gen_ai.output.messages": assistant(text("Two"), finish_reason="length"),
    }
    asked = {"model": "gpt-3.5-turbo-instruct", "prompt": "One", "max_tokens": 7}
    endpoint = "/v1/completions", "text_completion"
    assert said(*endpoint, request_body=asked, response_body=answer) == expected
    streamed = said(*endpoint, request_body={**asked, "stream": True}, **events(answer))
    assert streamed == {**expected, "gen_ai.request.stream": True}


def test_embeddings() -> None:
    asked = {"model": "text-embedding-3-small", "input": ["a", "b"], "encoding_format": "float"}
    answer = {
        "object": "list",
        "data": [{"index": 0, "embedding": [0.5] * 3}, {"index": 1, "embedding": [0.5] * 3}],
        "model": "text-embedding-3-small",
        "usage": {"prompt_tokens": 1000, "total_tokens": 1000},
    }
    assert said("/v1/embeddings", "embeddings", request_body=asked, response_body=answer) == {
        "gen_ai.operation.name": "embeddings",
        "gen_ai.request.model": "text-embedding-3-small",
        "gen_ai.request.encoding_formats": ["float"],
        "gen_ai.response.model": "text-embedding-3-small",
        "gen_ai.embeddings.dimension.count": 3,
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.cost": pytest.approx(0.00002),
        "gen_ai.input.messages": user(text("a")) + user(text("b")),
    }


def test_rerank() -> None:
    asked = {"model": "rerank-v3.5", "query": "q", "documents": ["a"]}
    result = {"index": 0, "relevance_score": 0.9}
    answer = {"id": "r1", "results": [result], "meta": {"billed_units": {"search_units": 1}}}
    assert said("/v1/rerank", "rerank", provider="cohere", request_body=asked, response_body=answer) == {
        "gen_ai.operation.name": "rerank",
        "gen_ai.request.model": "rerank-v3.5",
        "gen_ai.response.id": "r1",
        "gen_ai.input.messages": user(text("q"), {"type": "document", "content": "a"}),
        "gen_ai.output.messages": assistant({**result, "type": "rerank_result"}),
    }


def test_moderations() -> None:
    answer = {"id": "m1", "model": "omni-moderation-2024", "results": [{"flagged": False}]}
    assert said("/v1/moderations", "moderation", request_body={"input": "a"}, response_body=answer) == {
        "gen_ai.operation.name": "moderation",
        "gen_ai.response.id": "m1",
        "gen_ai.response.model": "omni-moderation-2024",
        "gen_ai.input.messages": user(text("a")),
        "gen_ai.output.messages": assistant({"flagged": False, "type": "moderation_result"}),
    }


IMAGE_USAGE = {
    "input_tokens": 50,
    "output_tokens": 4000,
    "input_tokens_details": {"text_tokens": 10, "image_tokens": 40},
}
IMAGE_USED = {
    "gen_ai.usage.input_tokens": 50,
    "gen_ai.usage.output_tokens": 4000,
    "gen_ai.usage.text.input_tokens": 10,
    "gen_ai.usage.image.input_tokens": 40,
    "gen_ai.usage.image.output_tokens": 4000,
    "gen_ai.usage.cost": pytest.approx((10 * 5 + 40 * 8 + 4000 * 32) / 1e6),
}


@pytest.mark.parametrize("route", ["/v1/images/generations", "/v1/images/edits", "/v1/images/variations"])
def test_images(route: str) -> None:
    sent = form(
        {"model": "gpt-image-1.5", "prompt": "a hat", "n": "2", "output_format": "webp"},
        ("image", ("a.png", b"one", "image/png")),
    )
    answer = {"created": 1, "data": [{"b64_json": "AAAA"}, {"b64_json": "BBBB"}], "usage": IMAGE_USAGE}
    assert said(route, "image_generation", **sent, response_body=answer, model="gpt-image-1.5") == {
        "gen_ai.operation.name": "image_generation",
        "gen_ai.output.type": "image",
        "gen_ai.request.model": "gpt-image-1.5",
        "gen_ai.request.choice.count": 2,
        "gen_ai.input.messages": user(text("a hat"), blob("image", b"one", "image/png")),
        "gen_ai.output.messages": [
            *assistant(blob("image", base64.b64decode("AAAA"), "image/webp")),
            *assistant(blob("image", base64.b64decode("BBBB"), "image/webp")),
        ],
        **IMAGE_USED,
    }


def test_streamed_images() -> None:
    asked = {"model": "gpt-image-1.5", "prompt": "a cat", "stream": True, "partial_images": 1}
    partial = {"type": "image_generation.partial_image", "b64_json": "AAAA"}
    completed = {"type": "image_generation.completed", "b64_json": "BBBB", "usage": IMAGE_USAGE}
    found = said(
        "/v1/images/generations",
        "image_generation",
        request_body=asked,
        model="gpt-image-1.5",
        **events(partial, completed),
    )
    assert found["gen_ai.output.messages"] == assistant(blob("image", base64.b64decode("BBBB"), "image/png"))
    assert IMAGE_USED.items() <= found.items()


def test_images_that_never_came_are_no_finish_reasons() -> None:
    partial = {"type": "image_generation.partial_image", "b64_json": "AAAA"}
    found = said(
        "/v1/images/generations",
        "image_generation",
        request_body={"prompt": "a cat", "n": 2},
        ending=Ending.UPSTREAM_BROKEN,
        **events(partial),
    )
    assert [message["finish_reason"] for message in found["gen_ai.output.messages"]] == ["error", "error"]
    assert "gen_ai.response.finish_reasons" not in found


SPEAK = {"model": "tts-1", "input": "hello", "voice": "alloy"}


@pytest.mark.parametrize(
    ("content_type", "mime_type"),
    [("audio/wav", "audio/wav"), ("Audio/MPEG; x=y", "audio/mpeg"), ("application/octet-stream", "audio/mpeg")],
)
def test_speech(content_type: str, mime_type: str) -> None:
    answer = {"response_headers": {"content-type": content_type}, "response_body": AUDIO}
    assert said("/v1/audio/speech", "audio_speech", request_body=SPEAK, model="tts-1", **answer) == {
        "gen_ai.operation.name": "audio_speech",
        "gen_ai.output.type": "speech",
        "gen_ai.request.model": "tts-1",
        "gen_ai.usage.cost": pytest.approx(5 * 15 / 1e6),
        "gen_ai.input.messages": user(text("hello")),
        "gen_ai.output.messages": assistant(blob("audio", AUDIO, mime_type)),
    }


def test_audio_that_looks_like_json_is_audio() -> None:
    answer = {"response_headers": {"content-type": "audio/pcm"}, "response_body": b'{"error": "no"}'}
    span = inference("/v1/audio/speech", "audio_speech", request_body=SPEAK, **answer)
    assert span.status.code == Status.STATUS_CODE_UNSET
    assert "gen_ai.output.messages" in attributes(span)


@pytest.mark.parametrize("ending", [Ending.CLIENT_CLOSED, Ending.UPSTREAM_BROKEN])
def test_audio_that_breaks_off(ending: Ending) -> None:
    answer = {"response_headers": {"content-type": "audio/mpeg"}, "response_body": AUDIO, "ending": ending}
    found = said("/v1/audio/speech", "audio_speech", request_body=SPEAK, **answer)
    part = blob("audio", AUDIO, "audio/mpeg")
    assert found["gen_ai.output.messages"] == assistant(part, finish_reason="error")


def test_streamed_speech() -> None:
    delta = {"type": "speech.audio.delta", "audio": base64.b64encode(AUDIO).decode()}
    done = {"type": "speech.audio.done", "usage": {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}}
    asked = {"model": "gpt-4o-mini-tts", "input": "hello", "stream_format": "sse", "response_format": "wav"}
    found = said("/v1/audio/speech", "audio_speech", request_body=asked, model="gpt-4o-mini-tts", **events(delta, done))
    assert found["gen_ai.output.messages"] == assistant(blob("audio", AUDIO, "audio/wav"))
    assert (found["gen_ai.usage.input_tokens"], found["gen_ai.usage.output_tokens"]) == (14, 101)
    assert found["gen_ai.usage.cost"] == pytest.approx((14 * 0.6 + 101 * 12) / 1e6)


def test_audio_that_was_recorded_in_part_is_left_out() -> None:
    answer = {"response_headers": {"content-type": "audio/mpeg"}, "response_body": AUDIO, "response_truncated": True}
    found = said("/v1/audio/speech", "audio_speech", request_body=SPEAK, model="tts-1", **answer)
    assert "gen_ai.output.messages" not in found
    assert found[TO11_TRUNCATED] is True
    # It was spoken all the same.
    assert found["gen_ai.usage.cost"] == pytest.approx(5 * 15 / 1e6)


def transcribe(**changes: Any) -> dict[str, Any]:
    sent = form({"model": "whisper-1", "language": "en"}, ("file", ("a.mp3", AUDIO, "audio/mpeg")))
    found = said("/v1/audio/transcriptions", "audio_transcription", model="whisper-1", **sent, **changes)
    assert found["gen_ai.input.messages"] == user(blob("audio", AUDIO, "audio/mpeg"))
    assert found["gen_ai.output.type"] == "text"
    return found


def test_transcription() -> None:
    found = transcribe(response_body={"text": "hello", "usage": {"type": "duration", "seconds": 9}})
    assert found["gen_ai.output.messages"] == assistant(text("hello"))
    assert found["gen_ai.usage.cost"] == pytest.approx(0.36 * 9 / 3600)
    assert "gen_ai.usage.input_tokens" not in found


@pytest.mark.parametrize("content_type", ["text/plain; charset=utf-8", "text/vtt", "application/x-subrip"])
def test_plain_transcription(content_type: str) -> None:
    found = transcribe(response_headers={"content-type": content_type}, response_body=b"[1, 2]\n")
    assert found["gen_ai.output.messages"] == assistant(text("[1, 2]\n"))


def test_plain_transcription_that_breaks_off() -> None:
    found = transcribe(
        response_headers={"content-type": "text/plain"}, response_body=b"hel", ending=Ending.UPSTREAM_BROKEN
    )
    assert found["gen_ai.output.messages"] == assistant(text("hel"), finish_reason="error")


def test_streamed_transcription() -> None:
    delta = {"type": "transcript.text.delta", "delta": "hel"}
    usage = {"type": "tokens", "input_tokens": 14, "output_tokens": 4, "input_token_details": {"audio_tokens": 10}}
    done = {"type": "transcript.text.done", "text": "hello", "usage": usage}
    found = transcribe(**events(delta, done))
    assert found["gen_ai.output.messages"] == assistant(text("hello"))
    assert found["gen_ai.usage.audio.input_tokens"] == 10


def test_translation() -> None:
    sent = form({"model": "whisper-1"}, ("file", ("a.mp3", AUDIO, "audio/mpeg")))
    found = said("/v1/audio/translations", "audio_translation", **sent, response_body={"text": "hello"})
    assert found["gen_ai.operation.name"] == "audio_translation"
    assert found["gen_ai.request.model"] == "whisper-1"
    assert found["gen_ai.output.messages"] == assistant(text("hello"))


OTHERS = [
    "/v1/completions",
    "/v1/embeddings",
    "/v1/rerank",
    "/v1/moderations",
    "/v1/images/generations",
    "/v1/images/edits",
    "/v1/images/variations",
    "/v1/audio/speech",
    "/v1/audio/transcriptions",
    "/v1/audio/translations",
]


@pytest.mark.parametrize("route", OTHERS)
def test_what_a_provider_refuses(route: str) -> None:
    refused = {"error": {"message": "no such model", "type": "invalid_request_error", "code": "model_not_found"}}
    span = inference(
        route,
        "embeddings",
        request_body={"model": "m"},
        status=404,
        response_body=refused,
        response_headers=JSON,
        attempts=[attempt(status=404)],
    )
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert span.status.message == "no such model"
    assert attributes(span)["error.type"] == "model_not_found"
    assert "gen_ai.output.messages" not in attributes(span)


@pytest.mark.parametrize("route", OTHERS)
@pytest.mark.parametrize("body", [b"<html>bad gateway</html>", b"", b"\x00\xff", b"[]"])
@pytest.mark.parametrize("content_type", ["text/html", "", "application/json", "text/event-stream"])
def test_what_a_provider_says_when_it_is_broken(route: str, body: bytes, content_type: str) -> None:
    span = inference(
        route, "embeddings", status=502, response_body=body, response_headers={"content-type": content_type}
    )
    assert attributes(span)["error.type"] == "502"
    assert "gen_ai.output.messages" not in attributes(span)
