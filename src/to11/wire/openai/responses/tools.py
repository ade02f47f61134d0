"""Items about tools -> message parts.

Some tools the caller runs: the model's call is an item, and what the tool gave is another one, in a later request.
Others the provider runs: one item holds both, or the second one is in the answer too. Which of the two it is, the kind
of an item tells.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from to11.model.inference import (
    BlobPart,
    Part,
    ServerToolCallPart,
    ServerToolCallResponsePart,
    TextPart,
    ToolCallPart,
    ToolCallResponsePart,
)
from to11.wire.lenient import Json, mapping, text
from to11.wire.openai import parts
from to11.wire.openai.responses import contents

_SUFFIX: Final = "_call"
_OUTPUT: Final = "_output"
_ENVELOPE: Final = frozenset({"id", "type", "call_id"})
"""Members of an item that say nothing about what the tool was asked or gave."""


def reader(kind: str) -> Callable[[dict[str, Json]], Iterator[Part]] | None:
    """Who reads an item of this kind as a call of a tool; None when it is none."""
    return _READERS.get(kind)


def is_output(kind: str) -> bool:
    """Whether an item of this kind is what a tool gave."""
    return kind in _OUTPUTS


def given_by_caller(item: dict[str, Json]) -> Part:
    """What a tool of the caller's gave. A list of one text is that text; longer lists stay as they are."""
    output = item.get("output", item.get("tools"))
    found = contents.of_content(output) if isinstance(output, list) else []
    if len(found) == 1 and isinstance(found[0], TextPart):
        output = found[0].content
    # A patch that was applied may say nothing but that it was.
    return ToolCallResponsePart(item.get("status") if output is None else output, call_id(item))


def given_by_provider(kind: str, item: dict[str, Json]) -> Part:
    """What a tool of the provider's gave, as an item of its own."""
    return ServerToolCallResponsePart({"type": _tool(kind.removesuffix(_OUTPUT)), **_details(item)}, call_id(item))


def call_id(item: dict[str, Json]) -> str | None:
    """What ties a call and its output together."""
    return text(item.get("call_id")) or text(item.get("id"))


def _function(item: dict[str, Json]) -> Iterator[Part]:
    yield ToolCallPart(text(item.get("name")) or "", call_id(item), parts.arguments(item.get("arguments")))


def _custom(item: dict[str, Json]) -> Iterator[Part]:
    """Its input is free text, also where it looks like JSON."""
    yield ToolCallPart(text(item.get("name")) or "", call_id(item), text(item.get("input")))


def _called(name: str, *members: str) -> Callable[[dict[str, Json]], Iterator[Part]]:
    """A reader of a tool that OpenAI defines and the caller runs; the first member that is there is what it asks."""

    def read(item: dict[str, Json]) -> Iterator[Part]:
        asked = next((item[member] for member in members if item.get(member) is not None), None)
        yield ToolCallPart(name, call_id(item), asked)

    return read


def _shell(item: dict[str, Json]) -> Iterator[Part]:
    """In a container of the provider's, or wherever the caller runs it."""
    if (text(mapping(item.get("environment")).get("type")) or "").startswith("container"):
        yield from _served()(item)
    else:
        yield from _called("shell", "action")(item)


def _tool_search(item: dict[str, Json]) -> Iterator[Part]:
    yield from _called("tool_search", "arguments")(item) if item.get("execution") == "client" else _served()(item)


def _served(*results: str) -> Callable[[dict[str, Json]], Iterator[Part]]:
    """A reader of a tool that the provider runs; `results` are the members that hold what it gave."""

    def read(item: dict[str, Json]) -> Iterator[Part]:
        kind = _tool(str(item.get("type")))
        details = _details(item)
        gave = {name: value for name in results if (value := details.pop(name, None)) is not None}
        name = text(details.pop("name", None)) or kind
        if "arguments" in details:
            details["arguments"] = parts.arguments(details["arguments"])
        yield ServerToolCallPart(name, {"type": kind, **details}, call_id(item))
        if gave:
            yield ServerToolCallResponsePart({"type": kind, **gave}, call_id(item))

    return read


def _image(item: dict[str, Json]) -> Iterator[Part]:
    """The image itself is a part of its own, as any image is."""
    yield from _served()({name: value for name, value in item.items() if name != "result"})
    if data := text(item.get("result")):
        yield BlobPart("image", data, f"image/{text(item.get('output_format')) or 'png'}")


def _details(item: dict[str, Json]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _ENVELOPE and value is not None}


def _tool(kind: str) -> str:
    return kind.removesuffix(_SUFFIX)


_READERS: Final[dict[str, Callable[[dict[str, Json]], Iterator[Part]]]] = {
    "function_call": _function,
    "custom_tool_call": _custom,
    "computer_call": _called("computer", "actions", "action"),
    "local_shell_call": _called("local_shell", "action"),
    "shell_call": _shell,
    "apply_patch_call": _called("apply_patch", "operation"),
    "tool_search_call": _tool_search,
    "web_search_call": _served(),
    "file_search_call": _served("results"),
    "code_interpreter_call": _served("outputs"),
    "mcp_call": _served("output", "error"),
    "mcp_list_tools": _served("tools", "error"),
    "image_generation_call": _image,
}

_OUTPUTS: Final = frozenset(
    {
        "function_call_output",
        "custom_tool_call_output",
        "computer_call_output",
        "local_shell_call_output",
        "shell_call_output",
        "apply_patch_call_output",
        "tool_search_output",
    }
)
