"""A request to the Responses API -> `model.inference.Request`."""

from typing import Final

from to11.model.inference import Part, Request, ToolCallResponsePart, ToolDefinition
from to11.wire.lenient import Json, decode, integer, mapping, number, objects, text
from to11.wire.openai import parts
from to11.wire.openai.responses import contents, items

MAX_PROMPT_VARIABLES: Final = 128
"""Each becomes an attribute; nobody's prompt has nearly as many."""

_IMAGES: Final = ("input_image", "computer_screenshot")


def read(body: bytes) -> Request:
    """What a request asks for. Of a body that breaks off, what can be read.

    System and developer messages stay in place among the messages; `instructions` are apart from them.
    """
    asked = mapping(decode(body))
    prompt = mapping(asked.get("prompt"))
    return Request(
        model=text(asked.get("model")),
        stream=asked.get("stream") is True,
        output_type=_output_type(asked),
        max_tokens=integer(asked.get("max_output_tokens")),
        temperature=number(asked.get("temperature")),
        top_p=number(asked.get("top_p")),
        frequency_penalty=number(asked.get("frequency_penalty")),
        presence_penalty=number(asked.get("presence_penalty")),
        reasoning_level=text(mapping(asked.get("reasoning")).get("effort")),
        service_tier=text(asked.get("service_tier")),
        previous_response_id=text(asked.get("previous_response_id")),
        conversation_id=conversation_id(asked),
        prompt_name=text(prompt.get("id")),
        prompt_version=text(prompt.get("version")),
        prompt_variables=_variables(prompt),
        system_instructions=_instructions(asked.get("instructions")),
        messages=items.messages(asked.get("input")),
        tools=_tools(asked),
    )


def echoed(answer: dict[str, Json]) -> Request:
    """What an answer repeats of its request and that belongs to the answer when it is fetched later."""
    return Request(
        conversation_id=conversation_id(answer),
        system_instructions=_instructions(answer.get("instructions")),
        tools=_tools(answer),
    )


def conversation_id(found: dict[str, Json]) -> str | None:
    """The provider's conversation that a request or an answer belongs to: an id, or an object with one."""
    conversation = found.get("conversation")
    return text(conversation) or text(mapping(conversation).get("id"))


def has_images(request: Request) -> bool:
    """Whether there are images in the input, what tools gave included."""
    return any(parts.has_image(message.parts) or any(map(_shows, message.parts)) for message in request.messages)


def _shows(part: Part) -> bool:
    """Whether a tool gave an image, for example of a screen."""
    if not isinstance(part, ToolCallResponsePart):
        return False
    given = part.response if isinstance(part.response, list) else [part.response]
    return any(item.get("type") in _IMAGES for item in objects(given))


def _instructions(instructions: Json) -> list[Part]:
    """A string; in an answer that a stored prompt was used for, a list of items."""
    if isinstance(instructions, list):
        return [part for message in items.messages(instructions) for part in message.parts]
    return contents.of_content(instructions)


def _output_type(asked: dict[str, Json]) -> str | None:
    kind = text(mapping(mapping(asked.get("text")).get("format")).get("type"))
    return None if kind is None else "json" if kind in ("json_object", "json_schema") else "text"


def _variables(prompt: dict[str, Json]) -> dict[str, str]:
    """The texts among them; images and files are left out."""
    found: dict[str, str] = {}
    for name, value in list(mapping(prompt.get("variables")).items())[:MAX_PROMPT_VARIABLES]:
        content = value if isinstance(value, str) else mapping(value).get("text")
        if name and isinstance(content, str):
            found[name] = content
    return found


def _tools(found: dict[str, Json]) -> list[ToolDefinition]:
    return [read for tool in objects(found.get("tools")) if (read := _tool(tool)) is not None]


def _tool(tool: dict[str, Json]) -> ToolDefinition | None:
    """Functions and custom tools have a name, connected servers a label, and the provider's own just their type."""
    kind = text(tool.get("type")) or "function"
    # Some callers send what chat completions would have: the details one level below.
    details = mapping(tool.get(kind)) or tool
    name = text(details.get("name")) or text(details.get("server_label"))
    if name is None:
        return None if kind == "function" else ToolDefinition(kind, kind)
    return ToolDefinition(kind, name, text(details.get("description")), mapping(details.get("parameters")) or None)
