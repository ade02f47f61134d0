"""The Vercel AI SDK: `ai.prompt.messages`, `ai.response.text`, `ai.response.toolCalls`, and their older `ai.result.*`.

An outer span (`ai.generateText`) has `ai.prompt`, an inner one (`ai.generateText.doGenerate`) `ai.prompt.messages`.
Looked at: the documentation and sources of its versions 3 to 6.
"""

from collections.abc import Mapping
from typing import Final

from to11.wire.lenient import Json, items, mapping, text
from to11.wire.messages import chat, documents, parts, tools
from to11.wire.messages.json_text import attribute, text_of
from to11.wire.messages.said import NOTHING, Message, Messages, Part, Said

_ANSWERS: Final = ("ai.response", "ai.result")


def read(said: Said) -> Messages:
    """Attributes of the span."""
    attributes = said.attributes
    if not any(key.startswith("ai.") for key in attributes):
        return NOTHING
    asked = documents.request(attribute(attributes.get("ai.prompt")))
    listed = chat.messages(attributes.get("ai.prompt.messages"), "user") or asked.input
    answered = _answer(attributes)
    return Messages(
        input=listed or _values(attributes) or None,
        system=asked.system,
        output=[answered] if answered else None,
        tools=tools.definitions(attributes.get("ai.prompt.tools")) or asked.tools,
    )


def _answer(attributes: Mapping[str, Json]) -> Message | None:
    found: list[Part] = []
    for name in _ANSWERS:
        if thoughts := text(attributes.get(f"{name}.reasoning")):
            found.append(parts.reasoning_part(thoughts))
        if said := text(attributes.get(f"{name}.text")) or attributes.get(f"{name}.object"):
            found.append(parts.text_part(text_of(said)))
        calls = items(attribute(attributes.get(f"{name}.toolCalls")))
        found += [part for call in calls for part in parts.tool_call(mapping(call))]
        if found:
            break
    reason = attributes.get("ai.response.finishReason") or attributes.get("ai.finishReason")
    return chat.finished({"role": "assistant", "parts": found}, reason) if found else None


def _values(attributes: Mapping[str, Json]) -> list[Message]:
    """What was embedded: a value as JSON, or a list of them."""
    given = attributes.get("ai.value") or attributes.get("ai.values")
    values = given if isinstance(given, list) else [given] if given else []
    return [chat.message(_unquoted(value), "user") for value in values if value]


def _unquoted(value: Json) -> Json:
    return value[1:-1] if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"' else value
