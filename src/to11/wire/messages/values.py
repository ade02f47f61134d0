"""What went into a span and what came out, in one piece each: the last resort.

Arguments and result of a tool under the conventions' and the Vercel AI SDK's names, OpenInference's `input.value` and
`output.value`, Traceloop's `traceloop.entity.input` and `.output` (JSON, for functions that a decorator wraps),
MLflow's and Langfuse's attributes. A request or answer of a provider is read as such; anything else is one text, or for
a tool the call of it and what it gave. Looked at: pydantic-ai 2.68, OpenInference 0.1.66, Traceloop SDK 0.40.14.
"""

from collections.abc import Mapping
from typing import Final

from to11.model import genai as names
from to11.wire.lenient import Json, decode_whole, text
from to11.wire.messages import chat, documents, parts
from to11.wire.messages.json_text import attribute, text_of
from to11.wire.messages.said import NOTHING, Message, Messages, Said

_TOOL_PAIRS: Final = (
    ("gen_ai.tool.call.arguments", "gen_ai.tool.call.result"),
    ("ai.toolCall.args", "ai.toolCall.result"),
)
PAIRS: Final = (
    *_TOOL_PAIRS,
    ("input.value", "output.value"),
    ("traceloop.entity.input", "traceloop.entity.output"),
    ("mlflow.spanInputs", "mlflow.spanOutputs"),
    ("langfuse.observation.input", "langfuse.observation.output"),
)
_KINDS: Final = ("openinference.span.kind", "traceloop.span.kind", "langfuse.observation.type")
_TOOL_NAMES: Final = ("gen_ai.tool.name", "ai.toolCall.name", "tool.name", "traceloop.entity.name")
_TOOL_IDS: Final = ("gen_ai.tool.call.id", "ai.toolCall.id")
_EMPTY: Final[tuple[Json, ...]] = ({"args": [], "kwargs": {}}, {}, [], "null", "")
"""What a function without arguments was given, and what one gave that gives nothing."""


def read(said: Said) -> Messages:
    """Attributes of the span."""
    attributes = said.attributes
    pair = next((pair for pair in PAIRS if attributes.keys() & set(pair)), None)
    if pair is None:
        return NOTHING
    given, came = (attributes.get(name) for name in pair)
    kinds = {kind.lower() for name in _KINDS if isinstance(kind := attributes.get(name), str)}
    if pair in _TOOL_PAIRS or "tool" in kinds or attributes.get(names.OPERATION) == "execute_tool":
        return Messages(input=_called(attributes, _value(given)), output=_gave(attributes, _value(came)))
    asked = documents.request(_value(given))
    answered = [] if "embedding" in kinds else documents.answer(_value(came)) or _text(came, "assistant")
    return Messages(
        input=asked.input or _text(given, "user") or None,
        output=answered or None,
        system=asked.system,
        tools=asked.tools,
    )


def _value(value: Json) -> Json:
    """The value that a text stands for; nothing for what says nothing."""
    value = attribute(value)
    if isinstance(value, str) and value[:1] == '"':
        value = text(decode_whole(value)) or value
    return None if value in _EMPTY else value


def _called(attributes: Mapping[str, Json], given: Json) -> list[Message] | None:
    if given is None:
        return None
    call = {"id": _first(attributes, _TOOL_IDS), "name": _first(attributes, _TOOL_NAMES) or "", "arguments": given}
    return [{"role": "assistant", "parts": parts.tool_call({**call, "type": "tool_call"})}]


def _gave(attributes: Mapping[str, Json], came: Json) -> list[Message] | None:
    if isinstance(came, dict) and came.get("type") == "tool" and "content" in chat.unwrapped(came):
        return [chat.message(came, "tool")]
    return None if came is None else [{"role": "tool", "parts": [parts.answered(came, _first(attributes, _TOOL_IDS))]}]


def _first(attributes: Mapping[str, Json], wanted: tuple[str, ...]) -> str | None:
    return next((found for name in wanted if (found := text(attributes.get(name)))), None)


def _text(value: Json, role: str) -> list[Message]:
    """The messages that a value is a list of, else its text as it came."""
    meant = _value(value)
    if meant is None:
        return []
    if isinstance(meant, list) and all(isinstance(item, dict) and "role" in item for item in meant):
        return chat.messages(meant, role)
    return [{"role": role, "parts": [parts.text_part(meant if isinstance(meant, str) else text_of(value))]}]
