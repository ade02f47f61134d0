"""What a stranger may send: nothing raises, the work is bounded, and what cannot be read is left out or a text."""

import json
import time
import tracemalloc
from typing import Any

import pytest

from to11.api.schemas.traces import GenAiList
from to11.wire.messages.flattened import trees
from to11.wire.messages.json_text import MAX_DEPTH, decode
from to11.wire.messages.reading import messages
from to11.wire.messages.said import NOTHING, Said


def text(content: str, role: str = "user") -> GenAiList:
    return [{"role": role, "parts": [{"type": "text", "content": content}]}]


def test_a_number_only_orders() -> None:
    said = Said(
        {
            "gen_ai.prompt.999999999.role": "user",
            "gen_ai.prompt.999999999.content": "last",
            "gen_ai.prompt.7.content": "first",
            "gen_ai.prompt.7.tool_calls.888888888.name": "f",
            "llm.tools.777777777.tool.json_schema": '{"name": "f"}',
        }
    )
    tracemalloc.start()
    told = messages(said)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000
    assert told.input is not None
    assert [message["parts"][0]["content"] for message in told.input] == ["first", "last"]
    assert told.input[0]["parts"][1] == {"type": "tool_call", "name": "f"}
    assert told.tools == [{"type": "function", "name": "f"}]


@pytest.mark.parametrize("step", ["-1", "1e3", "9" * 5000, "٣", "", " 1", "x"])
def test_what_is_no_number_is_no_message(step: str) -> None:
    assert messages(Said({f"gen_ai.prompt.{step}.content": "x", f"gen_ai.prompt.{step}": "y"})) == NOTHING


def test_a_name_of_many_steps() -> None:
    name = "llm.input_messages" + ".0" * 100_000
    assert messages(Said({name: "x", "llm.input_messages.0.message.content": "y"})).input == text("y")
    tree = trees({name: "x"}, ("llm.input_messages",))["llm.input_messages"]
    depth = 0
    while tree.below:
        (tree,) = tree.below.values()
        depth += 1
    assert depth < 20


def test_a_value_and_names_below_it() -> None:
    said = {"gen_ai.prompt.0": "x", "gen_ai.prompt.0.content": "y", "gen_ai.prompt.0.content.text": "z"}
    assert messages(Said(said)).input == text("y")


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ("no JSON", "no JSON"),
        ("{broken", "{broken"),
        ('{"an": "object"}', '{"an":"object"}'),
        ("[[[[", "[[[["),
    ],
)
def test_what_is_no_message_is_a_text(value: str, content: str) -> None:
    assert messages(Said({"gen_ai.input.messages": value})).input == text(content)


@pytest.mark.parametrize("value", ["", "[]", "{}", [], {}, None, False, 0, "null", [None, "", {}, []]])
def test_what_says_nothing_is_left_out(value: Any) -> None:
    expected = NOTHING.input if value != "null" else text("null")
    assert messages(Said({"gen_ai.input.messages": value})).input == expected


@pytest.mark.parametrize("value", [3, True, 1.5, {"bytesValue": "AA=="}])
def test_a_value_of_another_kind_does_not_raise(value: Any) -> None:
    for name in ("gen_ai.input.messages", "gen_ai.tool.definitions", "gen_ai.system_instructions", "request_data"):
        messages(Said({name: value}))


def test_messages_that_a_limit_cut_off() -> None:
    """SDKs cut long attributes in the middle of their JSON (OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT)."""
    whole = json.dumps([{"role": "user", "parts": [{"type": "text", "content": "hello world"}]}, {"role": "x"}])
    assert messages(Said({"gen_ai.input.messages": whole[: whole.index(" world")]})).input == text("hello")


def test_what_nests_too_deeply_is_a_text() -> None:
    deep = '{"a":' * MAX_DEPTH + "1" + "}" * MAX_DEPTH
    assert decode(deep) is not None
    assert decode(f"[{deep}]") is None
    for depth in (MAX_DEPTH, 1_000, 100_000):
        nested = "[" * depth + "]" * depth
        told = messages(Said({"gen_ai.input.messages": f'[{{"role": "user", "parts": [{nested}]}}]'}))
        assert told.input is not None
        assert isinstance(told.input[0]["parts"][0]["content"], str)


def test_numbers_that_python_does_not_read_and_half_a_surrogate_pair() -> None:
    assert messages(Said({"gen_ai.input.messages": f"[{'9' * 10_000}]"})).input is not None
    told = messages(Said({"gen_ai.input.messages": '[{"role": "user", "content": "a\\ud800b"}]'}))
    assert told.input == text("a?b")


@pytest.mark.parametrize("count", [20_000])
def test_the_work_grows_with_what_is_there(count: int) -> None:
    """Many messages, many tools, many parts, and one text of opening brackets: all within a second or two."""
    said: dict[str, Any] = {}
    for number in range(count):
        said[f"gen_ai.prompt.{number}.content"] = "x"
        said[f"llm.output_messages.0.message.tool_calls.{number}.tool_call.function.name"] = "f"
    said["gen_ai.tool.definitions"] = "[" * 1_000_000
    began = time.process_time()
    told = messages(Said(said))
    assert time.process_time() - began < 5
    assert told.input is not None
    assert told.output is not None
    assert (len(told.input), len(told.output[0]["parts"])) == (count, count)
