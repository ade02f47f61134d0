"""What the stock SDKs send over a socket, and the answers that they understand, read by the recorder.

Each call goes to a stand-in; what the SDK makes of the answer and what the recorder makes of the same bytes agree.
"""

import base64
import json
from typing import Any

import groq
import openai
from mistralai.client import Mistral

from support.calls import attributes, call, spans_of
from support.upstream import Received, chunked, plain, respond, stand_in
from to11.record import spans

IMAGE = base64.b64encode(b"image").decode()
AUDIO = b"\xff\xfb sound"


def sdk(base_url: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=base_url, api_key="k", max_retries=0)


def recorded(route: str, sent: Received, answer: bytes, content_type: str = "application/json") -> dict[str, Any]:
    """The attributes of the call's span, messages decoded."""
    made = call(
        route=route,
        operation="image_generation",
        model="",
        request_body=sent.body,
        request_headers={"content-type": sent.values(b"content-type")[0].decode()},
        response_body=answer,
        response_headers={"content-type": content_type},
    )
    found = attributes(spans_of(spans(made))[1])
    return {name: json.loads(value) if name.endswith(".messages") else value for name, value in found.items()}


def blob(modality: str, content: bytes, mime_type: str) -> dict[str, Any]:
    encoded = base64.b64encode(content).decode()
    return {"type": "blob", "modality": modality, "content": encoded, "mime_type": mime_type}


def parts(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [part for message in messages for part in message["parts"]]


async def test_an_edited_image() -> None:
    answer = json.dumps(
        {
            "created": 1,
            "output_format": "webp",
            "data": [{"b64_json": IMAGE}],
            "usage": {
                "input_tokens": 50,
                "input_tokens_details": {"text_tokens": 10, "image_tokens": 40},
                "output_tokens": 272,
                "total_tokens": 322,
            },
        }
    ).encode()
    async with stand_in(respond(plain(answer))) as peer, sdk(peer.base_url) as client:
        made = await client.images.edit(
            model="gpt-image-1",
            image=[("a.png", b"one"), ("b.webp", b"two")],
            mask=("m.png", b"mask"),
            prompt="a hat",
            n=2,
        )
        found = recorded("/v1/images/edits", peer.requests[0], answer)
    assert made.data is not None
    assert made.usage is not None
    assert found["gen_ai.request.model"] == "gpt-image-1"
    assert found["gen_ai.request.choice.count"] == 2
    assert found["gen_ai.usage.output_tokens"] == made.usage.output_tokens
    assert parts(found["gen_ai.input.messages"]) == [
        {"type": "text", "content": "a hat"},
        blob("image", b"one", "image/png"),
        blob("image", b"two", "image/webp"),
        blob("image", b"mask", "image/png"),
    ]
    assert parts(found["gen_ai.output.messages"]) == [blob("image", b"image", "image/webp")]
    assert made.data[0].b64_json == IMAGE


async def test_a_transcription_as_a_stream() -> None:
    events: list[dict[str, Any]] = [
        {"type": "transcript.text.delta", "delta": "hel"},
        {"type": "transcript.text.delta", "delta": "lo"},
        {
            "type": "transcript.text.done",
            "text": "hello",
            "usage": {"type": "tokens", "input_tokens": 14, "output_tokens": 2, "total_tokens": 16},
        },
    ]
    pieces = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]
    async with stand_in(respond(chunked(*pieces))) as peer, sdk(peer.base_url) as client:
        stream = await client.audio.transcriptions.create(
            model="gpt-4o-transcribe", file=("a.mp3", AUDIO), prompt="42", temperature=0.5, stream=True
        )
        heard = [event async for event in stream]
        found = recorded("/v1/audio/transcriptions", peer.requests[0], b"".join(pieces), "text/event-stream")
    assert [event.type for event in heard] == [event["type"] for event in events]
    assert found["gen_ai.request.stream"] is True
    assert found["gen_ai.request.temperature"] == 0.5
    assert found["gen_ai.usage.input_tokens"] == 14
    assert parts(found["gen_ai.input.messages"]) == [
        {"type": "text", "content": "42"},
        blob("audio", AUDIO, "audio/mpeg"),
    ]
    assert parts(found["gen_ai.output.messages"]) == [{"type": "text", "content": "hello"}]


async def test_subtitles() -> None:
    subtitles = b"1\n00:00:00,000 --> 00:00:01,000\nhello\n"
    async with stand_in(respond(chunked(subtitles, content_type=b"text/plain"))) as peer, sdk(peer.base_url) as client:
        heard = await client.audio.transcriptions.create(
            model="whisper-1", file=("a.wav", AUDIO), response_format="srt"
        )
        found = recorded("/v1/audio/transcriptions", peer.requests[0], subtitles, "text/plain")
    assert parts(found["gen_ai.output.messages"]) == [{"type": "text", "content": str(heard)}]


async def test_speech() -> None:
    async with stand_in(respond(chunked(AUDIO, content_type=b"audio/wav"))) as peer, sdk(peer.base_url) as client:
        spoken = await client.audio.speech.create(model="tts-1", voice="alloy", input="hello", response_format="wav")
        found = recorded("/v1/audio/speech", peer.requests[0], AUDIO, "audio/wav")
    assert parts(found["gen_ai.output.messages"]) == [blob("audio", spoken.content, "audio/wav")]
    assert parts(found["gen_ai.input.messages"]) == [{"type": "text", "content": "hello"}]


async def test_embeddings_for_which_the_sdk_asks_in_base64() -> None:
    vector = base64.b64encode(bytes(12)).decode()
    answer = json.dumps(
        {
            "object": "list",
            "model": "m",
            "data": [{"object": "embedding", "index": 0, "embedding": vector}],
            "usage": {"prompt_tokens": 2, "total_tokens": 2},
        }
    ).encode()
    async with stand_in(respond(plain(answer))) as peer, sdk(peer.base_url) as client:
        made = await client.embeddings.create(model="m", input=["a"])
        found = recorded("/v1/embeddings", peer.requests[0], answer)
    assert found["gen_ai.request.encoding_formats"] == ["base64"]
    assert found["gen_ai.embeddings.dimension.count"] == len(made.data[0].embedding) == 3


async def test_groqs_transcription_of_audio_elsewhere() -> None:
    answer = b'{"text": "hello", "x_groq": {"id": "req_1"}}'
    async with (
        stand_in(respond(plain(answer))) as peer,
        groq.AsyncGroq(base_url=peer.base_url, api_key="k", max_retries=0) as client,
    ):
        heard = await client.audio.transcriptions.create(model="whisper-large-v3", url="https://x.test/a.mp3")
        found = recorded("/v1/audio/transcriptions", peer.requests[0], answer)
    assert found["gen_ai.request.model"] == "whisper-large-v3"
    assert found["gen_ai.response.id"] == "req_1"
    assert parts(found["gen_ai.input.messages"]) == [
        {"type": "uri", "modality": "audio", "uri": "https://x.test/a.mp3"}
    ]
    assert parts(found["gen_ai.output.messages"]) == [{"type": "text", "content": heard.text}]


async def test_mistrals_transcription_of_audio_elsewhere() -> None:
    usage = {"prompt_tokens": 4, "completion_tokens": 6, "total_tokens": 10, "prompt_audio_seconds": 20}
    answer = json.dumps({"model": "voxtral-mini-2602", "text": "hello", "usage": usage, "language": None}).encode()
    async with stand_in(respond(plain(answer))) as peer, Mistral(api_key="k", server_url=peer.base_url) as client:
        # Without a file this client sends no multipart form.
        heard = await client.audio.transcriptions.complete_async(
            model="voxtral-mini-latest", file_url="https://x.test/a.mp3", temperature=0.5
        )
        found = recorded("/v1/audio/transcriptions", peer.requests[0], answer)
    assert found["gen_ai.request.model"] == "voxtral-mini-latest"
    assert found["gen_ai.request.temperature"] == 0.5
    assert found["gen_ai.response.model"] == heard.model
    assert (found["gen_ai.usage.input_tokens"], found["gen_ai.usage.output_tokens"]) == (4, 6)
    assert parts(found["gen_ai.input.messages"]) == [
        {"type": "uri", "modality": "audio", "uri": "https://x.test/a.mp3"}
    ]
