"""Messages as JSON that is not longer than it may be.

What fits stays as it is. Else, until it fits: data that is too large is told by hash and size (`blobs`); the longest
texts are cut, all to about one length, and say so where they were cut; the oldest messages are left out. Roles, order
and structure stay, and so the result is as good against the conventions' schemas as what it was made of.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from to11.record import blobs
from to11.record.blobs import Tree

SHORTEST: Final = 128
"""Texts that take no more bytes than this are never cut."""

_encode: Final = msgspec.json.Encoder().encode


class Fitted(NamedTuple):
    """A list as JSON."""

    text: str | None
    """None when there is nothing to say, or no room for any of it."""
    cut: bool = False
    """Something is missing that was said."""


class _Text(NamedTuple):
    """A text that may be cut, and where it stands."""

    size: int
    """Bytes as JSON."""
    holder: Any
    key: str | int


def fitted(items: Sequence[object], limit: int, blob_limit: int, *, newest: bool = False) -> Fitted:
    """Messages, parts or definitions as JSON of at most `limit` bytes; data in them of at most `blob_limit` characters.

    Where even the shortest texts leave no room, the first items are kept, or with `newest` the last.
    """
    if not items:
        return Fitted(None)
    try:
        data = _encode(items)
        if len(data) <= limit and (len(data) <= blob_limit or not blobs.may_be_in(items, blob_limit)):
            return Fitted(data.decode())
        return _shortened(msgspec.to_builtins(items), data, limit, blob_limit, newest=newest)
    except RecursionError:
        return Fitted(None)  # nested as deeply as a text just can be, and one level more here


def cut(text: str, room: int) -> str:
    """A text that takes at most `room` bytes as JSON, which must be `SHORTEST` or more: as it is, or its beginning and
    its end with `[... cut: <bytes> bytes in all ...]` between them."""
    size = len(_encode(text))
    return text if size <= room else _cut(text, size, room)


def _cut(text: str, size: int, room: int) -> str:
    mark = f"[... cut: {len(text.encode())} bytes in all ...]"
    kept = len(text) * (room - len(mark)) // size
    while True:
        ending = kept // 3
        shorter = text[: kept - ending] + mark + text[len(text) - ending :]
        size = len(_encode(shorter))
        if size <= room:
            return shorter
        kept = max(0, min(kept - 1, kept * room // size))


def _shortened(tree: list[Tree], data: bytes, limit: int, blob_limit: int, *, newest: bool) -> Fitted:
    """`data` is the tree as JSON."""
    if blobs.replace(tree, blob_limit):
        data = _encode(tree)
    if len(data) <= limit:
        return Fitted(data.decode())
    _cut_longest(tree, len(data) - limit)
    data = _encode(tree)
    if len(data) > limit:
        tree = _some_of(tree, limit, newest=newest)
        data = _encode(tree)
    return Fitted(data.decode() if tree else None, cut=True)


def _cut_longest(tree: Tree, excess: int) -> None:
    """Cut texts so that `excess` bytes less are left, as far as they go."""
    texts = sorted(_texts(tree), key=lambda text: text.size, reverse=True)
    level = _level([text.size for text in texts], excess)
    for text in texts:
        if text.size <= level:
            break
        if text.key in ("content", "uri") and isinstance(text.holder, dict) and blobs.holds_data(text.holder):
            blobs.name(text.holder)  # half of an image is none
        else:
            text.holder[text.key] = _cut(text.holder[text.key], text.size, level)


def _texts(tree: Tree) -> list[_Text]:
    """The texts that may be cut."""
    found: list[_Text] = []
    todo = [tree]
    while todo:
        here = todo.pop()
        for key, value in here.items() if isinstance(here, dict) else enumerate(here):
            if isinstance(value, str):
                if len(value) * 6 > SHORTEST and (size := len(_encode(value))) > SHORTEST:
                    found.append(_Text(size, here, key))
            elif isinstance(value, dict | list):
                todo.append(value)
    return found


def _level(sizes: list[int], excess: int) -> int:
    """To which size the longest must come down so that all together are smaller by `excess`; sizes are descending."""
    together = 0
    for number, size in enumerate(sizes, 1):
        together += size
        level = (together - excess) // number
        if level >= (sizes[number] if number < len(sizes) else 0):
            return max(level, SHORTEST)
    return SHORTEST


def _some_of(items: list[Tree], limit: int, *, newest: bool) -> list[Tree]:
    """As many items as there is room for, from one end; of a message that has no room alone, some parts."""
    kept: list[Tree] = []
    room = limit - 1  # two brackets, and a comma less than items
    for item in reversed(items) if newest else items:
        size = len(_encode(item)) + 1
        if size > room:
            break
        kept.append(item)
        room -= size
    if not kept and isinstance(message := items[-1 if newest else 0], dict) and isinstance(message.get("parts"), list):
        frame = {**message, "parts": []}
        left = limit - len(_encode([frame])) + 2
        if left >= 2:
            kept = [{**message, "parts": _some_of(message["parts"], left, newest=newest)}] if message["parts"] else []
    return kept[::-1] if newest else kept
