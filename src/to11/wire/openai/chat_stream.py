"""A chat completions answer as a stream of chunks -> `model.inference.Response`.

The chunks are gathered into the object that the same answer would have been in one piece, and that is read like one:
so both ways give the same messages.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

import msgspec

from to11.model.inference import ProviderError, Response
from to11.wire import sse
from to11.wire.lenient import Json, decode_whole, integer, items, mapping, objects, text
from to11.wire.openai import chat_response, parts
from to11.wire.stream_end import DONE

_TEXTS: Final = ("content", "reasoning_content", "reasoning", "refusal")
_TOOL_KINDS: Final = ("function", "custom")


def read(body: bytes) -> Response:
    """What a provider streamed, up to where the stream ends or breaks."""
    return gather(chunks(body))


def chunks(body: bytes) -> list[dict[str, Json]]:
    """The objects of a stream; what is none counts as empty."""
    return [
        mapping(decode_whole(event.data)) for event in sse.events(body) if event.data is not None and event.data != DONE
    ]


def gather(found: Iterable[dict[str, Json]]) -> Response:
    """What the chunks add up to."""
    answer = _Answer()
    for chunk in found:
        answer.add(chunk)
    return answer.response()


class _Answer:
    """What the chunks add up to."""

    def __init__(self) -> None:
        self._top: dict[str, Json] = {}
        self._choices: dict[int, _Choice] = {}
        self._error: ProviderError | None = None

    def add(self, chunk: dict[str, Json]) -> None:
        for name in ("id", "model", "service_tier", "system_fingerprint"):
            if value := chunk.get(name):
                self._top[name] = value
        if usage := chunk.get("usage") or mapping(chunk.get("x_groq")).get("usage"):
            self._top["usage"] = usage
        if "choices" not in chunk or "error" in chunk:
            self._error = chat_response.error(chunk) or self._error
        for choice in objects(chunk.get("choices")):
            index = integer(choice.get("index")) or 0
            if (gathered := self._choices.get(index)) is None:
                gathered = self._choices[index] = _Choice()
            gathered.add(choice)

    def response(self) -> Response:
        choices = [{"index": index, **choice.whole()} for index, choice in sorted(self._choices.items())]
        response = chat_response.of_object({**self._top, "choices": choices})
        return msgspec.structs.replace(response, error=self._error)


class _Choice:
    """The deltas of one choice. Pieces are kept in lists and joined once, for streams may have very many."""

    def __init__(self) -> None:
        self._role: str | None = None
        self._finish_reason: str | None = None
        self._texts: dict[str, list[str]] = {}
        self._contents: list[dict[str, Json]] = []
        """Typed contents, where a provider streams those."""
        self._executed: dict[int, dict[str, Json]] = {}
        """Groq's own tools by index, each of which comes whole, and again with what it gave."""
        self._calls = _ToolCalls()
        self._function = _Pieces()
        self._audio = _Pieces()

    def add(self, choice: dict[str, Json]) -> None:
        if reason := text(choice.get("finish_reason")):
            self._finish_reason = reason
        for name, value in mapping(choice.get("delta")).items():
            if value:
                self._add_part(name, value)

    def _add_part(self, name: str, value: Json) -> None:
        if name in _TEXTS and isinstance(value, str):
            self._texts.setdefault(name, []).append(value)
        elif name == "content":
            self._contents += objects(value)
        elif name == "role":
            self._role = text(value)
        elif name == "tool_calls":
            for call in objects(value):
                self._calls.add(call)
        elif name == "executed_tools":
            for tool in objects(value):
                self._executed.setdefault(integer(tool.get("index")) or 0, {}).update(tool)
        elif name == "function_call":
            self._function.add(mapping(value))
        elif name == "audio":
            self._audio.add(mapping(value))

    def whole(self) -> dict[str, Json]:
        """The choice as it is in an answer in one piece."""
        message: dict[str, Json] = {name: "".join(pieces) for name, pieces in self._texts.items()}
        message["role"] = self._role
        if self._contents:
            plain = [{"type": "text", "text": message["content"]}] if "content" in message else []
            message["content"] = _merged(self._contents) + plain
        message["executed_tools"] = [self._executed[index] for index in sorted(self._executed)]
        message["tool_calls"] = self._calls.whole()
        message["function_call"] = self._function.joined()
        message["audio"] = self._audio.joined()
        if data := self._audio.pieces.get("data"):
            message["audio"]["data"] = parts.join_base64(data)
        return {"finish_reason": self._finish_reason, "message": message}


class _Pieces:
    """The strings of an object that come bit by bit, by name; an `id` comes whole, and so does what is no string."""

    __slots__ = ("pieces",)

    def __init__(self) -> None:
        self.pieces: dict[str, list[str]] = {}

    def add(self, delta: dict[str, Json]) -> None:
        for name, value in delta.items():
            if isinstance(value, dict | list):
                # Mistral may give a call's arguments as an object.
                value = msgspec.json.encode(value).decode()
            if isinstance(value, str) and value:
                self.pieces.setdefault(name, []).append(value)

    def joined(self) -> dict[str, Json]:
        return {name: pieces[0] if name == "id" else "".join(pieces) for name, pieces in self.pieces.items()}


class _ToolCall:
    """One call of a tool."""

    __slots__ = ("details", "id", "type")

    def __init__(self) -> None:
        self.id: str | None = None
        self.type: str | None = None
        self.details = {kind: _Pieces() for kind in _TOOL_KINDS}

    def add(self, delta: dict[str, Json]) -> None:
        self.id = text(delta.get("id")) or self.id
        self.type = text(delta.get("type")) or self.type
        for kind, pieces in self.details.items():
            pieces.add(mapping(delta.get(kind)))

    def whole(self) -> dict[str, Json]:
        return {"id": self.id, "type": self.type, **{kind: found.joined() for kind, found in self.details.items()}}


class _ToolCalls:
    """The calls of tools in one choice, told apart by their index."""

    def __init__(self) -> None:
        self._calls: list[_ToolCall] = []
        self._by_index: dict[int, _ToolCall] = {}

    def add(self, delta: dict[str, Json]) -> None:
        self._call(delta).add(delta)

    def whole(self) -> list[dict[str, Json]]:
        return [call.whole() for call in self._calls]

    def _call(self, delta: dict[str, Json]) -> _ToolCall:
        """The call that a delta goes on with.

        Some providers number all their calls 0, or none: then a new id with a name begins a new call.
        """
        index, call_id = integer(delta.get("index")), text(delta.get("id"))
        call = self._by_index.get(index) if index is not None else next(reversed(self._calls), None)
        begins = call is not None and call_id is not None and call.id not in (None, call_id)
        if call is None or (begins and _names_a_tool(delta)):
            call = _ToolCall()
            self._calls.append(call)
            if index is not None:
                self._by_index[index] = call
        return call


def _names_a_tool(delta: dict[str, Json]) -> bool:
    return any(text(mapping(delta.get(kind)).get("name")) for kind in _TOOL_KINDS)


def _merged(contents: list[dict[str, Json]]) -> list[dict[str, Json]]:
    """Typed contents with neighbouring text, and neighbouring thoughts, made one."""
    merged: list[dict[str, Json]] = []
    for kind, group in groupby(contents, key=lambda item: item.get("type")):
        run = list(group)
        if kind == "text":
            merged.append({"type": kind, "text": "".join(text(item.get("text")) or "" for item in run)})
        elif kind == "thinking":
            merged.append({"type": kind, "thinking": [part for item in run for part in items(item.get("thinking"))]})
        else:
            merged += run
    return merged
