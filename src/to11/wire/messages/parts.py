"""Contents of messages, in whatever form a provider or SDK has them -> message parts.

Read are the forms of OpenAI (chat completions and responses), Anthropic, Bedrock, Gemini, the Vercel AI SDK and
pydantic-ai; what is a part already stays as it is, and so does an object of a `type` that is not known here.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from to11.model.inference import Part as KnownPart
from to11.model.inference import ReasoningPart, TextPart, ToolCallPart, ToolCallResponsePart
from to11.wire.anthropic import parts as anthropic
from to11.wire.lenient import Json, mapping, objects, text
from to11.wire.messages.json_text import decode, text_of, value_of
from to11.wire.messages.said import Part
from to11.wire.openai import parts as openai

_REQUIRED: Final = {
    "text": "content",
    "reasoning": "content",
    "blob": "content",
    "uri": "uri",
    "file": "file_id",
    "tool_call": "name",
    "tool_call_response": "response",
    "server_tool_call": "server_tool_call",
    "server_tool_call_response": "server_tool_call_response",
}
"""The types of the conventions, and what each must have beside `type` and `modality`."""

_SOURCES: Final = ("base64", "url", "file", "text", "content")
"""Where Anthropic's images and documents may be."""

_UNTYPED: Final = frozenset(
    {"text", "toolUse", "toolResult", "functionCall", "functionResponse", "reasoningContent", "inlineData"}
)
"""What the only key of a content is named, where providers do without `type`: Bedrock and Gemini."""


def text_part(content: str) -> Part:
    """A text."""
    return {"type": "text", "content": content}


def reasoning_part(content: str) -> Part:
    """What the model thought."""
    return {"type": "reasoning", "content": content}


def of_content(content: Json) -> list[Part]:
    """The parts of a message's content: a text (which may be a list of contents as JSON), a content, or a list."""
    if isinstance(content, str):
        listed = decode(content) if content.lstrip()[:1] == "[" else None
        if isinstance(listed, list) and listed and all(map(_is_content, listed)):
            return of_content(listed)
        return [text_part(content)] if content else []
    if isinstance(content, list):
        return [part for item in content for part in of_item(item)]
    return of_item(content)


def of_item(item: Json) -> list[Part]:
    """The parts that one item of a list of contents stands for; of an item that is no content, its text."""
    if item is None or item == "":
        return []
    if not isinstance(item, dict):
        return [text_part(text_of(item))]
    kind = text(item.get("type")) or text(item.get("kind"))
    if kind is None:
        return _untyped(item)
    if _conforms(item, kind):
        given = item.get("arguments")
        return [{**item, "arguments": value_of(given)}] if isinstance(given, str) else [item]
    if _is_anthropic(item, kind):
        return _plain(anthropic.of_content([item]))
    if kind in _READERS:
        return _plain(_READERS[kind](item))
    item = {**item, "type": kind}
    return _plain(openai.of_content([item])) or [item]


def tool_call(call: Json) -> list[Part]:
    """A call of a tool as an item of `tool_calls`, in the forms of OpenAI, LangChain and the Vercel AI SDK."""
    if not isinstance(call, dict):
        return []
    details = mapping(call.get("function")) or mapping(call.get("custom")) or call
    name = _first(details, "name", "toolName")
    if name is None and details is call:
        return [call] if text(call.get("type")) else []
    given = next((details[key] for key in ("arguments", "args", "input") if details.get(key) is not None), None)
    return _plain([called(name or "", _first(call, "id", "call_id", "toolCallId"), given)])


def called(name: str, call_id: str | None, given: Json) -> ToolCallPart:
    """A call of a tool; what is given to it may be JSON in a text."""
    return ToolCallPart(name, call_id, (value_of(given) or None) if isinstance(given, str) else given)


def answered(response: Json, call_id: str | None) -> Part:
    """What a tool gave. A list of one text is that text."""
    listed = decode(response) if isinstance(response, str) and response.lstrip()[:1] == "[" else response
    if isinstance(listed, list) and len(listed) == 1 and _is_content(listed[0]):
        only = of_item(listed[0])
        if len(only) == 1 and only[0]["type"] == "text":
            response = only[0]["content"]
    (part,) = _plain([ToolCallResponsePart(response, call_id)])
    return part


def _is_content(item: Json) -> bool:
    return isinstance(item, dict) and (
        isinstance(item.get("type"), str) or (len(item) == 1 and not _UNTYPED.isdisjoint(item))
    )


def _plain(parts: Iterable[KnownPart]) -> list[Part]:
    return [msgspec.to_builtins(part) if isinstance(part, msgspec.Struct) else part for part in parts]


def _first(item: dict[str, Json], *names: str) -> str | None:
    return next((found for name in names if (found := text(item.get(name)))), None)


def _conforms(item: dict[str, Json], kind: str) -> bool:
    """Whether it is a part of the conventions as it stands."""
    if kind not in _REQUIRED or item.get("type") != kind:
        return False
    value = item.get(_REQUIRED[kind])
    if kind == "tool_call_response":
        return value is not None
    return isinstance(value, dict if kind.startswith("server_") else str)


def _is_anthropic(item: dict[str, Json], kind: str) -> bool:
    """Whether it is of a form that only Anthropic has."""
    if kind in ("image", "document"):
        return mapping(item.get("source")).get("type") in _SOURCES
    if kind == "tool_result":
        return isinstance(item.get("tool_use_id"), str)
    return kind.endswith(("_tool_use", "_tool_result"))


def _untyped(item: dict[str, Json]) -> list[Part]:
    """Bedrock's and Gemini's contents."""
    used, result = mapping(item.get("toolUse")), mapping(item.get("toolResult"))
    call = mapping(item.get("functionCall")) or mapping(item.get("function_call"))
    response = mapping(item.get("functionResponse")) or mapping(item.get("function_response"))
    inline = mapping(item.get("inlineData")) or mapping(item.get("inline_data"))
    thought = mapping(mapping(item.get("reasoningContent")).get("reasoningText"))
    if (content := text(item.get("text")) or text(mapping(item.get("text")).get("value"))) is not None:
        return [reasoning_part(content) if item.get("thought") is True else text_part(content)]
    if used:
        return _plain([called(text(used.get("name")) or "", text(used.get("toolUseId")), used.get("input"))])
    if result:
        return [answered(result.get("content"), text(result.get("toolUseId")))]
    if call:
        return _plain([called(text(call.get("name")) or "", text(call.get("id")), call.get("args"))])
    if response:
        return [answered(response.get("response"), text(response.get("id")))]
    if thoughts := text(thought.get("text")):
        return [reasoning_part(thoughts)]
    if inline:
        return _data(inline.get("data"), _first(inline, "mimeType", "mime_type"), "image")
    return [text_part(text_of(item))] if item else []


def _text(item: dict[str, Json]) -> Iterable[KnownPart]:
    if isinstance(content := item.get("text", item.get("content")), str):
        yield TextPart(content)


def _reasoning(item: dict[str, Json]) -> Iterable[KnownPart]:
    """Responses: a list of summaries; Vercel: a text."""
    summaries = [found for one in objects(item.get("summary")) if (found := text(one.get("text")))]
    if thoughts := text(item.get("text")) or "\n\n".join(summaries):
        yield ReasoningPart(thoughts)


def _call(item: dict[str, Json]) -> Iterable[KnownPart]:
    given = next((item[key] for key in ("input", "arguments", "args") if item.get(key) is not None), None)
    yield called(_first(item, "name", "toolName") or "", _first(item, "call_id", "toolCallId", "id"), given)


def _answer(item: dict[str, Json]) -> Iterable[KnownPart]:
    """Anthropic's `content`, the responses' and Vercel's `output` (which may say its type), and others' `result`."""
    response = next((item[key] for key in ("content", "output", "result") if item.get(key) is not None), None)
    if isinstance(response, dict) and response.keys() == {"type", "value"}:
        response = response["value"]
    yield answered(response, _first(item, "tool_use_id", "call_id", "toolCallId", "tool_call_id", "id"))


def _media(modality: str) -> Callable[[dict[str, Json]], Iterable[KnownPart]]:
    """A reader of data in the message or elsewhere: Anthropic's `source`, Vercel's and the responses' own keys."""

    def read(item: dict[str, Json]) -> Iterable[KnownPart]:
        source = mapping(item.get("source")) or item
        mime = _first(source, "media_type", "mediaType", "mimeType", "mime_type")
        if file_id := text(source.get("file_id")):
            return [{"type": "file", "modality": modality, "file_id": file_id}]
        found = [source.get(key) for key in ("data", "url", "image", "image_url", "file_data", "file")]
        data = next((text(one) or text(mapping(one).get("url")) for one in found if one), None)
        return _data(data, mime, modality) or [item]

    return read


def _data(data: Json, mime: str | None, modality: str) -> list[Any]:
    """What is at an address, or base64."""
    if not isinstance(data, str) or not data:
        return []
    if mime and mime.partition("/")[0] in ("image", "audio", "video"):
        modality = mime.partition("/")[0]
    named = {"mime_type": mime} if mime else {}
    if data.startswith("data:"):
        return _plain(openai.of_content([{"type": f"{modality}_url", f"{modality}_url": data}]))
    if "://" in data[:16]:
        return [{"type": "uri", "modality": modality, **named, "uri": data}]
    return [{"type": "blob", "modality": modality, **named, "content": data}]


def _file(item: dict[str, Json]) -> Iterable[KnownPart]:
    """OpenAI has an object below `file`; the Vercel AI SDK has data and its media type here."""
    return openai.of_content([item]) if isinstance(item.get("file"), dict) else _media("document")(item)


_READERS: Final[dict[str, Callable[[dict[str, Json]], Iterable[KnownPart]]]] = {
    "text": _text,
    "input_text": _text,
    "output_text": _text,
    "reasoning": _reasoning,
    "tool_use": _call,
    "tool-call": _call,
    "tool_call": _call,
    "function_call": _call,
    "custom_tool_call": _call,
    "tool_result": _answer,
    "tool-result": _answer,
    "tool_call_response": _answer,
    "function_call_output": _answer,
    "custom_tool_call_output": _answer,
    "image": _media("image"),
    "input_image": _media("image"),
    "image-url": _media("image"),
    "audio-url": _media("audio"),
    "video-url": _media("video"),
    "document-url": _media("document"),
    "document": _media("document"),
    "binary": _media("document"),
    "input_file": _media("document"),
    "file": _file,
}
