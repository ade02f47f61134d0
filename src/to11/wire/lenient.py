"""Values out of JSON that strangers wrote: what is not of the expected kind counts as absent, and nothing raises."""

import json
from typing import Any, Final

import msgspec

from to11.wire import json_prefix

INT64_MAX: Final = 2**63 - 1

Json = Any
"""What a JSON decoder gives: dict, list, str, int, float, bool or None."""


def decode(text: bytes) -> Json:
    """The value of a JSON text; of a text that breaks off, what can be read; None when that is nothing."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _salvaged(text)


def decode_whole(text: bytes | str) -> Json:
    """The value of a JSON text that is expected to be whole; None when it is not."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _salvaged(text: bytes) -> Json:
    """What a text still tells that is not quite JSON in UTF-8, or that breaks off."""
    if not text.lstrip().startswith((b"{", b"[")):
        return None
    try:
        # Python's decoder also takes half a surrogate pair, which many clients write; UTF-8 cannot carry it.
        value = json.loads(text.decode("utf-8", "replace"))
        return msgspec.json.decode(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, msgspec.MsgspecError, RecursionError):
        whole = json_prefix.complete(text)
        return None if whole is None else decode_whole(whole)


def mapping(value: Json) -> dict[str, Json]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Json) -> list[Json]:
    """The array, or an empty one."""
    return value if isinstance(value, list) else []


def objects(value: Json) -> list[dict[str, Json]]:
    """The objects in an array; what else is in it is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Json) -> str | None:
    """A string that is not empty."""
    return value if isinstance(value, str) and value else None


def count(value: Json) -> int | None:
    """A whole number from zero to the largest that OTLP carries; 3.0 counts as 3."""
    number = integer(value)
    return number if number is not None and number >= 0 else None


def integer(value: Json) -> int | None:
    """A whole number that fits into 64 bits; 3.0 counts as 3."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -INT64_MAX - 1 <= value <= INT64_MAX:
        return value
    return None


def number(value: Json) -> float | None:
    """A number, as a double."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return None
    return None
