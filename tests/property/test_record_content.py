"""Whatever was said, and however little room there is: valid JSON, in the conventions' shapes, within the limit."""

import base64
import hashlib
import json
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.recordings import SHARED
from to11.model.inference import (
    BlobPart,
    ChatMessage,
    FilePart,
    OutputMessage,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolCallResponsePart,
    UriPart,
)
from to11.record.content import SHORTEST, Fitted, cut, fitted

ROOMY = 1 << 30
REQUIRED = {
    "text": {"content"},
    "reasoning": {"content"},
    "tool_call": {"name"},
    "tool_call_response": {"response"},
    "blob": {"modality", "content"},
    "uri": {"modality", "uri"},
    "file": {"modality", "file_id"},
}
SEMCONV = SHARED / "semconv"

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = (
    st.text(CHARACTERS, max_size=30)
    | st.builds(lambda piece, times: piece * times, st.text(CHARACTERS, min_size=1, max_size=5), st.integers(1, 900))
    | st.builds(lambda data: base64.b64encode(data).decode(), st.binary(max_size=900))
    | st.builds(lambda data: "data:image/png;base64," + base64.b64encode(data).decode(), st.binary(max_size=900))
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(CHARACTERS, max_size=6), inner, max_size=4),
    max_leaves=8,
)
MODALITIES = st.sampled_from(["image", "audio", "document"])
PARTS = st.one_of(
    st.builds(TextPart, TEXTS),
    st.builds(ReasoningPart, TEXTS),
    st.builds(ToolCallPart, TEXTS, st.none() | TEXTS, VALUES),
    st.builds(ToolCallResponsePart, VALUES, st.none() | TEXTS),
    st.builds(BlobPart, MODALITIES, TEXTS, st.none() | st.just("image/png"), st.none() | TEXTS),
    st.builds(UriPart, MODALITIES, TEXTS),
    st.builds(FilePart, MODALITIES, st.text(CHARACTERS, max_size=20)),
    st.builds(
        lambda kind, rest: {**rest, "type": kind},
        st.text(CHARACTERS, min_size=1, max_size=10).filter(lambda kind: kind not in REQUIRED),
        st.dictionaries(st.text(CHARACTERS, max_size=6), VALUES, max_size=3),
    ),
)
ASKED = st.lists(st.builds(ChatMessage, st.sampled_from(["user", "assistant", "tool"]), st.lists(PARTS, max_size=4)))
ANSWERED = st.lists(
    st.builds(OutputMessage, st.just("assistant"), st.lists(PARTS, max_size=4), st.sampled_from(["stop", "length"])),
    max_size=3,
)
LIMITS = st.integers(2, 6000)
BLOBS = st.integers(0, 2000)


def decoded(result: Fitted) -> list[Any]:
    found: list[Any] = [] if result.text is None else json.loads(result.text)
    return found


def check_parts(parts: list[dict[str, Any]]) -> None:
    for part in parts:
        assert isinstance(part["type"], str)
        for name in REQUIRED.get(part["type"], ()):
            assert name in part
            assert isinstance(part[name], str) or name == "response"


@given(ASKED, LIMITS, BLOBS)
def test_messages_stay_messages(messages: list[ChatMessage], limit: int, blob_limit: int) -> None:
    before = msgspec.json.encode(messages)
    result = fitted(messages, limit, blob_limit, newest=True)
    assert msgspec.json.encode(messages) == before, "what was given is not changed"
    assert len((result.text or "").encode()) <= limit
    kept = decoded(result)
    asked = [message.role for message in messages]
    assert [message["role"] for message in kept] == asked[len(asked) - len(kept) :], "the newest, in their order"
    for message in kept:
        check_parts(message["parts"])
    assert result.cut or len(kept) == len(messages)
    if messages and result.text is None:
        assert result.cut


@given(ANSWERED, LIMITS, BLOBS)
def test_answers_stay_answers(messages: list[OutputMessage], limit: int, blob_limit: int) -> None:
    result = fitted(messages, limit, blob_limit)
    assert len((result.text or "").encode()) <= limit
    kept = decoded(result)
    assert [each["finish_reason"] for each in kept] == [each.finish_reason for each in messages[: len(kept)]]
    for message in kept:
        check_parts(message["parts"])


@given(ASKED)
def test_what_fits_stays_as_it_is(messages: list[ChatMessage]) -> None:
    whole = msgspec.json.encode(messages).decode()
    for result in (fitted(messages, len(whole.encode()), ROOMY), fitted(messages, ROOMY, ROOMY, newest=True)):
        assert result == Fitted(whole if messages else None)


@given(ASKED, BLOBS)
def test_with_room_nothing_but_data_is_shortened(messages: list[ChatMessage], blob_limit: int) -> None:
    result = fitted(messages, ROOMY, blob_limit)
    assert not result.cut
    for before, after in zip(messages, decoded(result), strict=True):
        for part, kept in zip(before.parts, after["parts"], strict=True):
            if isinstance(part, TextPart | ReasoningPart | FilePart):
                assert kept == msgspec.to_builtins(part)
            if isinstance(part, BlobPart):
                long = len(part.content) > blob_limit
                assert kept["content"] == ("" if long else part.content)
                assert ("sha256" in kept) is long


@given(st.binary(min_size=1, max_size=5000))
def test_data_is_told_by_its_hash_and_size(data: bytes) -> None:
    coded = base64.b64encode(data).decode()
    parts: list[Part] = [
        BlobPart("image", coded, "image/png"),
        UriPart("image", f"data:image/png;base64,{coded}"),
        BlobPart("image", base64.urlsafe_b64encode(data).decode().rstrip("="), "image/png"),
    ]
    digest = hashlib.sha256(data).hexdigest()
    named = {
        "type": "blob",
        "modality": "image",
        "mime_type": "image/png",
        "content": "",
        "sha256": digest,
        "size": len(data),
    }
    assert decoded(fitted([ChatMessage("user", parts)], ROOMY, 0))[0]["parts"] == [named] * 3
    coded = base64.b64encode(data := data * 1500).decode()
    own = {"type": "their_image", "source": {"data": coded, "url": f"data:image/png;base64,{coded}"}}
    found = decoded(fitted([ChatMessage("user", [own])], ROOMY, 0))[0]["parts"][0]["source"]
    told = f"{len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}]"
    assert found == {"data": f"[{told}", "url": f"[image/png, {told}"}


@given(st.text(CHARACTERS, max_size=400) | TEXTS, st.integers(SHORTEST, 1000))
def test_a_cut_text_keeps_its_beginning_and_end(text: str, room: int) -> None:
    shorter = cut(text, room)
    assert len(msgspec.json.encode(shorter)) <= max(room, 2)
    if len(msgspec.json.encode(text)) <= room:
        assert shorter == text
    else:
        beginning, mark, ending = shorter.partition(f"[... cut: {len(text.encode())} bytes in all ...]")
        assert mark
        assert text.startswith(beginning)
        assert text.endswith(ending)


@pytest.mark.skipif(not SEMCONV.is_dir(), reason="needs the conventions' schemas, which are not part of the project")
@given(ASKED, ANSWERED, LIMITS, BLOBS)
def test_all_of_it_validates(asked: list[Any], answered: list[Any], limit: int, blob_limit: int) -> None:
    parts = [part for message in asked for part in message.parts]
    for file, items in (("input-messages", asked), ("output-messages", answered), ("system-instructions", parts)):
        schema = json.loads((SEMCONV / f"gen-ai-{file}.json").read_text("utf-8"))
        jsonschema.validate(decoded(fitted(items, limit, blob_limit)), schema)
