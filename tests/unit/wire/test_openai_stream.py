import base64
import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import ProviderError, Response, Usage
from to11.wire.openai import chat_response, chat_stream


def stream(*chunks: dict[str, Any] | str) -> Response:
    texts = [chunk if isinstance(chunk, str) else json.dumps(chunk) for chunk in chunks]
    return chat_stream.read("".join(f"data: {text}\n\n" for text in texts).encode())


def delta(index: int = 0, reason: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"id": "c1", "model": "m", "choices": [{"index": index, "delta": fields, "finish_reason": reason}]}


def messages(response: Response) -> Any:
    return msgspec.json.decode(msgspec.json.encode(response.messages))


def parts(*chunks: dict[str, Any]) -> Any:
    return messages(stream(*chunks))[0]["parts"]


def call(index: int | None, call_id: str | None = None, name: str | None = None, arguments: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"function": {"arguments": arguments}}
    if index is not None:
        made["index"] = index
    if call_id:
        made |= {"id": call_id, "type": "function"}
    if name:
        made["function"]["name"] = name
    return made


def test_a_stream() -> None:
    response = stream(
        {**delta(role="assistant", content=""), "system_fingerprint": "fp", "service_tier": "default"},
        delta(content="Hel"),
        delta(content="lo"),
        delta(reason="stop"),
        {"id": "c1", "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}},
        "[DONE]",
    )
    assert (response.id, response.model, response.system_fingerprint, response.service_tier) == (
        "c1",
        "m",
        "fp",
        "default",
    )
    assert response.usage == Usage(3, 2)
    assert messages(response) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Hello"}], "finish_reason": "stop"}
    ]


def test_a_broken_stream_gives_what_had_come() -> None:
    response = stream(delta(0, content="a"), delta(1, content="b"), delta(0, "stop"), '{"id":"c1","choi')
    assert response.finish_reasons == ["stop", "error"]
    assert [message["parts"][0]["content"] for message in messages(response)] == ["a", "b"]


def test_a_choice_that_never_came_is_an_error_in_its_place() -> None:
    assert stream(delta(1, "stop", content="b")).finish_reasons == ["error", "stop"]


def test_tool_calls_by_index() -> None:
    found = parts(
        delta(tool_calls=[call(0, "a", "f", "")]),
        delta(tool_calls=[call(0, arguments='{"x"')]),
        delta(tool_calls=[call(1, "b", "g", "{}")]),
        delta(tool_calls=[call(0, arguments=":1}")]),
    )
    assert found == [
        {"type": "tool_call", "name": "f", "id": "a", "arguments": {"x": 1}},
        {"type": "tool_call", "name": "g", "id": "b", "arguments": {}},
    ]


@pytest.mark.parametrize("index", [0, None])
def test_calls_that_are_not_numbered_apart_are_told_apart_by_id(index: int | None) -> None:
    found = parts(
        delta(tool_calls=[call(index, "a", "f", "{}")]),
        delta(tool_calls=[call(index, "b", "g", '{"y"')]),
        delta(tool_calls=[call(index, arguments=":2}")]),
    )
    assert [(part["id"], part["arguments"]) for part in found] == [("a", {}), ("b", {"y": 2})]


def test_an_id_repeated_in_every_delta_begins_no_new_call() -> None:
    found = parts(delta(tool_calls=[call(0, "a", "f", "[")]), delta(tool_calls=[call(0, "a", None, "1]")]))
    assert found == [{"type": "tool_call", "name": "f", "id": "a", "arguments": [1]}]


def test_a_call_cut_short_keeps_its_arguments_as_text() -> None:
    assert parts(delta(tool_calls=[call(0, "a", "f", '{"x": ')]))[0]["arguments"] == '{"x": '


def test_thoughts_refusal_and_older_calls() -> None:
    assert parts(delta(reasoning_content="a"), delta(reasoning_content="b"), delta(content="c")) == [
        {"type": "reasoning", "content": "ab"},
        {"type": "text", "content": "c"},
    ]
    assert parts(delta(refusal="n"), delta(refusal="o")) == [{"type": "refusal", "content": "no"}]
    assert parts(delta(function_call={"name": "f", "arguments": "["}), delta(function_call={"arguments": "]"})) == [
        {"type": "tool_call", "name": "f", "arguments": []}
    ]


def test_audio_pieces_are_joined_as_bytes() -> None:
    first, second = (base64.b64encode(data).decode() for data in (b"a", b"bc"))
    found = parts(
        delta(audio={"id": "x", "transcript": "h"}),
        delta(audio={"data": first}),
        delta(audio={"id": "x", "data": second, "transcript": "i"}),
    )
    assert found == [
        {"type": "blob", "modality": "audio", "content": base64.b64encode(b"abc").decode(), "transcript": "hi"}
    ]


def test_typed_contents_are_merged_by_kind() -> None:
    thinking = [{"type": "thinking", "thinking": [{"type": "text", "text": piece}]} for piece in "ab"]
    assert parts(*(delta(content=[item]) for item in thinking), delta(content="c"), delta(content="d")) == [
        {"type": "reasoning", "content": "ab"},
        {"type": "text", "content": "cd"},
    ]


def test_usage_may_come_with_a_choice_or_in_x_groq_and_the_last_counts() -> None:
    assert stream({**delta(reason="stop"), "usage": {"prompt_tokens": 1}}).usage == Usage(input=1)
    assert stream({**delta(), "x_groq": {"usage": {"prompt_tokens": 2}}}).usage == Usage(input=2)
    assert stream(
        {**delta(), "usage": {"prompt_tokens": 1}}, {"choices": [], "usage": {"prompt_tokens": 5}}
    ).usage == Usage(input=5)


def test_an_error_in_the_stream() -> None:
    response = stream(delta(content="a"), {"error": {"message": "overloaded", "type": "server_error"}}, "[DONE]")
    assert response.error == ProviderError("server_error", "overloaded")
    assert response.finish_reasons == ["error"]


@pytest.mark.parametrize(
    "chunk",
    [
        "null",
        "[]",
        "{}",
        "oops",
        '{"choices":7}',
        '{"choices":[{"delta":7}]}',
        '{"choices":[null]}',
        '{"choices":[{"index":"x","delta":{"tool_calls":[{"function":[]},7],"content":{"a":1},"audio":1}}]}',
        '{"id":[1],"model":{},"usage":"x","x_groq":7}',
    ],
)
def test_malformed_chunks_raise_nothing_and_spoil_nothing(chunk: str) -> None:
    response = stream(delta(content="a"), chunk, delta(content="b", reason="stop"))
    assert (messages(response)[0]["parts"][0], response.finish_reasons) == ({"type": "text", "content": "ab"}, ["stop"])


def test_an_empty_body() -> None:
    assert chat_stream.read(b"") == Response()


def test_arguments_that_come_as_an_object() -> None:
    # Mistral's clients take both.
    whole = {"index": 0, "id": "c", "function": {"name": "f", "arguments": {"a": [1]}}}
    assert parts(delta(tool_calls=[whole]), delta(reason="tool_calls")) == [
        {"type": "tool_call", "name": "f", "id": "c", "arguments": {"a": [1]}}
    ]


def test_tools_that_groq_ran() -> None:
    begun = {"index": 0, "type": "search", "arguments": '{"query": "x"}'}
    done = {**begun, "output": "found", "search_results": {"results": []}, "code_results": None}
    other = {"index": 1, "type": "python", "arguments": "print(1)"}
    expected = [
        {
            "type": "server_tool_call",
            "name": "search",
            "server_tool_call": {"type": "search", "arguments": {"query": "x"}},
        },
        {
            "type": "server_tool_call_response",
            "server_tool_call_response": {"output": "found", "search_results": {"results": []}, "type": "search"},
        },
        {
            "type": "server_tool_call",
            "name": "python",
            "server_tool_call": {"type": "python", "arguments": "print(1)"},
        },
        {"type": "text", "content": "so"},
    ]
    assert (
        parts(
            delta(executed_tools=[begun]),
            delta(executed_tools=[other]),
            delta(executed_tools=[done]),
            delta(content="so"),
            delta(executed_tools=[{"index": 2, "output": "of no kind"}, 7], reason="stop"),
        )
        == expected
    )
    message = {"content": "so", "executed_tools": [done, other, {"output": "of no kind"}]}
    answer = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    whole = chat_response.read(json.dumps(answer).encode())
    assert messages(whole)[0]["parts"] == expected
