"""A messages request -> `model.inference.Request`."""

from typing import Final

from to11.model.inference import ChatMessage, Request, ToolDefinition
from to11.wire.anthropic import parts
from to11.wire.lenient import Json, decode, integer, items, mapping, number, objects, text

_CUSTOM: Final = "custom"


def read(body: bytes) -> Request:
    """What a request asks for. Of a body that breaks off, what can be read.

    Roles stay as they were sent: what a tool gave is in a message of the user's, as others who trace Anthropic's
    clients write it down too.
    """
    asked = mapping(decode(body))
    output = mapping(asked.get("output_config"))
    return Request(
        model=text(asked.get("model")),
        stream=asked.get("stream") is True,
        output_type=_output_type(output.get("format")) or _output_type(asked.get("output_format")),
        max_tokens=integer(asked.get("max_tokens")),
        temperature=number(asked.get("temperature")),
        top_p=number(asked.get("top_p")),
        top_k=number(asked.get("top_k")),
        stop_sequences=[item for item in items(asked.get("stop_sequences")) if isinstance(item, str)],
        reasoning_level=text(output.get("effort")),
        service_tier=text(asked.get("service_tier")),
        system_instructions=parts.of_content(asked.get("system")),
        messages=[_message(message) for message in objects(asked.get("messages"))],
        tools=[tool for item in objects(asked.get("tools")) if (tool := _tool(item)) is not None],
    )


def _message(message: dict[str, Json]) -> ChatMessage:
    return ChatMessage(text(message.get("role")) or "user", parts.of_content(message.get("content")))


def _output_type(output_format: Json) -> str | None:
    return "json" if mapping(output_format).get("type") == "json_schema" else None


def _tool(tool: dict[str, Json]) -> ToolDefinition | None:
    """The caller's own tools are functions; the provider's have a type, and not all of them a name beside it."""
    kind, name = text(tool.get("type")) or _CUSTOM, text(tool.get("name"))
    if kind != _CUSTOM:
        return ToolDefinition(kind, name or kind)
    if name is None:
        return None
    parameters = mapping(tool.get("input_schema")) or None
    return ToolDefinition("function", name, text(tool.get("description")), parameters)
