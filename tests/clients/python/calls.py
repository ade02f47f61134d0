"""Calls of OpenAI's and Anthropic's own SDKs, as applications make them.

Each is below a span of the application's own, whose trace id is printed as `{"case": ..., "traceId": ...}`.
"""

import contextlib
import json
import sys
from collections.abc import Callable
from typing import Any

from opentelemetry import trace

CHAT_MODEL, EMBEDDING_MODEL, CLAUDE = "gpt-4o-mini", "text-embedding-3-small", "claude-sonnet-4-5"
SYSTEM, QUESTION = "Answer in one short sentence.", "What is the capital of France?"
WEATHER = "What is the weather in Paris?"
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
DESCRIPTION = "The weather of a city"
TOOL = {
    "type": "function",
    "function": {"name": "get_weather", "description": DESCRIPTION, "parameters": PARAMETERS},
}
CLAUDE_TOOL = {"name": "get_weather", "description": DESCRIPTION, "input_schema": PARAMETERS}
WEATHER_FOUND = '{"sky": "sunny"}'


def openai() -> Any:
    from openai import OpenAI

    return OpenAI(max_retries=0)


def anthropic() -> Any:
    from anthropic import Anthropic

    return Anthropic(max_retries=0)


def chat() -> None:
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
    openai().chat.completions.create(model=CHAT_MODEL, messages=messages, temperature=0.5, max_tokens=100, user="ada")


def stream() -> None:
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
    chunks = openai().chat.completions.create(
        model=CHAT_MODEL, messages=messages, stream=True, stream_options={"include_usage": True}
    )
    for _ in chunks:
        pass


def tools() -> None:
    client = openai()
    messages: list[Any] = [{"role": "user", "content": WEATHER}]
    answer = client.chat.completions.create(model=CHAT_MODEL, messages=messages, tools=[TOOL])
    call = answer.choices[0].message.tool_calls[0]
    messages.append(answer.choices[0].message.model_dump(exclude_none=True))
    messages.append({"role": "tool", "tool_call_id": call.id, "content": WEATHER_FOUND})
    client.chat.completions.create(model=CHAT_MODEL, messages=messages, tools=[TOOL])


def error() -> None:
    from openai import NotFoundError

    with contextlib.suppress(NotFoundError):
        openai().chat.completions.create(model="gpt-unknown", messages=[{"role": "user", "content": QUESTION}])
        raise AssertionError("a model that is not there has answered")


def responses() -> None:
    openai().responses.create(model=CHAT_MODEL, instructions=SYSTEM, input=QUESTION)


def embeddings() -> None:
    openai().embeddings.create(model=EMBEDDING_MODEL, input="Paris")


def messages() -> None:
    anthropic().messages.create(
        model=CLAUDE, max_tokens=100, system=SYSTEM, messages=[{"role": "user", "content": QUESTION}]
    )


def messages_stream() -> None:
    events = anthropic().messages.create(
        model=CLAUDE, max_tokens=100, system=SYSTEM, messages=[{"role": "user", "content": QUESTION}], stream=True
    )
    for _ in events:
        pass


def messages_tools() -> None:
    client = anthropic()
    asked: list[Any] = [{"role": "user", "content": WEATHER}]
    answer = client.messages.create(model=CLAUDE, max_tokens=100, messages=asked, tools=[CLAUDE_TOOL])
    call = answer.content[0]
    asked.append({"role": "assistant", "content": [call.model_dump(exclude_none=True)]})
    result = {"type": "tool_result", "tool_use_id": call.id, "content": WEATHER_FOUND}
    asked.append({"role": "user", "content": [result]})
    client.messages.create(model=CLAUDE, max_tokens=100, messages=asked, tools=[CLAUDE_TOOL])


def messages_thinking() -> None:
    anthropic().messages.create(
        model=CLAUDE,
        max_tokens=2000,
        thinking={"type": "enabled", "budget_tokens": 1024},
        messages=[{"role": "user", "content": QUESTION}],
    )


OLDER_OPENAI = (chat, stream, tools, error, embeddings)
"""What instrumentations from before the Responses API know of."""
OPENAI = (*OLDER_OPENAI, responses)
ANTHROPIC = (messages, messages_stream, messages_tools, messages_thinking)


def run(*cases: Callable[[], None]) -> None:
    """Each case below a span of its own; what it prints goes to standard output."""
    tracer = trace.get_tracer("my-application")
    for case in cases:
        with tracer.start_as_current_span(case.__name__) as span:
            case()
        trace_id = trace.format_trace_id(span.get_span_context().trace_id)
        sys.stdout.write(json.dumps({"case": case.__name__, "traceId": trace_id}) + "\n")
