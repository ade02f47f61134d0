"""Applications with stock SDKs: their calls go through the gateway, their own spans to the collector, in one trace."""

import base64
import json
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openai
from opentelemetry import trace
from opentelemetry.propagate import inject
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer

from support.workload import provider
from support.workload.target import Target

QUESTION = "How should we cache prices?"
INSTRUCTIONS = "You are a careful assistant. Answer in Markdown."
SESSION = "support/chat 7"
"""A session's id may hold any character."""
TURNS = ("My name is Ada.", "What did I say my name was?", "How do I cache this?")
USER = "ada@example.com"
WEATHER_TOOL: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def id_of(span: Span) -> str:
    """The trace's id in hex."""
    return trace.format_trace_id(span.get_span_context().trace_id)


def _context() -> dict[str, str]:
    headers: dict[str, str] = {}
    inject(headers)
    return headers


@contextmanager
def _step(tracer: Tracer, name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: Any) -> Iterator[Span]:
    named = {key.replace("__", "."): value for key, value in attributes.items()}
    with tracer.start_as_current_span(name, kind=kind, attributes=named) as span:
        yield span


def rag(target: Target) -> str:
    """The page's pipeline: preprocessing, retrieval, and a streamed answer."""
    with target.tracer("rag-pipeline", deployment__environment__name="production") as tracer:
        with _step(tracer, "answer-question", SpanKind.SERVER, http__route="/ask") as root:
            with _step(tracer, "document-preprocessing", pipeline__stage="preprocessing", document__count=42) as span:
                span.add_event("chunked", {"chunk.count": 128, "chunk.bytes": [512, 1024]})
                time.sleep(0.01)
            with _step(
                tracer,
                "retrieval library",
                SpanKind.CLIENT,
                gen_ai__operation__name="retrieval",
                gen_ai__data_source__id="library",
            ):
                time.sleep(0.008)
            with _step(tracer, "generate-answer"), target.openai(session_id="rag-1", user_id=USER) as sdk:
                stream = sdk.chat.completions.create(
                    model="scripted::gpt-4o-mini",
                    messages=[{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": QUESTION}],
                    temperature=0.2,
                    max_tokens=500,
                    stream=True,
                    extra_headers=_context(),
                )
                assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
        return id_of(root)


def agent(target: Target) -> str:
    """An agent that calls two tools and answers from what they say."""
    with target.tracer("travel-agent", deployment__environment__name="staging") as tracer:
        with _step(
            tracer,
            "invoke_agent packer",
            gen_ai__operation__name="invoke_agent",
            gen_ai__provider__name="openai",
            gen_ai__agent__name="packer",
        ) as root:
            messages: list[Any] = [{"role": "user", "content": "What should I pack for Paris and Rome?"}]
            with target.openai(session_id="trip-42", user_id="grace@example.com") as sdk:
                asked = _ask(sdk, messages)
                messages.append(asked.model_dump(exclude_none=True))
                for call in asked.tool_calls or ():
                    arguments = json.loads(call.function.arguments)
                    with _step(
                        tracer,
                        "execute_tool get_weather",
                        gen_ai__operation__name="execute_tool",
                        gen_ai__tool__name="get_weather",
                        gen_ai__tool__call__id=call.id,
                        gen_ai__tool__call__arguments=call.function.arguments,
                    ) as span:
                        result = provider.WEATHER[arguments["city"]]
                        span.set_attribute("gen_ai.tool.call.result", result)
                    messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
                assert _ask(sdk, messages).content == provider.PACKING_ANSWER
        return id_of(root)


def _ask(sdk: openai.OpenAI, messages: list[Any]) -> Any:
    answer = sdk.chat.completions.create(
        model="scripted::gpt-4o", messages=messages, tools=[WEATHER_TOOL], extra_headers=_context()
    )
    return answer.choices[0].message


def chat(target: Target) -> list[str]:
    """A session of three turns, each call with the whole history, as chats do."""
    history: list[Any] = [{"role": "system", "content": INSTRUCTIONS}]
    found = []
    with target.openai(session_id=SESSION, user_id=USER, env="production") as sdk:
        for text in TURNS:
            history.append({"role": "user", "content": text})
            answer = sdk.chat.completions.with_raw_response.create(model="scripted::gpt-4o", messages=history)
            history.append({"role": "assistant", "content": answer.parse().choices[0].message.content})
            found.append(answer.headers["traceparent"].split("-")[1])
    return found


def thinking(target: Target) -> str:
    """Anthropic's SDK, with an image in and reasoning out."""
    image = base64.b64encode(small_png()).decode()
    source: Any = {"type": "base64", "media_type": "image/png", "data": image}
    with target.anthropic(session_id="claude-1", user_id="grace@example.com", env="staging") as sdk:
        answer = sdk.messages.with_raw_response.create(
            model="claude::claude-sonnet-4-5",
            max_tokens=2048,
            thinking={"type": "enabled", "budget_tokens": 1024},
            system="You look at pictures.",
            messages=[
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "What is in this picture?"},
                        {"type": "image", "source": source},
                    ],
                }
            ],
        )
    return str(answer.headers["traceparent"].split("-")[1])


def failing(target: Target) -> str:
    """A call that the provider refuses, inside an operation that fails for it."""
    with target.tracer("rag-pipeline", deployment__environment__name="production") as tracer:
        with tracer.start_as_current_span("nightly-summary", record_exception=False) as root:
            try:
                with target.openai(session_id="nightly", user_id="cron") as sdk:
                    sdk.chat.completions.create(
                        model="scripted::gpt-4o-mini",
                        messages=[{"role": "user", "content": provider.BUSY}],
                        extra_headers=_context(),
                    )
            except openai.APIStatusError as error:
                root.record_exception(error)
                root.set_status(Status(StatusCode.ERROR, "the model is overloaded"))
        return id_of(root)


def small_png(width: int = 24, height: int = 16) -> bytes:
    """A picture: a gradient."""
    rows = b"".join(b"\0" + b"".join(bytes((x * 10, y * 15, 160)) for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
