"""An answer of the Responses API as a stream of events -> `model.inference.Response`.

The last event of a whole stream holds the answer in one piece, and that is read like one. Of a stream that breaks off,
what its events brought is gathered into the same object, without a status.
"""

from typing import Final, NamedTuple

from to11.model.inference import Response
from to11.wire import sse
from to11.wire.lenient import Json, decode_whole, integer, mapping, text
from to11.wire.openai.responses import answer
from to11.wire.stream_end import DONE


class _Piece(NamedTuple):
    """Where the text of a delta belongs."""

    item: str
    """The item's type."""
    member: str
    """The item's member: the text itself, or the list of parts that it is in."""
    part: str = ""
    """The part's type, where it is in one."""
    key: str = ""
    """The part's member."""
    number: str = ""
    """The event's member that numbers the part."""


_PIECES: Final = {
    "response.output_text": _Piece("message", "content", "output_text", "text", "content_index"),
    "response.refusal": _Piece("message", "content", "refusal", "refusal", "content_index"),
    "response.reasoning_text": _Piece("reasoning", "content", "reasoning_text", "text", "content_index"),
    "response.reasoning_summary_text": _Piece("reasoning", "summary", "summary_text", "text", "summary_index"),
    "response.function_call_arguments": _Piece("function_call", "arguments"),
    "response.custom_tool_call_input": _Piece("custom_tool_call", "input"),
    "response.mcp_call_arguments": _Piece("mcp_call", "arguments"),
    "response.code_interpreter_call_code": _Piece("code_interpreter_call", "code"),
}
"""What an event's type begins with; `.delta` brings more of a text, `.done` brings it whole."""


def read(body: bytes) -> Response:
    """What a provider streamed, up to where the stream ends or breaks."""
    return answer.of_object(gathered(body))


def gathered(body: bytes) -> dict[str, Json]:
    """The answer that a stream adds up to."""
    # Whole streams are told by their last event alone: there can be very many others.
    last = _final(mapping(decode_whole(_last(body))))
    if last is not None and last.get("output"):
        return last
    found = _Answer()
    for event in sse.events(body):
        if event.data is not None:
            found.add(mapping(decode_whole(event.data)))
    return found.whole()


def _last(body: bytes) -> bytes:
    """The data of the last event, found from the end of the stream; empty where there is none."""
    for _ in range(2):
        body = body.rstrip(b"\r\n")
        start = sse.last_start(body)
        data = next((event.data for event in reversed(sse.events(body[start:])) if event.data is not None), b"")
        if data != DONE:  # OpenAI sends none here; others do
            return data
        body = body[:start]
    return b""


def _final(event: dict[str, Json]) -> dict[str, Json] | None:
    """The answer in an event after which nothing more comes."""
    response = mapping(event.get("response"))
    return response if text(response.get("status")) in answer.FINAL else None


class _Answer:
    """What the events add up to."""

    def __init__(self) -> None:
        self._top: dict[str, Json] = {}
        self._final: dict[str, Json] | None = None
        self._items: dict[int, _Item] = {}
        self._error: Json = None

    def add(self, event: dict[str, Json]) -> None:
        self._final = _final(event) or self._final
        self._top = mapping(event.get("response")) or self._top
        kind = text(event.get("type")) or ""
        if kind == "error" or ("error" in event and not kind):
            self._error = event.get("error") or {"code": event.get("code"), "message": event.get("message")}
        stem, _, verb = kind.rpartition(".")
        if (piece := _PIECES.get(stem)) is not None:
            self._item(event).write(piece, event, whole=verb == "done")
        elif stem == "response.output_item":
            self._item(event).set(mapping(event.get("item")), whole=verb == "done")
        elif stem in ("response.content_part", "response.reasoning_summary_part"):
            member, index = ("content", "content_index") if "content" in stem else ("summary", "summary_index")
            self._item(event).put(member, integer(event.get(index)) or 0, mapping(event.get("part")))

    def whole(self) -> dict[str, Json]:
        """The answer; one that ended and says no items of its own has those that were streamed."""
        output = [item.whole() for _, item in sorted(self._items.items())]
        if self._final is not None:
            return {**self._final, "output": self._final.get("output") or output}
        found = {**self._top, "status": None, "output": output}
        if self._error is not None:
            found["error"] = self._error
        return found

    def _item(self, event: dict[str, Json]) -> "_Item":
        return self._items.setdefault(integer(event.get("output_index")) or 0, _Item())


class _Item:
    """One item. Pieces are kept in lists and joined once."""

    __slots__ = ("_item", "_parts", "_texts", "_whole")

    def __init__(self) -> None:
        self._item: dict[str, Json] = {}
        self._whole = False
        self._parts: dict[tuple[str, int], dict[str, Json]] = {}
        """Parts as they were announced, by the item's member and their index in it."""
        self._texts: dict[tuple[str, int], tuple[_Piece, list[str]]] = {}
        """Texts by the item's member, and the index of the part in it."""

    def set(self, item: dict[str, Json], *, whole: bool) -> None:
        """The item as it is announced, or as it is when it is done."""
        if item:
            self._item, self._whole = item, whole

    def put(self, member: str, index: int, part: dict[str, Json]) -> None:
        """A part as it is announced, or as it is when it is done. Text that came in events of its own goes first."""
        self._parts[member, index] = part

    def write(self, piece: _Piece, event: dict[str, Json], *, whole: bool) -> None:
        """A text goes on, or is there whole."""
        value = event.get(piece.key or piece.member) if whole else event.get("delta")
        if not isinstance(value, str):
            return
        index = integer(event.get(piece.number)) or 0 if piece.number else 0
        _, texts = self._texts.setdefault((piece.member, index), (piece, []))
        if whole:
            texts.clear()
        texts.append(value)

    def whole(self) -> dict[str, Json]:
        """The item as it is in an answer in one piece."""
        if self._whole:
            return self._item
        made: dict[str, Json] = {}
        parts = dict(self._parts)
        for (member, index), (piece, texts) in self._texts.items():
            made.setdefault("type", piece.item)
            if piece.part:
                parts[member, index] = {**parts.get((member, index), {}), "type": piece.part, piece.key: "".join(texts)}
            else:
                made[member] = "".join(texts)
        for member, index in sorted(parts):
            made.setdefault(member, []).append(parts[member, index])
        return {**made, **self._item, **{name: value for name, value in made.items() if name != "type"}}
