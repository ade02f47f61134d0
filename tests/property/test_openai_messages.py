"""An answer in one piece and the same answer as a stream read the same; and nothing that comes raises."""

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from to11.wire.openai import chat_request, chat_response, chat_stream

TEXTS = st.text(min_size=1, max_size=12)
CALLS = st.lists(
    st.fixed_dictionaries({"name": TEXTS, "arguments": st.sampled_from(["{}", '{"a": 1}', '{"a', "", "text"])}),
    max_size=3,
)
MESSAGES = st.fixed_dictionaries(
    {},
    optional={"content": TEXTS, "refusal": TEXTS, "reasoning_content": TEXTS, "reasoning": TEXTS},
)


def pieces(draw: st.DrawFn, text: str) -> list[str]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@st.composite
def choices(draw: st.DrawFn, index: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A choice, and the deltas that a stream would bring it in."""
    message: dict[str, Any] = draw(MESSAGES)
    calls: list[dict[str, Any]] = draw(CALLS)
    deltas: list[dict[str, Any]] = [{"role": "assistant"}]
    for name, text in message.items():
        deltas += [{name: piece} for piece in pieces(draw, text)]
    tool_calls: list[dict[str, Any]] = [
        {"id": f"call_{number}", "type": "function", "function": function} for number, function in enumerate(calls)
    ]
    for number, call in enumerate(tool_calls):
        begun = {**call, "index": number, "function": {"name": call["function"]["name"], "arguments": ""}}
        deltas.append({"tool_calls": [begun]})
        deltas += [
            {"tool_calls": [{"index": number, "function": {"arguments": piece}}]}
            for piece in pieces(draw, call["function"]["arguments"])
        ]
    reason = draw(st.sampled_from(["stop", "tool_calls", "length", None]))
    whole: dict[str, Any] = {
        "index": index,
        "finish_reason": reason,
        "message": {"role": "assistant", **message, "tool_calls": tool_calls},
    }
    chunks: list[dict[str, Any]] = [
        {"choices": [{"index": index, "delta": delta, "finish_reason": None}]} for delta in deltas
    ]
    chunks.append({"choices": [{"index": index, "delta": {}, "finish_reason": reason}]})
    return whole, chunks


@st.composite
def answers(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    drawn = [draw(choices(index)) for index in range(draw(st.integers(1, 3)))]
    top = {"id": "c1", "model": "m", "system_fingerprint": "fp"}
    usage = {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}
    queues = [list(chunks) for _, chunks in drawn]
    mixed: list[dict[str, Any]] = []
    while left := [queue for queue in queues if queue]:
        mixed.append({**top, **draw(st.sampled_from(left)).pop(0)})
    return {**top, "choices": [whole for whole, _ in drawn], **usage}, [*mixed, {**top, "choices": [], **usage}]


@given(answers())
def test_stream_and_whole_give_the_same(case: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    whole, chunks = case
    streamed = b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks) + b"data: [DONE]\n\n"
    assert chat_stream.read(streamed) == chat_response.read(json.dumps(whole).encode())


NAMES = """
choices message delta content role type text tool_calls function arguments name usage prompt_tokens error code index
finish_reason image_url url input_audio audio messages tools stop id model thinking prompt_tokens_details cached_tokens
data custom executed_tools output
"""
KEYS = st.sampled_from(NAMES.split())
WORDS = st.sampled_from(
    ["text", "image_url", "input_audio", "file", "thinking", "function", "tool", "data:,x", "data:", "{"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | WORDS
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=25
)
SHAPED = st.fixed_dictionaries(
    {"choices": st.lists(st.dictionaries(KEYS, JSON, max_size=3) | JSON, max_size=3)},
    optional={"usage": JSON, "error": JSON},
)


@given(st.binary(max_size=40) | (JSON | SHAPED).map(lambda value: json.dumps(value).encode()), st.integers(0, 200))
def test_nothing_raises_and_all_encodes(body: bytes, cut: int) -> None:
    for text in (body, body[:cut]):
        for read in (chat_request.read, chat_response.read, chat_stream.read):
            msgspec.json.encode(read(text))
        msgspec.json.encode(chat_stream.read(b"data: " + text.replace(b"\n", b" ") + b"\n\n"))


@given(
    st.lists(
        st.fixed_dictionaries({"role": st.text(max_size=5) | JSON, "content": JSON}, optional={"tool_calls": JSON})
    )
)
def test_whatever_a_caller_sends_as_messages_is_read(messages: list[dict[str, Any]]) -> None:
    request = chat_request.read(json.dumps({"messages": messages}).encode())
    assert len(request.messages) == len(messages)
    msgspec.json.encode(request)
