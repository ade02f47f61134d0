import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import ProviderError, Response, Usage
from to11.wire.openai.responses import stream

BEGUN: dict[str, Any] = {
    "id": "r",
    "model": "m",
    "status": "in_progress",
    "output": [],
    "error": None,
    "service_tier": "auto",
}


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "sequence_number": 0, **fields}


def read(*events: dict[str, Any] | str) -> Response:
    texts = [given if isinstance(given, str) else json.dumps(given) for given in events]
    return stream.read("".join(f"event: x\ndata: {text}\n\n" for text in texts).encode())


def messages(response: Response) -> Any:
    return msgspec.json.decode(msgspec.json.encode(response.messages))


def parts(*events: dict[str, Any]) -> Any:
    (message,) = messages(read(event("created", response=BEGUN), *events))
    assert message["finish_reason"] == "error"
    return message["parts"]


def text(delta: str, item: int = 0, content: int = 0, kind: str = "output_text") -> dict[str, Any]:
    return event(f"{kind}.delta", output_index=item, content_index=content, item_id="i", delta=delta)


def message(content: Any, status: str = "completed") -> dict[str, Any]:
    return {"type": "message", "id": "i", "role": "assistant", "status": status, "content": content}


def ended(kind: str = "completed", **fields: Any) -> dict[str, Any]:
    return event(kind, response={**BEGUN, "status": kind, **fields})


WHOLE = [message([{"type": "output_text", "text": "Hello"}])]


def test_a_whole_stream_is_what_its_last_event_says() -> None:
    response = read(
        event("created", response=BEGUN),
        text("Hel"),
        text("lo"),
        ended(output=WHOLE, usage={"input_tokens": 3, "output_tokens": 2}, service_tier="default"),
    )
    assert (response.id, response.model, response.service_tier) == ("r", "m", "default")
    assert (response.usage, response.finish_reasons) == (Usage(3, 2), ["stop"])
    assert messages(response) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Hello"}], "finish_reason": "stop"}
    ]


@pytest.mark.parametrize("after", ["[DONE]", '{"type":"resp', "{}", '{"type":"keepalive"}'])
def test_what_comes_after_the_last_event_changes_nothing(after: str) -> None:
    assert read(text("x"), ended(output=WHOLE), after) == read(ended(output=WHOLE))


def test_a_last_event_without_items_has_those_that_were_streamed() -> None:
    """Some providers leave them out there."""
    done = event("output_item.done", output_index=0, item=WHOLE[0])
    response = read(event("created", response=BEGUN), done, ended(output=[], usage={"input_tokens": 3}))
    assert (response.usage, response.finish_reasons) == (Usage(3), ["stop"])
    assert messages(response)[0]["parts"] == [{"type": "text", "content": "Hello"}]


def test_a_stream_that_breaks_off_gives_what_had_come() -> None:
    response = read(
        event("created", response=BEGUN),
        event("output_item.added", output_index=0, item=message([], "in_progress")),
        event("content_part.added", output_index=0, content_index=0, part={"type": "output_text", "text": ""}),
        text("Hel"),
        text("lo"),
        '{"type":"response.output_text.del',
    )
    assert (response.id, response.model, response.finish_reasons) == ("r", "m", ["error"])
    assert messages(response) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Hello"}], "finish_reason": "error"}
    ]


def test_items_and_contents_by_their_indexes() -> None:
    assert parts(text("c", 1), text("b", 0, 1), text("a", 0, 0), text("B", 0, 1)) == [
        {"type": "text", "content": content} for content in ("a", "bB", "c")
    ]


def test_refusals_and_thoughts() -> None:
    def summary(delta: str, index: int) -> dict[str, Any]:
        return event("reasoning_summary_text.delta", output_index=0, summary_index=index, delta=delta)

    added = event("output_item.added", output_index=0, item={"type": "reasoning", "id": "rs", "summary": []})
    part = event("reasoning_summary_part.added", output_index=0, summary_index=1, part={"type": "summary_text"})
    assert parts(
        added, summary("h", 0), summary("m", 0), part, summary("so", 1), text("x", 0, 0, "reasoning_text"), text("y", 1)
    ) == [
        *({"type": "reasoning", "content": content} for content in ("hm", "so", "x")),
        {"type": "text", "content": "y"},
    ]
    assert parts(text("n", kind="refusal"), text("o", kind="refusal")) == [{"type": "refusal", "content": "no"}]


@pytest.mark.parametrize(
    ("kind", "item", "expected"),
    [
        (
            "function_call_arguments",
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": ""},
            {"type": "tool_call", "name": "f", "id": "c", "arguments": {"x": 1}},
        ),
        (
            "custom_tool_call_input",
            {"type": "custom_tool_call", "call_id": "c", "name": "f", "input": ""},
            {"type": "tool_call", "name": "f", "id": "c", "arguments": '{"x":1}'},
        ),
        (
            "mcp_call_arguments",
            {"type": "mcp_call", "id": "c", "name": "f", "arguments": ""},
            {
                "type": "server_tool_call",
                "name": "f",
                "server_tool_call": {"type": "mcp", "arguments": {"x": 1}},
                "id": "c",
            },
        ),
        (
            "code_interpreter_call_code",
            {"type": "code_interpreter_call", "id": "c", "code": ""},
            {
                "type": "server_tool_call",
                "name": "code_interpreter",
                "server_tool_call": {"type": "code_interpreter", "code": '{"x":1}'},
                "id": "c",
            },
        ),
    ],
)
def test_what_tools_are_asked(kind: str, item: dict[str, Any], expected: Any) -> None:
    deltas = [event(f"{kind}.delta", output_index=0, delta=delta) for delta in ('{"x"', ":1}")]
    assert parts(event("output_item.added", output_index=0, item=item), *deltas) == [expected]


def test_a_call_cut_short_keeps_its_arguments_as_text() -> None:
    item = {"type": "function_call", "call_id": "c", "name": "f", "arguments": ""}
    delta = event("function_call_arguments.delta", output_index=0, delta='{"x": ')
    (part,) = parts(event("output_item.added", output_index=0, item=item), delta)
    assert part["arguments"] == '{"x": '


def test_a_text_that_is_done_is_whole() -> None:
    """A stream that is taken up again in the middle (`starting_after`) lacks the beginning."""
    done = event("output_text.done", output_index=0, content_index=0, text="Hello")
    assert parts(text("lo"), done) == [{"type": "text", "content": "Hello"}]
    part = event("content_part.done", output_index=1, content_index=0, part={"type": "output_text", "text": "there"})
    assert parts(done, part)[1] == {"type": "text", "content": "there"}


def test_an_item_that_is_done_is_whole() -> None:
    done = event("output_item.done", output_index=0, item=WHOLE[0])
    search = {"type": "web_search_call", "id": "ws", "status": "completed", "action": {"type": "search", "query": "q"}}
    assert parts(text("lo"), done, event("output_item.done", output_index=1, item=search)) == [
        {"type": "text", "content": "Hello"},
        {
            "type": "server_tool_call",
            "name": "web_search",
            "server_tool_call": {
                "type": "web_search",
                "status": "completed",
                "action": {"type": "search", "query": "q"},
            },
            "id": "ws",
        },
    ]


def test_an_answer_that_ends_early_or_fails() -> None:
    response = read(text("x"), ended("incomplete", output=WHOLE, incomplete_details={"reason": "max_output_tokens"}))
    assert (response.finish_reasons, response.error) == (["length"], None)
    response = read(text("x"), ended("failed", error={"code": "server_error", "message": "m"}))
    assert (response.finish_reasons, response.error) == (["error"], ProviderError("server_error", "m"))
    assert messages(response)[0]["parts"] == [{"type": "text", "content": "x"}]


@pytest.mark.parametrize(
    "error",
    [
        {"type": "error", "code": "overloaded", "message": "m", "param": None, "sequence_number": 3},
        {"type": "error", "error": {"type": "overloaded", "message": "m"}},
        {"error": {"code": "overloaded", "message": "m"}},
    ],
)
def test_an_error_in_the_stream(error: dict[str, Any]) -> None:
    response = read(event("created", response=BEGUN), text("x"), error)
    assert (response.error, response.finish_reasons) == (ProviderError("overloaded", "m"), ["error"])
    assert messages(response)[0]["parts"] == [{"type": "text", "content": "x"}]


@pytest.mark.parametrize(
    "given",
    [
        "null",
        "[]",
        "{}",
        "oops",
        '{"type":7}',
        '{"type":"response.output_text.delta","delta":7}',
        '{"type":"response.output_text.delta"}',
        '{"type":"response.output_item.added","item":7}',
        '{"type":"response.output_item.done","item":null}',
        '{"type":"response.in_progress","response":7}',
        '{"type":"response.new.delta","delta":"x"}',
    ],
)
def test_malformed_events_raise_nothing_and_spoil_nothing(given: str) -> None:
    response = read(event("created", response=BEGUN), text("a"), given, text("b"))
    assert response.id == "r"
    assert messages(response)[0]["parts"] == [{"type": "text", "content": "ab"}]


def test_an_empty_body() -> None:
    assert stream.read(b"") == Response()
    assert stream.read(b": keep-alive\n\ndata:\n\n") == Response()
