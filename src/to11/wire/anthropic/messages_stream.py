"""A messages answer as a stream of events -> `model.inference.Response`.

The events are gathered into the object that the same answer would have been in one piece, and that is read like one:
so both ways give the same messages.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from to11.model.inference import ProviderError, Response
from to11.wire import provider_errors, sse
from to11.wire.anthropic import messages_response
from to11.wire.lenient import Json, decode_whole, integer, items, mapping, text

_PARTIAL_JSON: Final = "partial_json"
_LATER: Final = ("output_tokens", "output_tokens_details")
_KINDS: Final = {"input_json": "tool_use", "citations": "text", "signature": "thinking"}
"""Kind of delta -> kind of block, where they differ."""


def read(body: bytes) -> Response:
    """What a provider streamed, up to where the stream ends or breaks."""
    answer = _Answer()
    for data in events(body):
        answer.add(data)
    return answer.response()


def events(body: bytes) -> Iterator[dict[str, Json]]:
    """The objects that a stream carries."""
    for event in sse.events(body):
        if event.data is not None:
            yield mapping(decode_whole(event.data))


class _Answer:
    """What the events add up to."""

    def __init__(self) -> None:
        self._top: dict[str, Json] = {}
        self._usage: dict[str, Json] = {}
        self._blocks: list[_Block] = []
        self._by_index: dict[int, _Block] = {}
        self._counted = False
        self._error: ProviderError | None = None

    def add(self, event: dict[str, Json]) -> None:
        kind = event.get("type")
        if kind == "message_start":
            self._add_top(mapping(event.get("message")))
        elif kind == "content_block_start":
            self._begin(integer(event.get("index")), mapping(event.get("content_block")))
        elif kind == "content_block_delta":
            self._block(event).add(mapping(event.get("delta")))
        elif kind == "message_delta":
            self._counted = True
            self._add_top({**mapping(event.get("delta")), "usage": event.get("usage")})
        else:
            self._error = provider_errors.error(event) or self._error

    def response(self) -> Response:
        """What the beginning says of the output is no count of it, so without a later word none is known."""
        usage = {name: count for name, count in self._usage.items() if self._counted or name not in _LATER}
        whole = {**self._top, "usage": usage}
        if self._top or self._blocks:
            whole["content"] = items(self._top.get("content")) + [block.whole() for block in self._blocks]
        return msgspec.structs.replace(messages_response.of_object(whole), error=self._error)

    def _add_top(self, said: dict[str, Json]) -> None:
        """Counts are totals up to here: the latest of each is right, and those that are not repeated stay."""
        self._usage |= {name: value for name, value in mapping(said.get("usage")).items() if value is not None}
        self._top |= {name: value for name, value in said.items() if value is not None}

    def _begin(self, index: int | None, content: dict[str, Json]) -> "_Block":
        block = _Block(content)
        self._blocks.append(block)
        if index is not None:
            self._by_index[index] = block
        return block

    def _block(self, event: dict[str, Json]) -> "_Block":
        """The block that a delta goes on with; one that never began begins here."""
        index = integer(event.get("index"))
        block = self._by_index.get(index) if index is not None else next(reversed(self._blocks), None)
        if block is None:
            kind = (text(mapping(event.get("delta")).get("type")) or "").removesuffix("_delta")
            block = self._begin(index, {"type": _KINDS.get(kind, kind)})
        return block


class _Block:
    """One content block. Pieces are kept in lists and joined once, for streams may have very many."""

    __slots__ = ("_begun", "_citations", "_texts")

    def __init__(self, begun: dict[str, Json]) -> None:
        self._begun = begun
        self._texts: dict[str, list[str]] = {}
        self._citations: list[Json] = []

    def add(self, delta: dict[str, Json]) -> None:
        """All kinds of delta bring strings that go on where the block has them, or one citation."""
        for name, value in delta.items():
            if name == "citation":
                self._citations.append(value)
            elif name != "type" and isinstance(value, str) and value:
                self._texts.setdefault(name, []).append(value)

    def whole(self) -> dict[str, Json]:
        """The block as it is in an answer in one piece."""
        block = dict(self._begun)
        for name, pieces in self._texts.items():
            if name == _PARTIAL_JSON:
                block["input"] = _input("".join(pieces))
            else:
                block[name] = (text(block.get(name)) or "") + "".join(pieces)
        if self._citations:
            block["citations"] = items(block.get("citations")) + self._citations
        return block


def _input(given: str) -> Json:
    """The value that the model's text stands for; the text itself where it broke off."""
    value = decode_whole(given)
    return given if value is None else value
