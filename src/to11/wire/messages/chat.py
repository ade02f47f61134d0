"""Messages as providers and SDKs have them -> messages of the conventions.

Read are chat messages with `content` and `tool_calls` (OpenAI, LangChain, LiteLLM, the Vercel AI SDK), with lists of
typed contents (Anthropic, Bedrock, Gemini), the items of OpenAI's responses, LangChain's serialized messages, and what
is in the conventions' own shape already. A system message stays among the messages where it stood.
"""

from typing import Final

from to11.wire import finish_reasons
from to11.wire.lenient import Json, items, mapping, objects, text
from to11.wire.messages import json_text, parts
from to11.wire.messages.json_text import decode_cut, text_of
from to11.wire.messages.said import Message, Part

_ROLES: Final = {
    "human": "user",
    "ai": "assistant",
    "AIMessageChunk": "assistant",
    "model": "assistant",
    "function": "tool",
    "HumanMessage": "user",
    "AIMessage": "assistant",
    "SystemMessage": "system",
    "ToolMessage": "tool",
}
"""What LangChain (`type`, or the last word of its `id`), Gemini and OpenAI's older form call a role."""

LANGCHAIN: Final = frozenset({"human", "ai", "system", "tool", "function", "AIMessageChunk"})
"""What the `type` of a message of LangChain's is."""

_ITEM_ROLES: Final = {
    "function_call": "assistant",
    "custom_tool_call": "assistant",
    "reasoning": "assistant",
    "function_call_output": "tool",
    "custom_tool_call_output": "tool",
}
"""Items of OpenAI's responses that are no messages, and whose they are."""


def finish_reason(reason: Json) -> str | None:
    """The conventions' word for a finish reason; one that is not known stays as it is."""
    word = text(reason)
    return None if word is None else finish_reasons.finish_reason(word)


def finished(message: Message, reason: Json) -> Message:
    """The message with its finish reason, if there is one and the message has none."""
    word = finish_reason(message.get("finish_reason")) or finish_reason(reason)
    return {**message, "finish_reason": word} if word else message


def messages(value: Json, role: str) -> list[Message]:
    """The messages that a value holds: one, a list, a text (which may be one of these as JSON). `role` is of those that
    do not say."""
    if isinstance(value, str):
        decoded = decode_cut(value)
        if decoded is None:
            return [{"role": role, "parts": [parts.text_part(value)]}] if value else []
        value = decoded
    if not isinstance(value, list):
        return [message(value, role)] if value else []
    if len(value) == 1 and isinstance(value[0], list):
        value = value[0]  # LangChain's batches, of one
    return [message(item, role) for item in value if item]


class Memo:
    """Messages that were read already, by their JSON: of calls that repeat a history, each is read once."""

    def __init__(self) -> None:
        self._read: dict[tuple[bytes, str], Message | None] = {}
        self._shared: set[int] = set()

    def shares(self, message: Message) -> bool:
        """Whether this very object is told wherever the message comes again."""
        return id(message) in self._shared

    def messages(self, value: Json, role: str) -> list[Message]:
        """As the function `messages`. What is found is shared, and not to be changed."""
        listed = json_text.items(value) if isinstance(value, str) else None
        if listed is None or (len(listed) == 1 and listed[0][:1] == b"["):
            return messages(value, role)
        try:
            found = [self._message(item, role) for item in listed]
        except ValueError:
            return messages(value, role)
        return [one for one in found if one is not None]

    def _message(self, item: bytes, role: str) -> Message | None:
        key = (item, role)
        if key not in self._read:
            value = json_text.item(item)
            found = self._read[key] = message(value, role) if value else None
            self._shared.add(id(found))
        return self._read[key]


def message(value: Json, role: str) -> Message:
    """The message that a value stands for; of what is none, its text."""
    if not isinstance(value, dict):
        return {"role": role, "parts": parts.of_content(value)}
    said = unwrapped(value)
    kind = text(said.get("type")) or ""
    role = _role(value, said, kind) or role
    name = {"name": said_name} if (said_name := text(said.get("name"))) and kind not in _ITEM_ROLES else {}
    if isinstance(listed := said.get("parts"), list):
        kept = {key: one for key, one in said.items() if key not in ("role", "parts")}
        return {"role": role, "parts": parts.of_content(listed), **kept}
    if kind in _ITEM_ROLES:
        return {"role": role, "parts": parts.of_item(said)}
    if role == "tool" and not _holds_results(said.get("content")):
        call_id = text(said.get("tool_call_id")) or text(said.get("id"))
        return {"role": role, "parts": [parts.answered(said.get("content"), call_id)], **name}
    return {"role": role, "parts": _parts(said), **name}


def unwrapped(value: dict[str, Json]) -> dict[str, Json]:
    """The message inside of LangChain's two serialized forms, `kwargs` and `data`; any other object as it is."""
    if value.get("type") == "constructor":
        return mapping(value.get("kwargs"))
    if value.get("type") in LANGCHAIN and isinstance(value.get("data"), dict):
        return {"type": value["type"], **value["data"]}
    return value


def joined(found: list[Message], role: str) -> list[Message]:
    """One message of several that are one answer."""
    if len(found) < 2:
        return found
    return [{"role": role, "parts": [part for one in found for part in one["parts"]]}]


def _role(value: dict[str, Json], said: dict[str, Json], kind: str) -> str | None:
    last = next(iter(reversed(items(value.get("id")))), None)
    role = text(said.get("role")) or _ITEM_ROLES.get(kind) or _ROLES.get(kind) or (text(last) if last else None)
    if role is None and kind in ("system", "tool"):
        role = kind
    return _ROLES.get(role, role) if role else None


def _holds_results(content: Json) -> bool:
    """Whether the contents say themselves which call they answer (Vercel, Anthropic, Bedrock)."""
    return any(
        item.get("type") in ("tool-result", "tool_result", "tool_call_response") or "toolResult" in item
        for item in objects(content)
    )


def _parts(said: dict[str, Json]) -> list[Part]:
    """In this order: thoughts, contents, refusal, calls of tools."""
    found: list[Part] = []
    thoughts = next(
        (one for key in ("reasoning_content", "reasoning", "thinking") if (one := text(said.get(key)))), None
    )
    if thoughts:
        found.append(parts.reasoning_part(thoughts))
    content = said.get("content", said.get("text"))
    found += parts.of_content(content)
    if refusal := text(said.get("refusal")):
        found.append({"type": "refusal", "content": refusal})
    calls = items(said.get("tool_calls")) or items(decode_cut(text(said.get("tool_calls")) or ""))
    if not any(part.get("type") == "tool_call" for part in found):
        found += [part for call in calls for part in parts.tool_call(call)]
        found += parts.tool_call(said.get("function_call"))
    if not found and content is None and not said.keys() & _KNOWN:
        found.append(parts.text_part(text_of(said)))
    return found


_KNOWN: Final = frozenset({"role", "content", "tool_calls", "function_call", "type", "refusal"})
