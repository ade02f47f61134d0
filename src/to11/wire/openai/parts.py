"""Contents of a chat completions message -> message parts of the GenAI conventions.

Whatever kind of part is not known here is kept as it came (a generic part), as long as it says its `type`.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Any, Final

from to11.model.inference import (
    BlobPart,
    FilePart,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
)
from to11.wire.contents import at, has_image
from to11.wire.lenient import Json, decode_whole, items, mapping, objects, text

__all__ = ["arguments", "has_image", "join_base64", "of_content", "of_message"]

_AUDIO_TYPES: Final = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "opus": "audio/opus",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
}
_DOCUMENT: Final = "document"


def of_message(message: dict[str, Json]) -> list[Part]:
    """The parts of a message of any role, in this order: thoughts, contents, refusal, audio, calls of tools.

    What tools gave that the provider ran itself comes before the contents, which are made of it.
    """
    parts: list[Part] = []
    # DeepSeek, vLLM and xAI say `reasoning_content`, Groq and OpenRouter `reasoning`.
    if thoughts := text(message.get("reasoning_content")) or text(message.get("reasoning")):
        parts.append(ReasoningPart(thoughts))
    for tool in objects(message.get("executed_tools")):
        parts += _executed(tool)
    parts += of_content(message.get("content"))
    if refusal := text(message.get("refusal")):
        parts.append(_refusal(refusal))
    if audio := mapping(message.get("audio")):
        parts += _answered_audio(audio)
    for call in objects(message.get("tool_calls")):
        parts += _tool_call(call)
    if function := mapping(message.get("function_call")):
        parts += _function(function, None)
    return parts


def of_content(content: Json) -> list[Part]:
    """The parts of `content`: a string, or a list of typed parts."""
    if isinstance(content, str):
        return [TextPart(content)] if content else []
    parts: list[Part] = []
    for item in items(content):
        if isinstance(item, str):
            parts.append(TextPart(item))
        elif isinstance(item, dict) and (kind := text(item.get("type"))):
            parts += _READERS.get(kind, _generic)(item)
    return parts


def _text(item: dict[str, Json]) -> Iterator[Part]:
    if isinstance(content := item.get("text"), str):
        yield TextPart(content)


def _thinking(item: dict[str, Json]) -> Iterator[Part]:
    """Mistral: a string or a list of text parts."""
    thoughts = item.get("thinking")
    if isinstance(thoughts, list):
        thoughts = "".join(text(part.get("text")) or "" for part in objects(thoughts))
    if isinstance(thoughts, str):
        yield ReasoningPart(thoughts)


def _refusal_item(item: dict[str, Json]) -> Iterator[Part]:
    if refusal := text(item.get("refusal")):
        yield _refusal(refusal)


def _refusal(refusal: str) -> dict[str, Any]:
    """The conventions have no part for a refusal; a generic one, shaped like the text that it is."""
    return {"type": "refusal", "content": refusal}


def _address(key: str, modality: str) -> Callable[[dict[str, Json]], Iterator[Part]]:
    """A reader of `{key: {"url": …}}` and, as Mistral has it, `{key: "…"}`."""

    def read(item: dict[str, Json]) -> Iterator[Part]:
        value = item.get(key)
        if address := text(value) or text(mapping(value).get("url")):
            yield at(address, modality)

    return read


def _input_audio(item: dict[str, Json]) -> Iterator[Part]:
    audio = item.get("input_audio")
    if isinstance(audio, str) and audio:
        # Mistral: an address or bare base64.
        yield at(audio, "audio") if ":" in audio[:8] else BlobPart("audio", audio)
    elif data := text(mapping(audio).get("data")):
        yield BlobPart("audio", data, _AUDIO_TYPES.get(str(mapping(audio).get("format"))))


def _file(item: dict[str, Json]) -> Iterator[Part]:
    file = mapping(item.get("file")) or item
    if file_id := text(file.get("file_id")):
        yield FilePart(_DOCUMENT, file_id)
    elif data := text(file.get("file_data")):
        yield at(data, _DOCUMENT) if data.startswith("data:") else BlobPart(_DOCUMENT, data)


def _generic(item: dict[str, Json]) -> Iterator[Part]:
    yield item


_READERS: Final[dict[str, Callable[[dict[str, Json]], Iterator[Part]]]] = {
    "text": _text,
    "thinking": _thinking,
    "refusal": _refusal_item,
    "image_url": _address("image_url", "image"),
    "video_url": _address("video_url", "video"),
    "audio_url": _address("audio_url", "audio"),
    "document_url": _address("document_url", _DOCUMENT),
    "input_audio": _input_audio,
    "file": _file,
}


def _answered_audio(audio: dict[str, Json]) -> Iterator[Part]:
    """Audio that the model spoke, or in a later request, the id by which it is remembered."""
    transcript = text(audio.get("transcript"))
    if data := text(audio.get("data")):
        yield BlobPart("audio", data, transcript=transcript)
    elif transcript:
        yield TextPart(transcript)
    elif audio_id := text(audio.get("id")):
        yield FilePart("audio", audio_id)


def _executed(tool: dict[str, Json]) -> Iterator[Part]:
    """Groq: a tool that the provider ran itself, and what it gave."""
    if (kind := text(tool.get("type"))) is None:
        return
    arguments = tool.get("arguments")
    asked = decode_whole(arguments) if isinstance(arguments, str) else None
    call = {"type": kind, "arguments": arguments if asked is None else asked}
    yield {"type": "server_tool_call", "name": text(tool.get("name")) or kind, "server_tool_call": call}
    given = {name: value for name, value in tool.items() if value and (name == "output" or name.endswith("_results"))}
    if given:
        yield {"type": "server_tool_call_response", "server_tool_call_response": {**given, "type": kind}}


def _tool_call(call: dict[str, Json]) -> Iterator[Part]:
    call_id = text(call.get("id"))
    if function := mapping(call.get("function")):
        yield from _function(function, call_id)
    elif custom := mapping(call.get("custom")):
        yield ToolCallPart(text(custom.get("name")) or "", call_id, text(custom.get("input")))
    elif text(call.get("type")):
        yield call


def _function(function: dict[str, Json], call_id: str | None) -> Iterator[Part]:
    yield ToolCallPart(text(function.get("name")) or "", call_id, arguments(function.get("arguments")))


def arguments(given: Json) -> Json:
    """The value that the model's text stands for; the text itself where it is no JSON object or array."""
    if not isinstance(given, str):
        return given
    value = decode_whole(given)
    return value if isinstance(value, dict | list) else given or None


def join_base64(pieces: list[str]) -> str:
    """One base64 text of pieces that were encoded one by one."""
    try:
        return base64.b64encode(b"".join(base64.b64decode(piece, validate=True) for piece in pieces)).decode("ascii")
    except (binascii.Error, ValueError):
        return "".join(pieces)
