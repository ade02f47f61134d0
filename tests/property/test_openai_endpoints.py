"""A stream reads like the same answer in one piece, at every endpoint; and nothing that comes raises."""

import base64
import json
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from support.calls import call
from to11.record import spans
from to11.record.readers import READERS
from to11.wire import rerank
from to11.wire.openai import completions, embeddings, images, inputs, moderations, speech, transcriptions

TEXTS = st.text(min_size=1, max_size=12)
COUNTS = st.integers(0, 1000)


def pieces(draw: st.DrawFn, whole: Any) -> list[Any]:
    cuts = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=3)))
    return [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]


def encoded(events: list[dict[str, Any]], end: str = "\n") -> bytes:
    return "".join(f"data: {json.dumps(event)}{end}{end}" for event in events).encode()


@st.composite
def completion(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    top = {"id": "c1", "model": "m", "system_fingerprint": "fp"}
    choices, queues = [], []
    for index in range(draw(st.integers(1, 3))):
        said, reason = draw(st.text(max_size=12)), draw(st.sampled_from(["stop", "length", None]))
        choices.append({"index": index, "text": said, "finish_reason": reason})
        queue = [{"index": index, "text": piece, "finish_reason": None} for piece in pieces(draw, said)]
        queues.append([*queue, {"index": index, "text": "", "finish_reason": reason}])
    events: list[dict[str, Any]] = []
    while left := [queue for queue in queues if queue]:
        events.append({**top, "choices": [draw(st.sampled_from(left)).pop(0)]})
    usage = {"usage": {"prompt_tokens": draw(COUNTS), "completion_tokens": draw(COUNTS)}}
    return {**top, "choices": choices, **usage}, [*events, {**top, "choices": [], **usage}]


@given(completion())
def test_completions(case: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    whole, events = case
    assert completions.streamed(encoded(events)) == completions.response(json.dumps(whole).encode())


@given(TEXTS, st.fixed_dictionaries({"input_tokens": COUNTS, "output_tokens": COUNTS}), st.data())
def test_transcriptions(said: str, usage: dict[str, int], data: st.DataObject) -> None:
    deltas = [{"type": "transcript.text.delta", "delta": piece} for piece in data.draw(st.composite(pieces)(said))]
    done = {"type": "transcript.text.done", "text": said, "usage": usage}
    whole = transcriptions.response(json.dumps({"text": said, "usage": usage}).encode())
    for end in ("\n", "\r\n", "\r"):
        assert transcriptions.streamed(encoded([*deltas, done], end)) == whole
    # What had come says the same as far as it goes.
    broken = transcriptions.streamed(encoded(deltas))
    assert [message.parts for message in broken.messages] == [message.parts for message in whole.messages]


@given(st.binary(min_size=1, max_size=40), st.data())
def test_speech(sound: bytes, data: st.DataObject) -> None:
    deltas = [
        {"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()}
        for piece in data.draw(st.composite(pieces)(sound))
    ]
    found = speech.streamed(encoded([*deltas, {"type": "speech.audio.done"}]), "audio/mpeg")
    assert found == speech.audio(sound, "audio/mpeg")


@given(st.lists(st.binary(min_size=1, max_size=9).map(lambda data: base64.b64encode(data).decode()), min_size=1))
def test_images(found: list[str]) -> None:
    usage = {"input_tokens": 3, "output_tokens": 4}
    events = [{"type": "image_edit.partial_image", "b64_json": image} for image in found]
    events.append({"type": "image_edit.completed", "b64_json": found[-1]})
    last = {**events[-1], "usage": usage}
    whole = {"data": [{"b64_json": found[-1]}], "usage": usage}
    assert images.streamed(encoded([*events[:-1], last])) == images.response(json.dumps(whole).encode())


@given(completion(), st.data())
def test_a_body_that_breaks_off_gives_the_beginning(
    case: tuple[dict[str, Any], list[dict[str, Any]]], data: st.DataObject
) -> None:
    body = encoded(case[1])
    whole = said(completions.streamed(body).messages)
    found = said(completions.streamed(body[: data.draw(st.integers(0, len(body)))]).messages)
    assert len(found) <= len(whole)
    assert all(one.startswith(other) for one, other in zip(whole, found, strict=False))


def said(messages: list[Any]) -> list[str]:
    return ["".join(part.content for part in message.parts) for message in messages]


NAMES = """
choices text index finish_reason usage prompt_tokens input_tokens output_tokens input_tokens_details image_tokens error
data embedding embeddings float input inputs prompt suffix images image mask url image_url file_id b64_json type audio
audio_data delta results documents query meta billed_units tokens seconds duration model n stream role content x_groq
output_format response_format output_dtype embedding_types dimensions code message detail id
"""
KEYS = st.sampled_from(NAMES.split())
KINDS = """
text image_url speech.audio.delta transcript.text.delta transcript.text.done image_edit.completed x.partial_image
data:,x data: binary AAAA {
"""
WORDS = st.sampled_from(KINDS.split())
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | WORDS
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=25
)
BODIES = st.binary(max_size=40) | (st.dictionaries(KEYS, JSON, max_size=6) | JSON).map(
    lambda value: json.dumps(value).encode()
)
TYPES = st.sampled_from(["", "application/json", "text/event-stream", "audio/mpeg", "multipart/form-data; boundary=b"])
PARSERS: list[Callable[[bytes], Any]] = [
    completions.request,
    completions.response,
    embeddings.request,
    lambda body: embeddings.response(body, body),
    rerank.request,
    rerank.response,
    moderations.request,
    moderations.response,
    lambda body: images.request(body, ""),
    images.response,
    speech.request,
    lambda body: speech.response(body, None),
    lambda body: transcriptions.request(body, ""),
    transcriptions.response,
    transcriptions.plain,
]
STREAMS: list[Callable[[bytes], Any]] = [
    completions.streamed,
    images.streamed,
    lambda body: speech.streamed(body, None),
    transcriptions.streamed,
]


@given(BODIES, st.integers(0, 200))
def test_nothing_raises_and_all_encodes(body: bytes, cut: int) -> None:
    for text in (body, body[:cut]):
        for read in PARSERS:
            msgspec.json.encode(read(text))
        for read in STREAMS:
            msgspec.json.encode(read(text))
            msgspec.json.encode(read(b"data: " + text.replace(b"\n", b" ") + b"\n\n"))


@given(JSON)
def test_whatever_an_input_is_it_is_read(value: Any) -> None:
    msgspec.json.encode(inputs.messages(value))


@given(st.sampled_from(sorted(READERS)), BODIES, BODIES, TYPES, TYPES, st.sampled_from([0, 200, 400]), st.booleans())
def test_whatever_a_call_holds_it_makes_spans(
    route: str, asked: bytes, answer: bytes, asked_type: str, answer_type: str, status: int, stream: bool
) -> None:
    recorded = call(
        route=route,
        request_body=asked,
        request_headers={"content-type": asked_type},
        response_body=answer,
        response_headers={"content-type": answer_type},
        status=status,
        stream=stream,
    )
    assert spans(recorded).ByteSize()
