"""What each GenAI instrumentation must have told of the calls in tests/clients/python/calls.py, and what was told.

All of them see the same calls of the same `ModelProvider`; `EXPECTED` says what there is to see. `Client.differs` holds
what one of them leaves out or words otherwise, which is its own doing and shown as it was sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from support import model_provider as provider

Told = dict[str, Any]

_SYSTEM, _QUESTION, _WEATHER = (
    "Answer in one short sentence.",
    "What is the capital of France?",
    "What is the weather in Paris?",
)
_CALL = ("tool_call", provider.TOOL_CALL["id"], provider.TOOL_CALL["name"], provider.TOOL_CALL["arguments"])
_FOUND = ("tool_call_response", provider.TOOL_CALL["id"], {"sky": "sunny"})
_PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS: Final = [("get_weather", "The weather of a city", _PARAMETERS)]


def _said(role: str, *parts: tuple[Any, ...] | str) -> tuple[str, list[tuple[Any, ...]]]:
    return role, [("text", part) if isinstance(part, str) else part for part in parts]


_NOTHING: Told = {
    **dict.fromkeys(("operation", "provider", "requestModel", "responseModel", "sessionId", "userId", "errorType")),
    **dict.fromkeys(("inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens")),
    "toolCalls": 0,
    "hasCost": False,
    "failed": False,
    "input": [],
    "output": [],
    "finish": [],
    "tools": [],
}
_OPENAI: Told = {
    **_NOTHING,
    "operation": "chat",
    "provider": "openai",
    "requestModel": "gpt-4o-mini",
    "hasCost": True,
    "responseModel": provider.VERSIONS["gpt-4o-mini"],
    "inputTokens": 120,
    "outputTokens": 45,
    "cacheReadTokens": 64,
    "reasoningTokens": 16,
    "finish": ["stop"],
}
_CLAUDE: Told = {
    **_NOTHING,
    "operation": "chat",
    "provider": "anthropic",
    "requestModel": "claude-sonnet-4-5",
    "hasCost": True,
    "responseModel": provider.VERSIONS["claude-sonnet-4-5"],
    "inputTokens": 120,
    "outputTokens": 33,
    "cacheReadTokens": 40,
    "cacheWriteTokens": 10,
    "finish": ["stop"],
}
_PLAIN: Told = {
    "input": [_said("system", _SYSTEM), _said("user", _QUESTION)],
    "output": [_said("assistant", provider.ANSWER)],
}
_ASKS_TOOL: Told = {
    "input": [_said("user", _WEATHER)],
    "output": [_said("assistant", _CALL)],
    "finish": ["tool_call"],
    "toolCalls": 1,
    "tools": TOOLS,
}
_HAS_TOOL: Told = {
    "input": [_said("user", _WEATHER), _said("assistant", _CALL), _said("tool", _FOUND)],
    "output": [_said("assistant", provider.TOOL_ANSWER)],
    "tools": TOOLS,
}

EXPECTED: Final[dict[str, list[Told]]] = {
    "chat": [_OPENAI | _PLAIN],
    "stream": [_OPENAI | _PLAIN],
    "tools": [_OPENAI | _ASKS_TOOL, _OPENAI | _HAS_TOOL],
    "error": [
        {
            **_NOTHING,
            "operation": "chat",
            "provider": "openai",
            "requestModel": provider.UNKNOWN_MODEL,
            "failed": True,
            "errorType": "NotFoundError",
            "input": [_said("user", _QUESTION)],
        }
    ],
    "embeddings": [
        {
            **_NOTHING,
            "operation": "embeddings",
            "provider": "openai",
            "requestModel": "text-embedding-3-small",
            "responseModel": "text-embedding-3-small",
            "inputTokens": provider.EMBEDDING_TOKENS,
            "hasCost": True,
            "input": [_said("user", "Paris")],
        }
    ],
    "responses": [_OPENAI | _PLAIN],
    "messages": [_CLAUDE | _PLAIN],
    "messages_stream": [_CLAUDE | _PLAIN],
    "messages_tools": [_CLAUDE | _ASKS_TOOL, _CLAUDE | _HAS_TOOL],
    "messages_thinking": [
        {
            **_CLAUDE,
            "input": [_said("user", _QUESTION)],
            "output": [_said("assistant", ("reasoning", provider.THOUGHT), provider.ANSWER)],
        }
    ],
}
_CHAT_CASES = ("chat", "stream", "tools")
_OPENAI_CASES = (*_CHAT_CASES, "error", "embeddings")
_CLAUDE_CASES = ("messages", "messages_stream", "messages_tools", "messages_thinking")


@dataclass(frozen=True)
class Client:
    """An instrumentation, in one of its modes."""

    environment: str
    app: str
    scopes: tuple[str, ...]
    """How the names of its own instrumentation scopes begin."""
    cases: tuple[str, ...] = (*_OPENAI_CASES, "responses", *_CLAUDE_CASES)
    variables: Mapping[str, str] = field(default_factory=dict)
    documented: tuple[str, ...] = ()
    """Variables by which to find the snippets of the page that it needs besides."""
    arguments: tuple[str, ...] = ()
    zero_code: bool = False
    system_apart: frozenset[str] = frozenset()
    """The cases in which it tells the system's instructions apart from the messages."""
    differs: Mapping[str, Told] = field(default_factory=dict)
    """By case; `always` is for all of them."""

    def expected(self, case: str) -> list[Told]:
        """What it must have told of each call of a case, in order."""
        always, here = self.differs.get("always", {}), self.differs.get(case, {})
        return [expected | always | here for expected in EXPECTED[case]]


_SESSION: Told = {"sessionId": "session-1", "userId": "ada"}
_CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
_LATEST = {"OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental"}
_TRACES_ONLY = {"OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
_NO_CONTENT: Told = {"input": [], "output": [], "finish": [], "tools": [], "toolCalls": 0}
_NO_DETAILS: Told = {"cacheReadTokens": None, "reasoningTokens": None}
_VERSION = provider.VERSIONS["gpt-4o-mini"]
_CLAUDE_VERSION = {"requestModel": provider.VERSIONS["claude-sonnet-4-5"]}

CLIENTS: Final[dict[str, Client]] = {
    "openinference": Client(
        "openinference",
        "openinference_app.py",
        ("openinference.",),
        differs={
            "always": _SESSION,
            "error": {"errorType": None},
            "embeddings": {"responseModel": None},
            "responses": {"finish": []},
        },
    ),
    "openinference-genai": Client(
        "openinference",
        "openinference_app.py",
        ("openinference.",),
        variables={"OPENINFERENCE_ENABLE_GENAI_SEMCONV": "true"},
        differs={
            "always": _SESSION,
            "error": {"errorType": None},
            "embeddings": {"responseModel": None},
            # It names the model that answered as the one that was asked.
            **{case: {"requestModel": _VERSION} for case in (*_CHAT_CASES, "responses")},
            **dict.fromkeys(_CLAUDE_CASES, _CLAUDE_VERSION),
            "messages_thinking": {**_CLAUDE_VERSION, "output": [_said("assistant", provider.ANSWER)]},
        },
    ),
    "openinference-langchain": Client(
        "openinference", "langchain_app.py", ("openinference.",), cases=("chat", "tools")
    ),
    "openllmetry": Client(
        "openllmetry",
        "openllmetry_app.py",
        ("opentelemetry.instrumentation.openai.", "opentelemetry.instrumentation.anthropic"),
        documented=("TRACELOOP_BASE_URL",),
        variables={"TRACELOOP_TELEMETRY": "false"},
        system_apart=frozenset({"messages", "messages_stream"}),
        differs={
            "always": _SESSION,
            "stream": {"reasoningTokens": None},
            "embeddings": {"cacheReadTokens": 0},
            "messages_stream": {"outputTokens": 34},  # it adds what the first event counts to what the last one does
        },
    ),
    "openllmetry-older": Client(
        "openllmetry-older",
        "openllmetry_app.py",
        ("opentelemetry.instrumentation.openai.", "opentelemetry.instrumentation.anthropic"),
        documented=("TRACELOOP_BASE_URL",),
        variables={"TRACELOOP_TELEMETRY": "false"},
        cases=(*_OPENAI_CASES, *_CLAUDE_CASES),
        arguments=("--no-responses",),
        differs={
            "always": {**_SESSION, "reasoningTokens": None},
            "error": {"errorType": None},
            "stream": {"inputTokens": None, "outputTokens": None, "cacheReadTokens": None, "hasCost": False},
            "embeddings": {"cacheReadTokens": 0},
            "messages_stream": {"outputTokens": 34},
        },
    ),
    "logfire": Client(
        "logfire",
        "logfire_app.py",
        ("logfire.",),
        system_apart=frozenset({"responses", "messages", "messages_stream"}),
        differs={
            "stream": {"responseModel": "gpt-4o-mini"},
            "messages_stream": {"responseModel": "claude-sonnet-4-5"},
            "error": {"errorType": None, "responseModel": provider.UNKNOWN_MODEL},
            "embeddings": {"input": []},
            "responses": {"finish": []},
        },
    ),
    "logfire-older": Client(
        "logfire",
        "logfire_older_app.py",
        ("logfire.",),
        system_apart=frozenset({"messages", "messages_stream"}),
        differs={
            "stream": {"responseModel": "gpt-4o-mini", "finish": []},
            "messages_stream": {"responseModel": "claude-sonnet-4-5", "finish": []},
            "error": {"errorType": None, "responseModel": provider.UNKNOWN_MODEL},
            "responses": {"finish": []},
            "messages_thinking": {"output": [_said("assistant", provider.ANSWER)]},
        },
    ),
    "genai": Client(
        "genai",
        "genai_app.py",
        ("opentelemetry.instrumentation.genai.",),
        zero_code=True,
        variables={_CONTENT: "SPAN_ONLY", **_TRACES_ONLY},
        system_apart=frozenset({"responses", "messages", "messages_stream"}),
        differs={"error": {"errorType": "openai.NotFoundError"}, "embeddings": {"input": []}},
    ),
    "anthropic": Client(
        "genai",
        "anthropic_app.py",
        ("com.anthropic.sdk.python",),
        cases=_CLAUDE_CASES,
        variables={"ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE": "content"},
        system_apart=frozenset({"messages", "messages_stream"}),
        differs={"always": {"finish": [], "tools": []}, "messages_stream": {"output": []}},
    ),
    "openai-v2": Client(
        "openai-v2",
        "openai_v2_app.py",
        ("opentelemetry.instrumentation.openai_v2",),
        cases=_OPENAI_CASES,
        zero_code=True,
        variables={_CONTENT: "true", **_TRACES_ONLY},
        differs={"always": {**_NO_CONTENT, **_NO_DETAILS}},  # its content goes into log events
    ),
    "openai-v2-latest": Client(
        "openai-v2",
        "openai_v2_app.py",
        ("opentelemetry.instrumentation.openai_v2", "opentelemetry.util.genai"),
        cases=_OPENAI_CASES,
        zero_code=True,
        variables={_CONTENT: "SPAN_ONLY", **_LATEST, **_TRACES_ONLY},
        differs={"always": {**_NO_DETAILS, "tools": []}, "embeddings": {"input": []}},
    ),
}


def told(span: Mapping[str, Any]) -> Told:
    """What the query API tells of a GenAI span, in the form of `EXPECTED`."""
    genai = span["genAi"]
    asked = [_message(message) for message in genai["inputMessages"] or []]
    instructions = [_part(part) for part in genai["systemInstructions"] or []]
    answered = genai["outputMessages"] or []
    return {
        **{name: genai[name] for name in _NOTHING if name in genai},
        "hasCost": (genai["cost"] or 0) > 0,
        "failed": span["status"]["code"] == "error",
        "input": ([("system", instructions)] if instructions else []) + asked,
        "output": [_message(message) for message in answered],
        "finish": [message["finish_reason"] for message in answered if message.get("finish_reason")],
        "tools": [(tool["name"], tool["description"], tool["parameters"]) for tool in genai["toolDefinitions"] or []],
    }


def _message(message: Mapping[str, Any]) -> tuple[str, list[tuple[Any, ...]]]:
    parts = [_part(part) for part in message["parts"]]
    # For Anthropic a tool's result is said by the user, for the others by the tool.
    role = "tool" if parts and all(part[0] == "tool_call_response" for part in parts) else message["role"]
    return role, parts


def _part(part: Mapping[str, Any]) -> tuple[Any, ...]:
    match part["type"]:
        case "text" | "reasoning":
            return part["type"], part["content"]
        case "tool_call":
            return "tool_call", part["id"], part["name"], part["arguments"]
        case "tool_call_response":
            response = part["response"]
            if isinstance(response, list):  # the contents that Anthropic's SDK makes of a text
                (response,) = (content["text"] for content in response)
            return "tool_call_response", part["id"], json.loads(response) if isinstance(response, str) else response
        case other:
            return other, dict(part)
