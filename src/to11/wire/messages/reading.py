"""The messages of a span: every convention is asked in turn until nothing is missing."""

from collections.abc import Callable
from itertools import repeat
from typing import Final

import msgspec

from to11.model import genai as names
from to11.wire.lenient import Json
from to11.wire.messages import (
    chat,
    current,
    logfire,
    openinference,
    openllmetry,
    span_events,
    values,
    vercel,
)
from to11.wire.messages.json_text import attribute
from to11.wire.messages.said import NOTHING, Message, Messages, Said


class Convention(msgspec.Struct, frozen=True):
    """One way to write messages. `N` and `M` in `names` stand for numbers; `event.` begins what an event is named."""

    title: str
    names: tuple[str, ...]
    """What a person looks for: not every name that is read."""
    read: Callable[[Said], Messages]
    begins: tuple[str, ...] = ()
    """How the names of the attributes begin that are read, where that is not what `names` are."""

    @property
    def of_events(self) -> bool:
        """Whether it writes events, not attributes."""
        return self.names[0].startswith(_EVENT)

    def may_say(self, said: Said, names_told: list[str]) -> bool:
        """Whether there is anything to read; `names_told` is what `telling` gives."""
        if self.of_events:
            return bool(said.events)
        return any(map(str.startswith, names_told, repeat(self.begins or self.names)))


_EVENT: Final = "event."

CONVENTIONS: Final = (
    Convention(
        "GenAI conventions",
        (names.INPUT_MESSAGES, names.OUTPUT_MESSAGES, names.SYSTEM_INSTRUCTIONS, names.TOOL_DEFINITIONS),
        current.read,
    ),
    Convention("GenAI conventions, event", ("event.gen_ai.client.inference.operation.details",), current.read_event),
    Convention(
        "OpenLLMetry, LiteLLM, Kong, LangSmith",
        (
            "gen_ai.prompt.N.content",
            "gen_ai.completion.N.content",
            "gen_ai.completion.N.tool_calls.M.name",
            "llm.request.functions.N.name",
            "gen_ai.prompt",
            "gen_ai.completion",
        ),
        openllmetry.read,
        ("gen_ai.prompt", "gen_ai.completion", "llm.prompts", "llm.completions", "llm.request.functions"),
    ),
    Convention(
        "OpenInference",
        (
            "llm.input_messages.N.message.content",
            "llm.output_messages.N.message.content",
            "llm.output_messages.N.message.tool_calls.M.tool_call.function.name",
            "llm.tools.N.tool.json_schema",
            "llm.prompts.N.prompt.text",
            "llm.choices.N.completion.text",
            "embedding.embeddings.N.embedding.text",
        ),
        openinference.read,
        ("llm.", "embedding.embeddings"),
    ),
    Convention(
        "GenAI conventions up to 1.36, events",
        (
            "event.gen_ai.system.message",
            "event.gen_ai.user.message",
            "event.gen_ai.assistant.message",
            "event.gen_ai.tool.message",
            "event.gen_ai.choice",
            "event.gen_ai.content.prompt",
            "event.gen_ai.content.completion",
        ),
        span_events.read,
    ),
    Convention(
        "The same as a list (Logfire, pydantic-ai)",
        ("events", "all_messages_events"),
        span_events.read_listed,
        ("events", "all_messages_events"),
    ),
    Convention("Logfire", ("request_data", "response_data"), logfire.read),
    Convention("pydantic-ai", ("pydantic_ai.all_messages",), logfire.read_run),
    Convention(
        "Vercel AI SDK",
        (
            "ai.prompt.messages",
            "ai.prompt",
            "ai.prompt.tools",
            "ai.response.text",
            "ai.response.toolCalls",
            "ai.response.object",
            "ai.result.text",
            "ai.result.toolCalls",
            "ai.value",
        ),
        vercel.read,
        ("ai.",),
    ),
    Convention(
        "What went in and came out in one piece (tools, functions; OpenInference, Traceloop, MLflow, Langfuse)",
        tuple(name for pair in values.PAIRS for name in pair),
        values.read,
    ),
)
"""In this order. Input and instructions are of one convention, since some keep the instructions among the input."""

_BEGINS: Final = tuple(
    begin for convention in CONVENTIONS if not convention.of_events for begin in convention.begins or convention.names
)

_SYSTEM_ROLES: Final = ("system", "developer")


def telling(said: Said) -> list[str]:
    """The attributes that any convention may write messages in."""
    return [name for name in said.attributes if name.startswith(_BEGINS)]


def messages(said: Said) -> Messages:
    """What the span says under any convention. Of two that both say something, the earlier one counts."""
    names_told = telling(said)
    if not names_told and not said.events:
        return NOTHING  # most spans
    found = Messages()
    for convention in CONVENTIONS:
        if not convention.may_say(said, names_told):
            continue
        found = _with(found, convention.read(said))
        if found.input and found.output and found.tools and found.system:
            break
    if found.output:
        found = msgspec.structs.replace(found, output=_finished(found.output, said))
    return found


def _with(found: Messages, more: Messages) -> Messages:
    system = found.system
    if system is None and not any(message["role"] in _SYSTEM_ROLES for message in found.input or more.input or ()):
        system = more.system
    return Messages(
        input=found.input or more.input,
        output=found.output or more.output,
        system=system,
        tools=found.tools or more.tools,
    )


def _finished(output: list[Message], said: Said) -> list[Message]:
    """Each message with the reason at its place, for those who say it apart from the messages only."""
    reasons: Json = attribute(said.attributes.get(names.RESPONSE_FINISH_REASONS))
    if not isinstance(reasons, list) or len(reasons) != len(output):
        return output
    return [chat.finished(message, reason) for message, reason in zip(output, reasons, strict=True)]
