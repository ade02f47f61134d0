"""The conventions' own names: attributes of the span, or of its event `gen_ai.client.inference.operation.details`.

Values are JSON in a text, or structured. Looked at: opentelemetry-instrumentation-genai-openai and -anthropic 1.3b0,
OpenInference 0.1.66 in its GenAI mode, pydantic-ai 2.68, Logfire 5.2 (whose parts and tools are partly the provider's),
opentelemetry-util-genai 0.4b0, OpenLLMetry 0.62, the source of Strands Agents.
"""

from collections.abc import Mapping
from typing import Final

from to11.model import genai as names
from to11.wire.lenient import Json
from to11.wire.messages import chat, parts, tools
from to11.wire.messages.json_text import attribute
from to11.wire.messages.said import Messages, Part, ReadMessages, Said

_DETAILS: Final = "gen_ai.client.inference.operation.details"


def read(said: Said) -> Messages:
    """Attributes of the span."""
    return _read(said.attributes, said.read)


def read_event(said: Said) -> Messages:
    """Attributes of the event; Strands Agents say what was asked in one, what came back in a later one."""
    details: dict[str, Json] = {}
    for name, attributes in said.events:
        if name == _DETAILS:
            details |= attributes
    return _read(details, said.read)


def _read(attributes: Mapping[str, Json], read: ReadMessages | None) -> Messages:
    get = attributes.get
    return Messages(
        input=(read or chat.messages)(get(names.INPUT_MESSAGES), "user") or None,
        output=[chat.finished(one, None) for one in chat.messages(get(names.OUTPUT_MESSAGES), "assistant")] or None,
        system=_instructions(get(names.SYSTEM_INSTRUCTIONS)) or None,
        tools=tools.definitions(get(names.TOOL_DEFINITIONS)) or None,
    )


def _instructions(value: Json) -> list[Part]:
    """Parts; some write messages."""
    value = attribute(value)
    listed = value if isinstance(value, list) else [value]
    return [
        part
        for item in listed
        for part in (
            chat.message(item, "system")["parts"] if isinstance(item, dict) and "role" in item else parts.of_item(item)
        )
    ]
