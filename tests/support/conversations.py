"""One conversation as the conventions, providers and SDKs write it: `INPUT` and `OUTPUT` are what is read of it."""

import json
from typing import Any

Attributes = dict[str, Any]
Events = list[tuple[str, Attributes]]

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
TEXT = {"type": "text", "content": "Weather in Rome?"}
CALL = {"type": "tool_call", "id": "c1", "name": "weather", "arguments": {"city": "Rome"}}
RESULT = {"type": "tool_call_response", "id": "c1", "response": "sunny"}
INPUT = [
    {"role": "system", "parts": [{"type": "text", "content": "Be brief."}]},
    {"role": "user", "parts": [TEXT]},
    {"role": "assistant", "parts": [CALL]},
    {"role": "tool", "parts": [RESULT]},
]
OUTPUT = [{"role": "assistant", "parts": [{"type": "text", "content": "Sunny."}], "finish_reason": "stop"}]
CALLED = [{"role": "assistant", "parts": [CALL], "finish_reason": "tool_call"}]
TOOLS = [{"type": "function", "name": "weather", "description": "Of a city", "parameters": SCHEMA}]

OPENAI_CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}}
OPENAI_INPUT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Weather in Rome?"}]},
    {"role": "assistant", "content": None, "tool_calls": [OPENAI_CALL]},
    {"role": "tool", "tool_call_id": "c1", "content": "sunny"},
]
OPENAI_TOOL = {
    "type": "function",
    "function": {"name": "weather", "description": "Of a city", "parameters": SCHEMA},
}
ANTHROPIC_TOOL = {"name": "weather", "description": "Of a city", "input_schema": SCHEMA}


def current(values: dict[str, Any]) -> Attributes:
    return {f"gen_ai.{name}": value for name, value in values.items()}


CURRENT = {"input.messages": INPUT, "output.messages": OUTPUT, "tool.definitions": TOOLS}

OPENLLMETRY: Attributes = {
    "llm.request.type": "chat",
    # A sender keeps no order among its attributes.
    "gen_ai.prompt.3.content": "sunny",
    "gen_ai.prompt.3.role": "tool",
    "gen_ai.prompt.3.tool_call_id": "c1",
    "gen_ai.prompt.0.role": "system",
    "gen_ai.prompt.0.content": "Be brief.",
    "gen_ai.prompt.1.role": "user",
    "gen_ai.prompt.1.content": '[{"type": "text", "text": "Weather in Rome?"}]',
    "gen_ai.prompt.2.role": "assistant",
    "gen_ai.prompt.2.tool_calls.0.id": "c1",
    "gen_ai.prompt.2.tool_calls.0.name": "weather",
    "gen_ai.prompt.2.tool_calls.0.arguments": '{"city": "Rome"}',
    "gen_ai.prompt.prompt_filter_results": "[]",
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.content": "Sunny.",
    "gen_ai.completion.0.finish_reason": "stop",
    "llm.request.functions.0.name": "weather",
    "llm.request.functions.0.description": "Of a city",
    "llm.request.functions.0.parameters": json.dumps(SCHEMA),
}
OPENINFERENCE: Attributes = {
    "openinference.span.kind": "LLM",
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "Be brief.",
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.contents.0.message_content.type": "text",
    "llm.input_messages.1.message.contents.0.message_content.text": "Weather in Rome?",
    "llm.input_messages.2.message.role": "assistant",
    "llm.input_messages.2.message.tool_calls.0.tool_call.id": "c1",
    "llm.input_messages.2.message.tool_calls.0.tool_call.function.name": "weather",
    "llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments": '{"city": "Rome"}',
    "llm.input_messages.3.message.role": "tool",
    "llm.input_messages.3.message.tool_call_id": "c1",
    "llm.input_messages.3.message.content": "sunny",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "Sunny.",
    "llm.finish_reason": "stop",
    "llm.tools.0.tool.json_schema": json.dumps(OPENAI_TOOL),
    "input.value": json.dumps({"messages": [{"role": "user", "content": "not this one"}]}),
    "output.value": "nor this",
}
EVENTS: Events = [
    ("gen_ai.system.message", {"gen_ai.system": "openai", "content": "Be brief."}),
    ("exception", {"content": "not a message"}),
    ("gen_ai.user.message", {"role": "user", "content": "Weather in Rome?"}),
    ("gen_ai.assistant.message", {"tool_calls": json.dumps([OPENAI_CALL])}),
    ("gen_ai.tool.message", {"id": "c1", "content": "sunny"}),
    ("gen_ai.choice", {"index": 0, "finish_reason": "stop", "message": json.dumps({"content": "Sunny."})}),
]
AZURE: Events = [
    ("gen_ai.system.message", {"gen_ai.event.content": '{"role": "system", "content": "Be brief."}'}),
    ("gen_ai.user.message", {"gen_ai.event.content": '{"content": {"text": {"value": "Weather in Rome?"}}}'}),
    ("gen_ai.assistant.message", {"gen_ai.event.content": json.dumps({"tool_calls": [OPENAI_CALL]})}),
    ("gen_ai.tool.message", {"gen_ai.event.content": '{"role": "tool", "id": "c1", "content": "sunny"}'}),
    (
        "gen_ai.choice",
        {"gen_ai.event.content": '{"message": {"content": "Sunny."}, "finish_reason": "stop", "index": 0}'},
    ),
]
STRANDS: Events = [
    ("gen_ai.system.message", {"content": '[{"text": "Be brief."}]'}),
    ("gen_ai.user.message", {"content": '[{"text": "Weather in Rome?"}]'}),
    (
        "gen_ai.assistant.message",
        {"content": '[{"toolUse": {"toolUseId": "c1", "name": "weather", "input": {"city": "Rome"}}}]'},
    ),
    (
        "gen_ai.tool.message",
        {"content": '[{"toolResult": {"toolUseId": "c1", "status": "success", "content": [{"text": "sunny"}]}}]'},
    ),
    ("gen_ai.choice", {"message": '[{"text": "Sunny."}]', "finish_reason": "end_turn"}),
]
LISTED = [
    {"event.name": "gen_ai.system.message", "content": "Be brief.", "role": "system"},
    {"event.name": "gen_ai.user.message", "content": "Weather in Rome?", "role": "user"},
    {"event.name": "gen_ai.assistant.message", "role": "assistant", "tool_calls": [OPENAI_CALL]},
    {"event.name": "gen_ai.tool.message", "content": "sunny", "role": "tool", "id": "c1"},
]
VERCEL_INPUT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Weather in Rome?"}]},
    {
        "role": "assistant",
        "content": [{"type": "tool-call", "toolCallId": "c1", "toolName": "weather", "args": {"city": "Rome"}}],
    },
    {
        "role": "tool",
        "content": [
            {
                "type": "tool-result",
                "toolCallId": "c1",
                "toolName": "weather",
                "output": {"type": "text", "value": "sunny"},
            }
        ],
    },
]
ANSWER = {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Sunny."}}]}
