"""One conversation, as each SDK would write it, is told the same."""

import json
from typing import Any

import pytest

from support.conversations import (
    ANSWER,
    ANTHROPIC_TOOL,
    AZURE,
    CALL,
    CALLED,
    CURRENT,
    EVENTS,
    INPUT,
    LISTED,
    OPENAI_CALL,
    OPENAI_INPUT,
    OPENAI_TOOL,
    OPENINFERENCE,
    OPENLLMETRY,
    OUTPUT,
    RESULT,
    SCHEMA,
    STRANDS,
    TEXT,
    TOOLS,
    VERCEL_INPUT,
    Attributes,
    Events,
    current,
)
from to11.wire.messages.reading import CONVENTIONS, messages
from to11.wire.messages.said import NOTHING, Messages, Said


@pytest.mark.parametrize(
    ("attributes", "events"),
    [
        pytest.param(current({name: json.dumps(value) for name, value in CURRENT.items()}), [], id="current as JSON"),
        pytest.param(current(CURRENT), [], id="current, structured"),
        pytest.param({}, [("gen_ai.client.inference.operation.details", current(CURRENT))], id="current, event"),
        pytest.param(OPENLLMETRY, [], id="OpenLLMetry"),
        pytest.param(
            {
                key.replace("gen_ai.prompt", "llm.prompts").replace("gen_ai.completion", "llm.completions"): value
                for key, value in OPENLLMETRY.items()
            },
            [],
            id="OpenLLMetry before that",
        ),
        pytest.param(
            {
                "gen_ai.prompt": json.dumps({"messages": OPENAI_INPUT, "tools": [OPENAI_TOOL]}),
                "gen_ai.completion": json.dumps(ANSWER),
            },
            [],
            id="in one piece",
        ),
        pytest.param(OPENINFERENCE, [], id="OpenInference"),
        pytest.param({"gen_ai.tool.definitions": json.dumps([OPENAI_TOOL])}, EVENTS, id="events"),
        pytest.param({"gen_ai.tool.definitions": json.dumps([ANTHROPIC_TOOL])}, AZURE, id="events of Azure"),
        pytest.param({"gen_ai.tool.definitions": json.dumps(TOOLS)}, STRANDS, id="events of Strands"),
        pytest.param(
            {
                "gen_ai.tool.definitions": [json.dumps(TOOLS[0])],
                "events": json.dumps(
                    [
                        *LISTED,
                        {
                            "event.name": "gen_ai.choice",
                            "index": 0,
                            "finish_reason": "stop",
                            "message": {"role": "assistant", "content": "Sunny."},
                        },
                    ]
                ),
            },
            [],
            id="events in an attribute",
        ),
        pytest.param(
            {
                "request_data": json.dumps({"model": "m", "messages": OPENAI_INPUT, "tools": [OPENAI_TOOL]}),
                "response_data": json.dumps(
                    {"message": {"role": "assistant", "content": "Sunny."}, "finish_reason": "stop"}
                ),
            },
            [],
            id="Logfire",
        ),
        pytest.param(
            {
                "ai.operationId": "ai.generateText.doGenerate",
                "ai.prompt.messages": json.dumps(VERCEL_INPUT),
                "ai.prompt.tools": [
                    json.dumps(
                        {"type": "function", "name": "weather", "description": "Of a city", "inputSchema": SCHEMA}
                    )
                ],
                "ai.response.text": "Sunny.",
                "ai.response.finishReason": "stop",
            },
            [],
            id="Vercel AI SDK",
        ),
        pytest.param(
            {
                "input.value": json.dumps({"messages": OPENAI_INPUT, "functions": [OPENAI_TOOL["function"]]}),
                "output.value": json.dumps(ANSWER),
            },
            [],
            id="input and output",
        ),
    ],
)
def test_a_conversation_is_told_the_same(attributes: Attributes, events: Events) -> None:
    told = messages(Said(attributes, events))
    assert told.tools == TOOLS
    assert told.output == OUTPUT
    assert told.input == INPUT
    assert told.system is None


@pytest.mark.parametrize(
    "attributes",
    [
        {
            "gen_ai.completion.0.finish_reason": "tool_calls",
            "gen_ai.completion.0.tool_calls.0.id": "c1",
            "gen_ai.completion.0.tool_calls.0.name": "weather",
            "gen_ai.completion.0.tool_calls.0.arguments": '{"city": "Rome"}',
        },
        {
            "llm.finish_reason": "tool_use",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.tool_calls.0.tool_call.id": "c1",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "weather",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"city": "Rome"}',
            # The Anthropic instrumentation says the call twice.
            "llm.output_messages.0.message.contents.0.message_content.type": "tool_use",
            "llm.output_messages.0.message.contents.0.tool_call.id": "c1",
            "llm.output_messages.0.message.contents.0.tool_call.function.name": "weather",
            "llm.output_messages.0.message.contents.0.tool_call.function.arguments": '{"city": "Rome"}',
        },
        {
            "response_data": {
                "message": {"role": "assistant", "tool_calls": [OPENAI_CALL]},
                "finish_reason": "tool_calls",
            }
        },
        {
            "gen_ai.system": "anthropic",
            "response_data": json.dumps(
                {
                    "message": {
                        "role": "assistant",
                        "tool_calls": [
                            {"id": "c1", "function": {"name": "weather", "arguments": '{"input":{"city":"Rome"}}'}}
                        ],
                    }
                }
            ),
            "gen_ai.response.finish_reasons": '["tool_use"]',
        },
        {
            "output.value": json.dumps(
                {
                    "type": "ai",
                    "data": {
                        "content": "",
                        "tool_calls": [{"name": "weather", "args": {"city": "Rome"}, "id": "c1", "type": "tool_call"}],
                        "response_metadata": {"finish_reason": "tool_calls"},
                    },
                }
            )
        },
        {
            "ai.response.toolCalls": json.dumps(
                [{"toolCallType": "function", "toolCallId": "c1", "toolName": "weather", "args": '{"city": "Rome"}'}]
            ),
            "ai.response.finishReason": "tool-calls",
        },
        {
            "ai.result.toolCalls": '[{"toolCallId": "c1", "toolName": "weather", "input": {"city": "Rome"}}]',
            "ai.finishReason": "tool-calls",
        },
        {
            "gen_ai.response.finish_reasons": ["tool_calls"],
            "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": [CALL]}]),
        },
        {
            # pydantic-ai leaves the arguments as the model wrote them.
            "gen_ai.output.messages": json.dumps(
                [{**CALLED[0], "parts": [{**CALL, "arguments": '{"city": "Rome"}'}], "finish_reason": "tool_calls"}]
            )
        },
        {
            "output.value": json.dumps(
                {
                    "type": "message",
                    "role": "assistant",
                    "stop_reason": "tool_use",
                    "content": [{"type": "tool_use", "id": "c1", "name": "weather", "input": {"city": "Rome"}}],
                }
            )
        },
        {
            "output.value": json.dumps(
                {
                    "output": [
                        {"type": "function_call", "call_id": "c1", "name": "weather", "arguments": '{"city": "Rome"}'}
                    ],
                    "finish_reason": "tool_calls",
                }
            )
        },
    ],
)
def test_a_call_of_a_tool_is_told_the_same(attributes: Attributes) -> None:
    assert messages(Said(attributes)).output == CALLED


def test_a_span_without_messages_says_nothing() -> None:
    said = Said({"http.route": "/x", "gen_ai.request.model": "m", "ai": 1, "llm.request.type": "chat"}, [("log", {})])
    assert messages(said) == NOTHING


def test_the_earlier_convention_counts_and_the_later_fills_in() -> None:
    told = messages(
        Said({**OPENINFERENCE, "gen_ai.input.messages": '[{"role": "user", "parts": []}]', "output.value": "x"})
    )
    assert told.input == [{"role": "user", "parts": []}]
    assert told.output == OUTPUT
    assert told.tools == TOOLS


def test_instructions_are_not_told_twice() -> None:
    """Two instrumentations on one span: one keeps the instructions apart, one among the messages."""
    apart = {"gen_ai.system_instructions": '[{"type": "text", "content": "Be brief."}]'}
    assert messages(Said({**OPENLLMETRY, **apart})).system == [{"type": "text", "content": "Be brief."}]
    other = {"request_data": json.dumps({"system": "Be brief.", "messages": [{"role": "user", "content": "?"}]})}
    assert messages(Said({**OPENLLMETRY, **other})).system is None


def test_instructions_of_anthropic() -> None:
    told = messages(Said({"request_data": {"system": [{"type": "text", "text": "Be brief."}], "messages": []}}))
    assert told == Messages(system=[{"type": "text", "content": "Be brief."}])


@pytest.mark.parametrize("value", ["Be brief.", '["Be brief."]', [{"role": "system", "content": "Be brief."}]])
def test_instructions_in_other_forms(value: Any) -> None:
    assert messages(Said({"gen_ai.system_instructions": value})).system == [{"type": "text", "content": "Be brief."}]


def test_events_of_two_moments_are_one() -> None:
    """Strands Agents add an event for what was asked and one for what came back."""
    name = "gen_ai.client.inference.operation.details"
    events = [(name, {"gen_ai.input.messages": INPUT}), (name, {"gen_ai.output.messages": OUTPUT})]
    assert messages(Said({}, events)) == Messages(input=INPUT, output=OUTPUT)


def test_langsmith_writes_what_langchain_serializes() -> None:
    def serialized(name: str, **kwargs: Any) -> Any:
        return {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", name], "kwargs": kwargs}

    call = {"name": "weather", "args": {"city": "Rome"}, "id": "c1", "type": "tool_call"}
    asked = [
        serialized("SystemMessage", content="Be brief.", type="system"),
        serialized("HumanMessage", content="Weather in Rome?", type="human"),
        serialized("AIMessage", content="", tool_calls=[call], type="ai"),
        serialized("ToolMessage", content="sunny", tool_call_id="c1", type="tool"),
    ]
    generation = {
        "text": "Sunny.",
        "generation_info": {"finish_reason": "stop"},
        "message": serialized("AIMessage", content="Sunny.", type="ai"),
    }
    told = messages(
        Said(
            {
                "gen_ai.prompt": json.dumps({"messages": [asked]}),
                "gen_ai.completion": json.dumps({"generations": [[generation]], "llm_output": None}),
            }
        )
    )
    assert (told.input, told.output) == (INPUT, OUTPUT)


def test_the_name_of_a_prompt_is_no_message() -> None:
    """`gen_ai.prompt.name` is of the conventions, and the gateway writes it."""
    said = {"gen_ai.prompt.name": "greeting", "gen_ai.prompt.version": "3", "gen_ai.prompt.variable.0": "x"}
    assert messages(Said(said)) == NOTHING


def test_events_before_1_28() -> None:
    events = [
        ("gen_ai.content.prompt", {"gen_ai.prompt": json.dumps(OPENAI_INPUT)}),
        ("gen_ai.content.completion", {"gen_ai.completion": '[{"role": "assistant", "content": "Sunny."}]'}),
    ]
    told = messages(Said({"gen_ai.response.finish_reasons": ["stop"]}, events))
    assert (told.input, told.output) == (INPUT, OUTPUT)


def test_an_event_whose_body_is_a_text() -> None:
    told = messages(Said({}, [("gen_ai.user.message", {"gen_ai.event.content": "Hi"})]))
    assert told.input == [{"role": "user", "parts": [{"type": "text", "content": "Hi"}]}]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pydantic_ai.all_messages", [*INPUT, *OUTPUT]),
        (
            "all_messages_events",
            [*LISTED, {"event.name": "gen_ai.assistant.message", "role": "assistant", "content": "Sunny."}],
        ),
    ],
)
def test_the_last_message_of_an_agents_run_is_its_answer(name: str, value: Any) -> None:
    told = messages(Said({name: json.dumps(value), "gen_ai.response.finish_reasons": ["stop"]}))
    assert (told.input, told.output) == (INPUT, OUTPUT)
    asked = messages(Said({name: json.dumps(value[:-1])}))
    assert (asked.input, asked.output) == (INPUT, None)


def test_thoughts_of_anthropic_belong_to_the_answer() -> None:
    """OpenLLMetry writes them as a message of their own, and why the answer finished only there."""
    told = messages(
        Said(
            {
                "gen_ai.completion.0.role": "thinking",
                "gen_ai.completion.0.content": "Hm.",
                "gen_ai.completion.0.finish_reason": "end_turn",
                "gen_ai.completion.1.role": "assistant",
                "gen_ai.completion.1.content": "Sunny.",
            }
        )
    )
    thought = {"type": "reasoning", "content": "Hm."}
    assert told.output == [{**OUTPUT[0], "parts": [thought, *OUTPUT[0]["parts"]]}]
    alone = messages(Said({"gen_ai.completion.0.role": "thinking", "gen_ai.completion.0.content": "Hm."}))
    assert alone.output == [{"role": "assistant", "parts": [thought]}]


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.prompt.0.content": "Rome"},
        {
            "embedding.embeddings.0.embedding.text": "Rome",
            "openinference.span.kind": "EMBEDDING",
            "output.value": "[1]",
        },
        {"ai.value": '"Rome"'},
        {"ai.values": ['"Rome"']},
        {"request_data": '{"model": "m", "input": "Rome"}'},
        {"llm.prompts": ["Rome"]},
        {"llm.prompts.0.prompt.text": "Rome"},
    ],
)
def test_what_is_embedded_or_completed_is_a_message_of_the_user(attributes: Attributes) -> None:
    told = messages(Said(attributes))
    assert told == Messages(input=[{"role": "user", "parts": [{"type": "text", "content": "Rome"}]}])


@pytest.mark.parametrize(
    "attributes",
    [
        {
            "traceloop.span.kind": "tool",
            "traceloop.entity.name": "weather",
            "traceloop.entity.input": '{"city": "Rome"}',
            "traceloop.entity.output": '"sunny"',
        },
        {
            "openinference.span.kind": "TOOL",
            "tool.name": "weather",
            "input.value": '{"city": "Rome"}',
            "output.value": "sunny",
        },
    ],
)
def test_a_tool_is_called_and_gives(attributes: Attributes) -> None:
    told = messages(Said(attributes))
    assert told.input == [{"role": "assistant", "parts": [{key: CALL[key] for key in ("type", "name", "arguments")}]}]
    assert told.output == [{"role": "tool", "parts": [{"type": "tool_call_response", "response": "sunny"}]}]


@pytest.mark.parametrize(
    "attributes",
    [
        {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "weather",
            "gen_ai.tool.call.id": "c1",
            "gen_ai.tool.call.arguments": '{"city": "Rome"}',
            "gen_ai.tool.call.result": "sunny",
        },
        {
            "ai.operationId": "ai.toolCall",
            "ai.toolCall.name": "weather",
            "ai.toolCall.id": "c1",
            "ai.toolCall.args": '{"city": "Rome"}',
            "ai.toolCall.result": '"sunny"',
        },
    ],
)
def test_a_tool_whose_call_has_an_id(attributes: Attributes) -> None:
    told = messages(Said(attributes))
    assert told.input == [{"role": "assistant", "parts": [CALL]}]
    assert told.output == [{"role": "tool", "parts": [RESULT]}]


def test_a_tool_that_gives_a_message_of_langchain() -> None:
    came = {"type": "tool", "data": {"content": "sunny", "tool_call_id": "c1", "id": None}}
    told = messages(Said({"openinference.span.kind": "TOOL", "output.value": json.dumps(came)}))
    assert told.output == [{"role": "tool", "parts": [RESULT]}]


def test_a_function_that_is_given_nothing_says_nothing() -> None:
    said = {"traceloop.entity.input": '{"args": [], "kwargs": {}}', "traceloop.entity.output": "null"}
    assert messages(Said(said)) == NOTHING


def test_whatever_goes_in_and_comes_out_is_a_text_as_it_came() -> None:
    told = messages(Said({"input.value": '{"documents":  [1, 2]}', "output.value": "done"}))
    assert told.input == [{"role": "user", "parts": [{"type": "text", "content": '{"documents":  [1, 2]}'}]}]
    assert told.output == [{"role": "assistant", "parts": [{"type": "text", "content": "done"}]}]


@pytest.mark.parametrize(
    ("convention", "name"), [(convention, name) for convention in CONVENTIONS for name in convention.names]
)
def test_every_name_that_the_documentation_lists_is_read(convention: Any, name: str) -> None:
    """Each name alone, with the value that it would have, says something under its own convention."""
    listed = json.dumps(
        [{"event.name": "gen_ai.choice", "role": "user", "parts": [TEXT], "type": "text", **OPENAI_CALL}]
    )
    document = json.dumps({"messages": OPENAI_INPUT, "message": "Hi"})
    values = {
        "json_schema": json.dumps(OPENAI_TOOL),
        "name": "weather",
        "request_data": document,
        "prompt": document,
        "response_data": document,
    }
    key = name.replace(".N.", ".0.").replace(".M.", ".0.")
    value = values.get(key.rsplit(".", 1)[-1], listed)
    if event := key.removeprefix("event.") if key.startswith("event.") else "":
        inner = {"content": "Hi", "gen_ai.prompt": "Hi", "gen_ai.completion": "Hi", "gen_ai.input.messages": listed}
        said = Said({}, [(event, inner)])
    else:
        said = Said({key: value})
    assert convention.read(said) != NOTHING, key
