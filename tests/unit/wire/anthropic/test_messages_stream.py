import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import ProviderError, Response, Usage
from to11.wire.anthropic import messages_stream

START = {
    "type": "message_start",
    "message": {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 4, "cache_creation_input_tokens": 6, "output_tokens": 1, "service_tier": "standard"},
    },
}
STOP = {"type": "message_stop"}


def stream(*events: dict[str, Any]) -> Response:
    texts = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events]
    return messages_stream.read("".join(texts).encode())


def begin(index: int, **block: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(index: int | None, kind: str, **fields: Any) -> dict[str, Any]:
    event = {"type": "content_block_delta", "delta": {"type": kind, **fields}}
    return event if index is None else {**event, "index": index}


def end(index: int) -> dict[str, Any]:
    return {"type": "content_block_stop", "index": index}


def stopped(reason: str = "end_turn", **usage: Any) -> dict[str, Any]:
    return {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None}, "usage": usage}


def parts(*events: dict[str, Any]) -> list[dict[str, Any]]:
    (message,) = msgspec.json.decode(msgspec.json.encode(stream(START, *events, stopped(), STOP).messages))
    found: list[dict[str, Any]] = message["parts"]
    return found


def test_a_stream() -> None:
    response = stream(
        START,
        begin(0, type="text", text=""),
        {"type": "ping"},
        delta(0, "text_delta", text="Hel"),
        delta(0, "text_delta", text="lo"),
        end(0),
        stopped(output_tokens=12),
        STOP,
    )
    assert (response.id, response.model, response.service_tier) == ("msg_1", "m", "standard")
    assert response.usage == Usage(10, 12, cache_write=6)
    assert response.finish_reasons == ["end_turn"]
    assert msgspec.to_builtins(response.messages) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Hello"}], "finish_reason": "stop"}
    ]
    assert response.error is None


def test_the_latest_counts_are_right() -> None:
    usage = stream(
        START,
        stopped(input_tokens=9, cache_creation_input_tokens=None, cache_read_input_tokens=3, output_tokens=5),
        stopped(output_tokens=7),
    ).usage
    assert usage == Usage(18, 7, cache_read=3, cache_write=6)


def test_thoughts_and_a_signature() -> None:
    assert parts(
        begin(0, type="thinking", thinking="", signature=""),
        delta(0, "thinking_delta", thinking="h"),
        delta(0, "thinking_delta", thinking="m"),
        delta(0, "signature_delta", signature="s"),
        end(0),
        begin(1, type="redacted_thinking", data="EmwK"),
        begin(2, type="text", text=""),
        delta(2, "text_delta", text="3"),
    ) == [
        {"type": "reasoning", "content": "hm"},
        {"type": "redacted_thinking", "data": "EmwK"},
        {"type": "text", "content": "3"},
    ]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["", '{"ci', 'ty": "Oslo"}'], {"city": "Oslo"}),
        ([""], {}),
        ([], {}),
        (['{"city": "Os'], '{"city": "Os'),
    ],
)
def test_what_a_tool_is_given(pieces: list[str], expected: Any) -> None:
    deltas = [delta(0, "input_json_delta", partial_json=piece) for piece in pieces]
    assert parts(begin(0, type="tool_use", id="toolu_1", name="f", input={}), *deltas) == [
        {"type": "tool_call", "id": "toolu_1", "name": "f", "arguments": expected}
    ]


def test_tools_of_the_provider() -> None:
    found = [{"type": "web_search_result", "url": "https://x.test"}]
    assert parts(
        begin(0, type="server_tool_use", id="srvtoolu_1", name="web_search", input={}),
        delta(0, "input_json_delta", partial_json='{"query": "q"}'),
        begin(1, type="web_search_tool_result", tool_use_id="srvtoolu_1", content=found),
    ) == [
        {
            "type": "server_tool_call",
            "name": "web_search",
            "id": "srvtoolu_1",
            "server_tool_call": {"type": "web_search", "input": {"query": "q"}},
        },
        {
            "type": "server_tool_call_response",
            "id": "srvtoolu_1",
            "server_tool_call_response": {"type": "web_search", "content": found},
        },
    ]


def test_citations_come_one_by_one() -> None:
    citations = [{"type": "char_location", "cited_text": text} for text in "ab"]
    assert parts(
        begin(0, type="text", text="", citations=[]),
        *(delta(0, "citations_delta", citation=citation) for citation in citations),
        delta(0, "text_delta", text="so"),
    ) == [{"type": "text", "content": "so", "citations": citations}]


def test_a_compaction() -> None:
    assert parts(begin(0, type="compaction", content=None), delta(0, "compaction_delta", content="summary")) == [
        {"type": "compaction", "content": "summary"}
    ]


def test_a_delta_without_a_beginning_begins_a_block() -> None:
    assert parts(
        delta(0, "text_delta", text="a"),
        delta(None, "text_delta", text="b"),
        delta(1, "thinking_delta", thinking="c"),
        delta(2, "input_json_delta", partial_json="{}"),
    ) == [
        {"type": "text", "content": "ab"},
        {"type": "reasoning", "content": "c"},
        {"type": "tool_call", "name": "", "arguments": {}},
    ]


def test_an_index_that_comes_again_is_another_block() -> None:
    found = parts(
        begin(0, type="text", text="a"), delta(0, "text_delta", text="b"), begin(0, type="text", text="c"), end(0)
    )
    assert [part["content"] for part in found] == ["ab", "c"]


def test_a_stream_that_breaks_off_keeps_what_had_come() -> None:
    response = stream(START, begin(0, type="text", text=""), delta(0, "text_delta", text="Hel"))
    assert response.finish_reasons == ["error"]
    assert msgspec.to_builtins(response.messages) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Hel"}], "finish_reason": "error"}
    ]
    # What the beginning says of the output is no count of it.
    assert response.usage == Usage(10, cache_write=6)


def test_an_error_in_the_middle() -> None:
    response = stream(
        START,
        begin(0, type="text", text="a"),
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
    )
    assert response.error == ProviderError("overloaded_error", "Overloaded")
    assert response.finish_reasons == ["error"]
    assert len(response.messages) == 1


def test_an_error_at_once_is_no_message() -> None:
    response = stream({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
    assert response == Response(error=ProviderError("overloaded_error", "Overloaded"))


@pytest.mark.parametrize(
    "event",
    [
        {"type": 3},
        {"type": "message_start"},
        {"type": "message_start", "message": {"content": "c", "usage": []}},
        {"type": "content_block_start", "index": "0", "content_block": {"type": "text", "text": 1, "citations": 2}},
        {"type": "content_block_delta", "index": 2**70, "delta": []},
        {"type": "message_delta", "delta": {"stop_reason": {}}, "usage": 1},
    ],
)
def test_nothing_raises(event: dict[str, Any]) -> None:
    rest = [delta(None, "citations_delta", citation=1), delta(0, "text_delta", text="x")]
    msgspec.json.encode(stream(event, *rest))
    msgspec.json.encode(stream(START, event, *rest, event))
