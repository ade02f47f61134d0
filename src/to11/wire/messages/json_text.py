"""JSON inside of strings, where a stranger may have put anything.

Values nest as deeply as their text says, and those who later turn them into JSON again have limits: what nests deeper
than `MAX_DEPTH` counts as text.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from to11.wire import lenient
from to11.wire.lenient import Json

MAX_DEPTH: Final = 48
"""OTLP's own values nest about 30 deep. A value may hold a text that is decoded once more."""

_LONGEST_CUT: Final = 1 << 20
"""Characters. Reading what breaks off takes a second for each million tokens; limits that cut are far lower."""

_ENCODER = msgspec.json.Encoder()
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def decode(text: str) -> Json:
    """The object or array that a text stands for; None for any other text."""
    return _shallow(text, lenient.decode_whole) if _begins(text) else None


def decode_cut(text: str) -> Json:
    """The same, also of a text that was cut off, as SDKs cut what is longer than their limit."""
    if not _begins(text):
        return None
    if len(text) > _LONGEST_CUT:
        return decode(text)
    value = _shallow(text, lambda cut: lenient.decode(cut.encode("utf-8", "replace")))
    return value if value is None or _says_something(text, value) else None


def items(text: str) -> list[bytes] | None:
    """The items of the array that a text stands for, each as JSON; None for any other text."""
    if text.lstrip()[:1] != "[":
        return None
    try:
        return [bytes(item) for item in _ITEMS.decode(text)]
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def item(text: bytes) -> Json:
    """The value of one of `items`. Raises ValueError where `decode` would not read the whole array because of it."""
    try:
        value = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if isinstance(value, dict | list) and not _is_shallow(text.decode(), value, MAX_DEPTH - 1):
        raise ValueError("nested too deeply")
    return value


def value_of(value: Json) -> Json:
    """A value that may have come as text: what the text stands for when that is an object or array, else as it is."""
    decoded = decode(value) if isinstance(value, str) else None
    return value if decoded is None else decoded


def attribute(value: Json) -> Json:
    """The same for the value of an attribute, which may have been cut off."""
    decoded = decode_cut(value) if isinstance(value, str) else None
    return value if decoded is None else decoded


def text_of(value: Json) -> str:
    """A value as text: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else _ENCODER.encode(value).decode()


def _begins(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _says_something(text: str, value: Json) -> bool:
    """Whether more than opening brackets could be read of a text that has more."""
    return bool(text_of(value).strip("[]{}, ")) or (not text.strip("[]{}, \t\r\n") and text.rstrip()[-1] in "]}")


def _shallow(text: str, read: Callable[[str], Json]) -> Json:
    try:
        value = read(text)
    except ValueError:  # a number of more digits than Python reads
        return None
    return value if isinstance(value, dict | list) and _is_shallow(text, value, MAX_DEPTH) else None


def _is_shallow(text: str, value: Json, most: int) -> bool:
    if text.count("{") + text.count("[") <= most:
        return True
    level: list[Json] = [value]
    for _ in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return True
    return False
