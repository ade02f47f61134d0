"""Content blocks -> message parts of the GenAI conventions.

Whatever kind of block is not known here is kept as it came (a generic part), as long as it says its `type`: so are
blocks that mean something to the provider only, such as redacted thoughts, uploads to a container and compactions.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from to11.model.inference import (
    BlobPart,
    FilePart,
    Part,
    ReasoningPart,
    ServerToolCallPart,
    ServerToolCallResponsePart,
    TextPart,
    ToolCallPart,
    ToolCallResponsePart,
)
from to11.wire.contents import at
from to11.wire.lenient import Json, items, mapping, text

Block = dict[str, Json]
_Reader = Callable[[Block], Iterator[Part]]

_DOCUMENT: Final = "document"
_SERVER_TOOL_USE: Final = "server_tool_use"
_TOOL_USE: Final = "_tool_use"
_TOOL_RESULT: Final = "_tool_result"


def of_content(content: Json) -> list[Part]:
    """The parts of `content` or `system`: a string, or a list of content blocks."""
    return _read(content, _BLOCKS)


def _read(content: Json, readers: Mapping[str, _Reader]) -> list[Part]:
    """Each level of nesting has fewer readers, so that depth is bounded by construction."""
    if isinstance(content, str):
        return [TextPart(content)] if content else []
    parts: list[Part] = []
    for item in items(content):
        if isinstance(item, str):
            parts.append(TextPart(item))
        elif isinstance(item, dict) and (kind := text(item.get("type"))):
            parts += readers.get(kind, _other)(item)
    return parts


def _text(block: Block) -> Iterator[Part]:
    if isinstance(content := block.get("text"), str):
        yield TextPart(content, items(block.get("citations")) or None)


def _thinking(block: Block) -> Iterator[Part]:
    """Without its signature, which only the provider can use. Thoughts may be left out, then the text is empty."""
    if isinstance(thoughts := block.get("thinking"), str):
        yield ReasoningPart(thoughts)


def _image(block: Block) -> Iterator[Part]:
    yield _source(mapping(block.get("source")), "image") or block


def _document(block: Block) -> Iterator[Part]:
    """A file; or text, or blocks, that are to be cited."""
    source = mapping(block.get("source"))
    kind = source.get("type")
    if kind == "text" and isinstance(data := source.get("data"), str):
        yield TextPart(data)
    elif kind == "content":
        yield from _read(source.get("content"), _LEAVES)
    else:
        yield _source(source, _DOCUMENT) or block


def _source(source: Block, modality: str) -> Part | None:
    """Base64, an address, or a file that the provider holds."""
    mime = text(source.get("media_type"))
    if data := text(source.get("data")):
        return BlobPart(modality, data, mime)
    if url := text(source.get("url")):
        return at(url, modality)
    file_id = text(source.get("file_id"))
    return FilePart(modality, file_id, mime) if file_id else None


def _tool_use(block: Block) -> Iterator[Part]:
    yield ToolCallPart(text(block.get("name")) or "", text(block.get("id")), block.get("input"))


def _tool_result(block: Block) -> Iterator[Part]:
    """A list of one text is that text; longer lists are parts."""
    content = block.get("content")
    response: Any = _read(content, _RESULTS) if isinstance(content, list) else content
    if isinstance(content, list) and len(response) == 1 and isinstance(response[0], TextPart):
        response = response[0].content
    yield ToolCallResponsePart(response, text(block.get("tool_use_id")), block.get("is_error") is True)


def _server_tool_use(block: Block) -> Iterator[Part]:
    """The kind of tool is its name; tools of MCP servers (`mcp_tool_use`) have names of their own."""
    name = text(block.get("name")) or ""
    kind = str(block["type"])
    tool = name if kind == _SERVER_TOOL_USE else kind.removesuffix(_TOOL_USE)
    given = {key: value for key, value in block.items() if key not in ("id", "name", "type")}
    yield ServerToolCallPart(name, {"type": tool, **given}, text(block.get("id")))


def _server_tool_result(block: Block) -> Iterator[Part]:
    """The kind of tool is in the block's type: `web_search_tool_result`."""
    tool = str(block["type"]).removesuffix(_TOOL_RESULT)
    came = {key: value for key, value in block.items() if key not in ("tool_use_id", "type")}
    yield ServerToolCallResponsePart({"type": tool, **came}, text(block.get("tool_use_id")))


def _other(block: Block) -> Iterator[Part]:
    """Tools of the provider's by what their types end in, for there are ever more; else a generic part."""
    kind = str(block["type"])
    if kind.endswith(_TOOL_USE):
        yield from _server_tool_use(block)
    elif kind.endswith(_TOOL_RESULT):
        yield from _server_tool_result(block)
    else:
        yield block


_LEAVES: Final[Mapping[str, _Reader]] = {"text": _text, "image": _image}
_RESULTS: Final[Mapping[str, _Reader]] = {**_LEAVES, "document": _document}
_BLOCKS: Final[Mapping[str, _Reader]] = {
    **_RESULTS,
    "thinking": _thinking,
    "tool_use": _tool_use,
    "tool_result": _tool_result,
}
