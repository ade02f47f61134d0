"""Traces as applications send them, each shape with texts of its own: what all traces of the benchmark are copies of.

A template's spans have times relative to the trace's start, and placeholders where every copy says something else.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from bench.query.words import Words
from to11.model import genai

MS = 1_000_000

SEED = "to11"
"""All templates, and the words of their texts, come from it."""

Value = str | int | float


class Placeholder(StrEnum):
    """Texts that every copy of a trace has in a version of its own."""

    SESSION = "<session>"
    USER = "<user>"
    RESPONSE = "<response>"


@dataclass(frozen=True, slots=True)
class Model:
    """A model and how often it is called, beside the others."""

    provider: str
    asked: str
    answered: str
    share: float


MODELS = (
    Model("openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", 30),
    Model("openai", "gpt-4o", "gpt-4o-2024-08-06", 15),
    Model("anthropic", "claude-sonnet-4", "claude-sonnet-4-20250514", 12),
    Model("anthropic", "claude-3-5-haiku", "claude-3-5-haiku-20241022", 8),
    Model("gcp.gemini", "gemini-2.5-flash", "gemini-2.5-flash", 7),
    Model("gcp.gemini", "gemini-2.5-pro", "gemini-2.5-pro", 4),
    Model("mistral_ai", "mistral-large", "mistral-large-2411", 3),
    Model("groq", "llama-3.3-70b", "llama-3.3-70b-versatile", 2),
    Model("deepseek", "deepseek-chat", "deepseek-chat", 1.5),
    Model("cohere", "command-r-plus", "command-r-plus-08-2024", 1),
    Model("aws.bedrock", "nova-pro", "amazon.nova-pro-v1:0", 0.5),
    Model("x_ai", "grok-3", "grok-3", 0.2),
)
SERVICES = ("shop-api", "assistant", "support-desk", "search", "reports", "batch-worker", "evaluations")
ENVIRONMENTS = {"production": 80, "staging": 15, "development": 5}
"""And how often each, of a hundred."""
ERROR_SHARE = 0.02


@dataclass(slots=True)
class Template:
    """One trace. `parents` are places in `spans`, -1 for the root; times are nanoseconds after the trace's start."""

    environment: str
    services: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)


class Author:
    """Writes templates. One seed always gives the same ones."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)
        self._words = Words(seed)
        self._shares = list(accumulate(model.share for model in MODELS))

    def write(self, kind: "Kind") -> Template:
        """One more trace of a kind."""
        self._template = Template(self._chance.choices(list(ENVIRONMENTS), list(ENVIRONMENTS.values()))[0])
        self._service = self._chance.choices(SERVICES, [1 / (n + 1) for n in range(len(SERVICES))])[0]
        self._grouped = self._chance.random() < 0.6
        kind.shape(self)
        return self._template

    def call(self) -> None:
        """A gateway's call: HTTP, GenAI, one attempt."""
        self._gateway(-1, 0)

    def rag(self) -> None:
        """A question answered with what a search found."""
        root = self._span("POST /answers", -1, 0, 4000, kind=Span.SPAN_KIND_SERVER, values=self._http("/answers"))
        self._llm(root, 20, operation="embeddings", text=200)
        self._tool(root, 150, "SELECT chunks", {"db.system.name": "postgresql", "db.query.text": self._prose(220)})
        for number in range(self._chance.randrange(2, 5)):
            self._tool(root, 300 + number * 40, "rerank", {"rerank.document": self._prose(260)})
        self._gateway(root, 600)

    def agent(self) -> None:
        """An agent that thinks and acts by turns."""
        self._agent(self._chance.randrange(4, 14))

    def long(self) -> None:
        """An agent that goes on for two hours."""
        self._agent(70, pause=100_000)

    def thousand(self) -> None:
        """A batch of exactly a thousand spans."""
        root = self._span("evaluate dataset", -1, 0, 600_000, values={"dataset.name": self._prose(30)})
        for number in range(333):
            item = self._span("evaluate item", root, number * 1700, 1600, values={"item": number})
            self._llm(item, number * 1700 + 5)
            self._tool(item, number * 1700 + 1500, "score", {"score.value": self._chance.random()})

    def _agent(self, turns: int, pause: int = 0) -> None:
        operation: dict[str, Value] = {genai.OPERATION: "invoke_agent", "gen_ai.agent.name": self._prose(12)}
        root = self._span("invoke_agent", -1, 0, turns * (3000 + pause), values=operation)
        for number in range(turns):
            at = number * (3000 + pause)
            self._gateway(root, at)
            if number < turns - 1:
                values: dict[str, Value] = {genai.OPERATION: "execute_tool", "gen_ai.tool.name": "lookup"}
                self._tool(root, at + 2400, "execute_tool lookup", {**values, "result": self._prose(300)})

    def _gateway(self, above: int, at: int) -> None:
        outer = self._span(
            "POST /v1/chat/completions", above, at, 2200, kind=Span.SPAN_KIND_SERVER, values=self._http("/v1/chat")
        )
        inner = self._llm(outer, at + 2)
        self._span("POST", inner, at + 4, 2100, kind=Span.SPAN_KIND_CLIENT, values=self._http("/upstream"))

    def _llm(self, above: int, at: int, *, operation: str = "chat", text: int = 2100) -> int:
        model = self._chance.choices(MODELS, cum_weights=self._shares)[0]
        asked = int(self._chance.lognormvariate(0, 0.5) * text)
        values: dict[str, Value] = {
            genai.OPERATION: operation,
            genai.PROVIDER: model.provider,
            genai.REQUEST_MODEL: model.asked,
            genai.RESPONSE_MODEL: model.answered,
            genai.RESPONSE_ID: Placeholder.RESPONSE,
            genai.INPUT_MESSAGES: _message("user", self._prose(asked)),
            genai.USAGE_INPUT_TOKENS: 20 + asked // 4,
        }
        if operation == "chat":
            answer = int(self._chance.lognormvariate(0, 0.6) * 500)
            parts = [{"type": "tool_call", "name": "lookup"}] if self._chance.random() < 0.3 else []
            values[genai.OUTPUT_MESSAGES] = _message("assistant", self._prose(answer), parts)
            values[genai.USAGE_OUTPUT_TOKENS] = 5 + answer // 4
            values[genai.RESPONSE_TIME_TO_FIRST_CHUNK] = round(self._chance.lognormvariate(-1, 0.5), 4)
        took = int(self._chance.lognormvariate(0, 0.6) * 900)
        return self._span(f"{operation} {model.asked}", above, at, took, kind=Span.SPAN_KIND_CLIENT, values=values)

    def _tool(self, above: int, at: int, name: str, values: dict[str, Value]) -> None:
        self._span(name, above, at, self._chance.randrange(3, 90), values=values)

    def _http(self, route: str) -> dict[str, Value]:
        return {
            genai.HTTP_METHOD: "POST",
            genai.HTTP_ROUTE: route,
            genai.HTTP_STATUS: 200,
            genai.URL_PATH: route,
            genai.USER_AGENT: "OpenAI/Python 1.99.0",
        }

    def _span(
        self,
        name: str,
        above: int,
        at: int,
        took: int,
        *,
        kind: "Span.SpanKind.ValueType" = Span.SPAN_KIND_INTERNAL,
        values: dict[str, Value],
    ) -> int:
        start = at * MS + self._chance.randrange(MS)
        span = Span(
            name=name, kind=kind, start_time_unix_nano=start, end_time_unix_nano=start + took * MS or start + MS
        )
        if self._grouped and (above < 0 or genai.OPERATION in values):
            values = {**values, genai.SESSION_ID: Placeholder.SESSION, genai.USER_ID: Placeholder.USER}
        for key, value in values.items():
            _set(span, key, value)
        if self._chance.random() < ERROR_SHARE:
            self._fail(span)
        self._template.spans.append(span)
        self._template.parents.append(above)
        self._template.services.append("gateway" if kind != Span.SPAN_KIND_INTERNAL and above >= 0 else self._service)
        return len(self._template.spans) - 1

    def _fail(self, span: Span) -> None:
        kind = self._chance.choice(("timeout", "rate_limit", "overloaded", "invalid_request"))
        span.status.code, span.status.message = Status.STATUS_CODE_ERROR, f"{kind}: {self._prose(60)}"
        _set(span, genai.ERROR_TYPE, kind)
        event = span.events.add(name="exception", time_unix_nano=span.end_time_unix_nano)
        event.attributes.add(key="exception.message").value.string_value = self._prose(120)

    def _prose(self, length: int) -> str:
        return self._words.prose(length)


@dataclass(frozen=True, slots=True)
class Kind:
    """A shape of trace: which share of all traces has it, and how many templates there are."""

    name: str
    share: float
    templates: int
    shape: Callable[[Author], None]


THOUSAND = "thousand"
KINDS = (
    Kind("call", 0.62, 2400, Author.call),
    Kind("rag", 0.28, 900, Author.rag),
    Kind("agent", 0.096, 260, Author.agent),
    Kind("long", 0.0025, 12, Author.long),
    Kind(THOUSAND, 0.0008, 3, Author.thousand),
)


def _message(role: str, content: str, parts: list[dict[str, str]] | None = None) -> str:
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": content}, *(parts or [])]}])


def _set(span: Span, key: str, value: Value) -> None:
    wrapped = span.attributes.add(key=key).value
    if isinstance(value, str):
        wrapped.string_value = value
    elif isinstance(value, int):
        wrapped.int_value = value
    else:
        wrapped.double_value = value
