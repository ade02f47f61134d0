"""Events of the conventions up to 1.36: `gen_ai.user.message`, `gen_ai.choice` and so on, one for each message.

They come as events of the span (attributes, some of which hold JSON) or, from Logfire and pydantic-ai, as a list in the
attribute `events` or `all_messages_events`. Before 1.28 there were two, `gen_ai.content.prompt` and
`gen_ai.content.completion`. Looked at: the sources of pydantic-ai (before it wrote the conventions' names), of Strands
Agents (contents as JSON) and of Azure's SDKs (all as JSON in `gen_ai.event.content`).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from to11.wire.lenient import Json, mapping, objects, text
from to11.wire.messages import chat, documents
from to11.wire.messages.json_text import attribute, decode
from to11.wire.messages.said import Message, Messages, Said

_ROLES: Final = {
    "gen_ai.system.message": "system",
    "gen_ai.system.instruction": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
_CHOICE: Final = "gen_ai.choice"
_PROMPT: Final = "gen_ai.content.prompt"
_COMPLETION: Final = "gen_ai.content.completion"
_NAMES: Final = frozenset({*_ROLES, _CHOICE, _PROMPT, _COMPLETION})
_BODIES: Final = ("gen_ai.event.content", "event.body", "body")
_LISTS: Final = ("events", "all_messages_events")


def read(said: Said) -> Messages:
    """Events of the span."""
    return _messages((name, _body(attributes)) for name, attributes in said.events if name in _NAMES)


def read_listed(said: Said) -> Messages:
    """Events in an attribute of the span."""
    for name in _LISTS:
        if name in said.attributes:
            listed = objects(attribute(said.attributes[name]))
            found = _messages((text(event.get("event.name")) or "", event) for event in listed)
            return found if found.output else _split(found)
    return Messages()


def _body(attributes: Mapping[str, Json]) -> Mapping[str, Json]:
    """What an event says: its attributes, and the JSON object or the text that one of them holds."""
    body = next((attribute(attributes[name]) for name in _BODIES if attributes.get(name)), None)
    return {**attributes, **(mapping(body) or {"content": body})} if body else attributes


def _messages(events: Iterable[tuple[str, Mapping[str, Json]]]) -> Messages:
    asked: list[Message] = []
    answered: list[Message] = []
    for name, body in events:
        if name in _ROLES:
            asked.append(_message(body, _ROLES[name]))
        elif name == _CHOICE:
            answered.append(_choice(body))
        elif name == _PROMPT:
            whole = attribute(body.get("gen_ai.prompt"))
            asked += documents.request(whole).input or chat.messages(whole, "user")
        elif name == _COMPLETION:
            whole = attribute(body.get("gen_ai.completion"))
            answered += documents.answer(whole) or chat.messages(whole, "assistant")
    return Messages(input=asked or None, output=answered or None)


def _message(body: Mapping[str, Json], role: str) -> Message:
    fields = ("role", "content", "tool_calls", "id", "tool_call_id", "name")
    said = {field: body[field] for field in fields if body.get(field) is not None}
    if isinstance(content := said.get("content"), str) and (inner := decode(content)) is not None:
        said["content"] = inner if isinstance(inner, list) else content
    return chat.message({"role": role, **said}, role)


def _choice(body: Mapping[str, Json]) -> Message:
    """Its message is an object, or what that would hold as content; some leave the step out."""
    said = attribute(body.get("message"))
    if isinstance(said, dict):
        message = _message(said, "assistant")
    elif said is not None:
        message = _message({"content": said, "tool_calls": body.get("tool_calls")}, "assistant")
    else:
        message = _message(body, "assistant")
    return chat.finished(message, body.get("finish_reason"))


def _split(found: Messages) -> Messages:
    """A whole run of an agent, whose answer is the last message."""
    if not found.input or found.input[-1]["role"] != "assistant":
        return found
    return Messages(input=found.input[:-1] or None, output=found.input[-1:])
