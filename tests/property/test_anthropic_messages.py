"""An answer in one piece and the same answer as a stream read the same; and nothing that comes raises."""

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from support.calls import call
from to11.record import spans
from to11.wire.anthropic import completion, messages_request, messages_response, messages_stream

TEXTS = st.text(max_size=12)
INPUTS = st.dictionaries(TEXTS, st.integers() | TEXTS | st.lists(TEXTS, max_size=2) | st.none(), max_size=3)
CITATIONS = st.lists(st.fixed_dictionaries({"type": st.just("char_location"), "cited_text": TEXTS}), max_size=2)
CALLS = st.sampled_from(["tool_use", "server_tool_use", "mcp_tool_use"])
STARTED = {"text": "text", "thinking": "thinking", "compaction": "content"}
BLOCKS = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": TEXTS}, optional={"citations": CITATIONS}),
    st.fixed_dictionaries({"type": st.just("thinking"), "thinking": TEXTS, "signature": TEXTS}),
    st.fixed_dictionaries({"type": CALLS, "id": TEXTS, "name": TEXTS, "input": INPUTS}),
    st.fixed_dictionaries({"type": st.just("compaction"), "content": TEXTS}),
    st.fixed_dictionaries({"type": st.just("redacted_thinking"), "data": TEXTS}),
    st.fixed_dictionaries({"type": st.just("web_search_tool_result"), "tool_use_id": TEXTS, "content": INPUTS}),
)
COUNTS = st.none() | st.integers(0, 10_000)
USAGES = st.fixed_dictionaries(
    {"input_tokens": COUNTS, "output_tokens": COUNTS},
    optional={"cache_read_input_tokens": COUNTS, "cache_creation_input_tokens": COUNTS},
)
REASONS = st.sampled_from(["end_turn", "tool_use", "max_tokens", "refusal", "pause_turn", None])
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def pieces(draw: st.DrawFn, text: str) -> list[str]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def deltas(draw: st.DrawFn, block: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """How the block begins, and what then comes of it."""
    kind = block["type"]
    if "input" in block:
        written = json.dumps(block["input"]) if block["input"] else ""
        found = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces(draw, written)]
        return {**block, "input": {}}, found
    if kind not in STARTED:
        return block, []
    key = STARTED[kind]
    begun: dict[str, Any] = {**block, key: ""}
    found = [{"type": f"{kind}_delta", key: piece} for piece in pieces(draw, block[key])]
    if kind == "thinking":
        begun["signature"] = ""
        found.append({"type": "signature_delta", "signature": block["signature"]})
    if kind == "text":
        begun["citations"] = []
        citations = [{"type": "citations_delta", "citation": citation} for citation in block.get("citations", [])]
        for at in sorted((draw(st.integers(0, len(found))) for _ in citations), reverse=True):
            found.insert(at, citations.pop())
    return begun, found


@st.composite
def answers(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An answer, and the events that a stream would bring it in."""
    blocks: list[dict[str, Any]] = draw(st.lists(BLOCKS, max_size=4))
    usage: dict[str, Any] = draw(USAGES)
    reason: str | None = draw(REASONS)
    top: dict[str, Any] = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m"}
    early = {name: count for name, count in usage.items() if draw(st.booleans())}
    started = {"input_tokens": 1 if usage["input_tokens"] is not None else None, "output_tokens": None, **early}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**top, "content": [], "stop_reason": None, "usage": started}}
    ]
    for index, block in enumerate(blocks):
        begun, found = deltas(draw, block)
        events.append({"type": "content_block_start", "index": index, "content_block": begun})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in found]
        events.append({"type": "content_block_stop", "index": index})
    events += [{"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage}, {"type": "message_stop"}]
    for at in draw(st.lists(st.integers(0, len(events)), max_size=2)):
        events.insert(at, {"type": "ping"})
    return {**top, "content": blocks, "stop_reason": reason, "usage": usage}, events


def written(draw: st.DrawFn, events: list[dict[str, Any]]) -> bytes:
    """A stream of the events, with one of the line ends that there are."""
    end = draw(LINE_ENDS)
    lines = [f"event: {event['type']}{end}data: {json.dumps(event)}{end}{end}" for event in events]
    return "".join(lines).encode()


@given(answers(), st.data())
def test_stream_and_whole_give_the_same(case: tuple[dict[str, Any], list[dict[str, Any]]], data: st.DataObject) -> None:
    whole, events = case
    streamed = data.draw(st.composite(written)(events))
    assert messages_stream.read(streamed) == messages_response.read(json.dumps(whole).encode())


@given(TEXTS, st.sampled_from(["stop_sequence", "max_tokens"]), st.data())
def test_text_completions_too(text: str, reason: str, data: st.DataObject) -> None:
    whole = {"type": "completion", "id": "compl_1", "model": "m", "completion": text, "stop_reason": reason}
    found = data.draw(st.composite(pieces)(text))
    events = [{**whole, "completion": piece, "stop_reason": None} for piece in found]
    streamed = data.draw(st.composite(written)([*events, {"type": "ping"}, {**whole, "completion": ""}]))
    assert completion.read_stream(streamed) == completion.read_response(json.dumps(whole).encode())


@given(answers(), st.data())
def test_a_stream_that_breaks_off_anywhere_says_a_part_of_the_whole(
    case: tuple[dict[str, Any], list[dict[str, Any]]], data: st.DataObject
) -> None:
    streamed = data.draw(st.composite(written)(case[1]))
    cut = messages_stream.read(streamed[: data.draw(st.integers(0, len(streamed)))])
    full = messages_stream.read(streamed)
    assert len(cut.messages) <= len(full.messages) == 1
    for message in cut.messages:
        assert len(message.parts) <= len(full.messages[0].parts)
        assert message.finish_reason in ("error", full.messages[0].finish_reason)
    assert cut.error is None


NAMES = """
type message content role text thinking signature data source media_type url file_id tool_use_id is_error input name id
system messages tools usage input_tokens cache_read_input_tokens cache_creation ephemeral_1h_input_tokens index delta
partial_json citation citations content_block stop_reason error output_config format effort prompt completion
stop_sequences server_tool_use output_tokens_details detail
"""
KEYS = st.sampled_from(NAMES.split())
KINDS = """
message message_start message_delta content_block_start content_block_delta content_block_stop ping error text thinking
redacted_thinking image document tool_use tool_result server_tool_use web_search_tool_result mcp_tool_use
mcp_tool_result compaction base64 url file content text_delta thinking_delta input_json_delta citations_delta
signature_delta custom json_schema data:, data:;base64,x {
"""
WORDS = st.sampled_from(KINDS.split())
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | WORDS
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.builds(lambda kind, rest: {**rest, "type": kind}, WORDS, st.dictionaries(KEYS, inner, max_size=4))
    ),
    max_leaves=25,
)
BODIES = st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode())
READERS = (
    messages_request.read,
    messages_response.read,
    messages_stream.read,
    completion.read_request,
    completion.read_response,
    completion.read_stream,
)


@given(BODIES, st.integers(0, 200))
def test_nothing_raises_and_all_encodes(body: bytes, cut: int) -> None:
    for text in (body, body[:cut]):
        for read in READERS:
            msgspec.json.encode(read(text))


@given(st.lists(JSON, max_size=6))
def test_whatever_comes_as_events_is_read(events: list[Any]) -> None:
    body = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    for read in (messages_stream.read, completion.read_stream):
        msgspec.json.encode(read(body))


@given(st.lists(st.fixed_dictionaries({"role": TEXTS | JSON, "content": JSON})), JSON)
def test_whatever_a_caller_sends_as_messages_is_read(messages: list[dict[str, Any]], system: Any) -> None:
    request = messages_request.read(json.dumps({"messages": messages, "system": system}).encode())
    assert len(request.messages) == len(messages)
    msgspec.json.encode(request)


def test_deep_nesting() -> None:
    """As deep as JSON is read, and deeper: each kind of nesting that a block can have."""
    for opening, closing in (
        ('{"type":"tool_result","content":[', "]}"),
        ('{"type":"document","source":{"type":"content","content":[', "]}}"),
        ('{"type":"server_tool_use","input":{"a":[', "]}}"),
        ('{"type":"from_the_future","a":[', "]}"),
        ("[", "]"),
    ):
        for depth in (10, 100, 300, 450, 1_000, 5_000):
            content = f"[{opening * depth}{closing * depth}]"
            body = f'{{"type":"message","messages":[{{"content":{content}}}],"content":{content}}}'.encode()
            event = f'data: {{"type":"content_block_start","content_block":{content[1:-1]}}}\n\n'.encode()
            for answer, content_type in ((body, "application/json"), (event, "text/event-stream")):
                made = call(
                    route="/v1/messages",
                    request_body=body,
                    response_body=answer,
                    response_headers={"content-type": content_type},
                )
                assert len(spans(made).scope_spans[0].spans) == 3
