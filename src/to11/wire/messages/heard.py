"""What has been said in a conversation, part after part, and where in it a part was said before.

Two parts are the same when their role, type and content are; calls of tools and their results also when their ids are,
whatever their arguments look like, since a tool's own span and a model's history write these differently. A text that
was cut for its length (`record.content`) is the same as the whole one.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

import msgspec

from to11.wire.lenient import Json, text
from to11.wire.messages.json_text import value_of
from to11.wire.messages.said import Part

_CUT: Final = re.compile(r"\[\.\.\. cut: (\d{1,12}) bytes in all \.\.\.\]")
_BEGINNING: Final = 16
"""Characters of a text that are there also when it was cut."""

_encode: Final = msgspec.json.Encoder(order="sorted").encode


class Likeness(NamedTuple):
    """What a part is recognised by."""

    exact: bytes
    vague: bytes
    """Of a call its name and arguments, of a long text its length and beginning: it counts when one of the two that are
    compared is `partial`."""
    partial: bool
    """It has no id, or was cut."""


class _Said(NamedTuple):
    start_ns: int
    """When the call started that told it."""
    operation: str


class Heard:
    """Parts in the order in which they were said; a place is a number of them."""

    def __init__(self) -> None:
        self._said: list[_Said] = []
        self._exact: dict[bytes, list[int]] = {}
        self._vague: dict[bytes, list[int]] = {}
        self._partial: dict[bytes, list[int]] = {}

    def __len__(self) -> int:
        return len(self._said)

    def add(self, part: Likeness, start_ns: int, operation: str) -> None:
        """A part is said, by a call that started then."""
        place = len(self._said)
        self._said.append(_Said(start_ns, operation))
        self._exact.setdefault(part.exact, []).append(place)
        self._vague.setdefault(part.vague, []).append(place)
        if part.partial:
            self._partial.setdefault(part.vague, []).append(place)

    def told_within(self, part: Likeness, start: int, start_ns: int, operation: str) -> bool:
        """Whether this was said from a place on by a call of another operation that started no earlier."""
        return any(
            said.start_ns >= start_ns and said.operation != operation
            for _, places in self.places(part)
            for said in map(self._said.__getitem__, places[bisect_left(places, start) :])
        )

    def places(self, part: Likeness) -> Iterator[tuple[bytes, Sequence[int]]]:
        """Where this was said, in one or two lists, each with a name."""
        if part.partial:
            yield part.vague, self._vague.get(part.vague, ())
        else:
            yield part.exact, self._exact.get(part.exact, ())
            yield part.vague, self._partial.get(part.vague, ())


class Recall:
    """Finds the parts of one call in what was said, no place twice."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._found: Counter[bytes] = Counter()

    def last(self, part: Likeness) -> int | None:
        """The last place that is left."""
        for name, places in self._heard.places(part):
            if (found := self._found[name]) < len(places):
                self._found[name] += 1
                return places[-1 - found]
        return None

    def since(self, part: Likeness, start: int) -> bool:
        """Whether a place is left from this one on."""
        for name, places in self._heard.places(part):
            if bisect_left(places, start) + self._found[name] < len(places):
                self._found[name] += 1
                return True
        return False


def likeness(role: str, part: Part) -> Likeness:
    """What a part is recognised by, said by this role."""
    kind = str(part.get("type"))
    if kind == "tool_call":
        return _identified("call", text(part.get("id")), [part.get("name"), value_of(part.get("arguments")) or None])
    if kind == "tool_call_response":
        return _identified("result", text(part.get("id")), value_of(part.get("response")))
    content = part.get("content")
    if kind in ("text", "reasoning") and isinstance(content, str):
        return _text([kind, role], content)
    exact = _digest([role, part])
    return Likeness(exact, exact, partial=False)


def _identified(kind: str, identifier: str | None, content: Json) -> Likeness:
    vague = _digest([kind, content])
    if identifier is None:
        return Likeness(vague, vague, partial=True)
    return Likeness(_digest([kind, "id", identifier]), vague, partial=False)


def _text(of: list[str], content: str) -> Likeness:
    cut = _CUT.search(content)
    size = int(cut[1]) if cut else len(content.encode("utf-8", "replace"))
    return Likeness(
        exact=_digest([*of, content.strip()]),
        vague=_digest([*of, size, content[:_BEGINNING]]),
        partial=cut is not None,
    )


def _digest(value: Json) -> bytes:
    return blake2b(_encode(value), digest_size=16).digest()
