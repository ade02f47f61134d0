"""Items of the Responses API -> messages and their parts.

Whatever kind of item is not known here is kept as it came (a generic part), as long as it says its `type`.
"""

from collections.abc import Iterator
from typing import Final

from to11.model.inference import ChatMessage, Part, ReasoningPart, TextPart
from to11.wire.lenient import Json, objects, text
from to11.wire.openai.responses import contents, tools

ASSISTANT: Final = "assistant"

_REFERENCE: Final = "item_reference"
_OF_THE_CALLER: Final = frozenset({"mcp_approval_response", "compaction_trigger"})


def messages(given: Json) -> list[ChatMessage]:
    """The messages of `input`: a string, or a list of items.

    Items of the model's that follow one another (thoughts, messages, calls of tools) are one message, as they were in
    the answer that they came with.
    """
    if isinstance(given, str):
        return [ChatMessage("user", [TextPart(given)])] if given else []
    found: list[ChatMessage] = []
    for item in objects(given):
        read = _message(item)
        if read is None:
            continue
        last = found[-1] if found else None
        if last is not None and last.role == read.role == ASSISTANT and last.name == read.name:
            last.parts.extend(read.parts)
        else:
            found.append(read)
    return found


def output(given: Json) -> list[Part]:
    """The parts of all items of an answer, in their order."""
    return [part for item in objects(given) for part in _said(item)]


def role(given: Json) -> str:
    """Whose answer it is."""
    return next((found for item in objects(given) if (found := text(item.get("role")))), ASSISTANT)


def _message(item: dict[str, Json]) -> ChatMessage | None:
    kind = _kind(item)
    if kind is None:
        return None
    if tools.is_output(kind):
        return ChatMessage("tool", [tools.given_by_caller(item)])
    of = text(item.get("role")) or ("user" if kind in _OF_THE_CALLER else ASSISTANT)
    return ChatMessage(of, list(_parts(kind, item)), text(item.get("name")) if kind == "message" else None)


def _said(item: dict[str, Json]) -> Iterator[Part]:
    kind = _kind(item)
    if kind is not None:
        yield from [tools.given_by_provider(kind, item)] if tools.is_output(kind) else _parts(kind, item)


def _kind(item: dict[str, Json]) -> str | None:
    """Messages and references need not say what they are."""
    if kind := text(item.get("type")):
        return kind
    if "role" in item or "content" in item:
        return "message"
    return _REFERENCE if text(item.get("id")) else None


def _parts(kind: str, item: dict[str, Json]) -> Iterator[Part]:
    if kind == "message":
        yield from contents.of_content(item.get("content"))
    elif kind == "reasoning":
        yield from _thoughts(item)
    elif read := tools.reader(kind):
        yield from read(item)
    else:
        yield {"type": kind, **item}


def _thoughts(item: dict[str, Json]) -> Iterator[Part]:
    """The summaries and the thoughts themselves, whichever are told; where only the encrypted ones are, these."""
    told = [
        ReasoningPart(found)
        for name in ("summary", "content")
        for one in objects(item.get(name))
        if (found := text(one.get("text")))
    ]
    yield from told
    if not told and (encrypted := text(item.get("encrypted_content"))):
        # The conventions have no part for it; a generic one, shaped like the thoughts that it is.
        yield {"type": "encrypted_reasoning", "content": encrypted}
