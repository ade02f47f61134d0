"""A chat completions request -> `model.inference.Request`."""

from typing import Final

from to11.model.inference import ChatMessage, Part, Request, TextPart, ToolCallResponsePart, ToolDefinition
from to11.wire.lenient import Json, count, decode, integer, items, mapping, number, objects, text
from to11.wire.openai import parts

_TOOL_ROLES: Final = ("tool", "function")
"""`function` is the older name; both carry what a tool gave."""


def read(body: bytes) -> Request:
    """What a request asks for. Of a body that breaks off, what can be read."""
    return of_object(mapping(decode(body)))


def of_object(asked: dict[str, Json]) -> Request:
    """The request that a decoded body stands for.

    System and developer messages stay in place among the messages: chat completions knows no instructions apart from
    the history, and only such go to `system_instructions`.
    """
    return Request(
        model=text(asked.get("model")),
        stream=asked.get("stream") is True,
        choice_count=count(asked.get("n")),
        output_type=_output_type(asked),
        seed=_first_integer(asked, "seed", "random_seed"),
        max_tokens=_first_integer(asked, "max_completion_tokens", "max_tokens"),
        temperature=number(asked.get("temperature")),
        top_p=number(asked.get("top_p")),
        top_k=number(asked.get("top_k")),
        frequency_penalty=number(asked.get("frequency_penalty")),
        presence_penalty=number(asked.get("presence_penalty")),
        stop_sequences=_stop(asked.get("stop")),
        reasoning_level=text(asked.get("reasoning_effort")) or text(mapping(asked.get("reasoning")).get("effort")),
        service_tier=text(asked.get("service_tier")),
        messages=[_message(message) for message in objects(asked.get("messages"))],
        tools=_tools(asked),
    )


def _message(message: dict[str, Json]) -> ChatMessage:
    role = text(message.get("role")) or "user"
    name = text(message.get("name"))
    if role in _TOOL_ROLES:
        return ChatMessage("tool", [_tool_response(message)], name)
    return ChatMessage(role, parts.of_message(message), name)


def _tool_response(message: dict[str, Json]) -> Part:
    """A list of one text is that text; longer lists stay as they are."""
    content = message.get("content")
    read = parts.of_content(content) if isinstance(content, list) else []
    if len(read) == 1 and isinstance(read[0], TextPart):
        content = read[0].content
    return ToolCallResponsePart(content, text(message.get("tool_call_id")))


def _output_type(asked: dict[str, Json]) -> str | None:
    kind = text(mapping(asked.get("response_format")).get("type"))
    if kind is not None:
        return "json" if kind in ("json_object", "json_schema") else "text"
    return "speech" if "audio" in items(asked.get("modalities")) else None


def _stop(stop: Json) -> list[str]:
    return [stop] if isinstance(stop, str) else [item for item in items(stop) if isinstance(item, str)]


def _first_integer(asked: dict[str, Json], *names: str) -> int | None:
    return next((value for name in names if (value := integer(asked.get(name))) is not None), None)


def _tools(asked: dict[str, Json]) -> list[ToolDefinition]:
    """Definitions of `tools` and of `functions`, their older form."""
    found = [_tool(tool) for tool in objects(asked.get("tools"))]
    found += [_definition("function", function) for function in objects(asked.get("functions"))]
    return [tool for tool in found if tool is not None]


def _tool(tool: dict[str, Json]) -> ToolDefinition | None:
    kind = text(tool.get("type")) or "function"
    details = mapping(tool.get(kind))
    if details:
        return _definition(kind, details)
    # A provider's own tool has no name beside its type, for example `web_search`.
    return None if kind == "function" else ToolDefinition(kind, text(tool.get("name")) or kind)


def _definition(kind: str, details: dict[str, Json]) -> ToolDefinition | None:
    name = text(details.get("name"))
    if name is None:
        return None if kind == "function" else ToolDefinition(kind, kind)
    return ToolDefinition(kind, name, text(details.get("description")), mapping(details.get("parameters")) or None)
