"""Protobuf's wire format, only so far as to tell the fields of a message apart without parsing what is in them.

Stricter than a parser needs to be, so that what is read here is read the same way by every parser: tags and lengths of
at most five bytes, no groups (OTLP has none).
"""

from collections.abc import Iterator
from typing import NamedTuple

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5
_MAX_VARINT_BYTES = 10
_MAX_SIZE_BYTES = 5
_MAX_NUMBER = (1 << 29) - 1


class FramingError(ValueError):
    """The bytes are not a sequence of protobuf fields."""


class Field(NamedTuple):
    """One field of a message: `data[start:end]` is all of it, `data[content:end]` its content.

    `number` is 0 for a field whose content is not length-delimited: it is nobody's child.
    """

    number: int
    start: int
    content: int
    end: int


def fields(data: bytes, start: int, end: int) -> Iterator[Field]:
    """The fields of the message in `data[start:end]`. Raises FramingError."""
    at = start
    while at < end:
        tag, content = _varint(data, at, end, _MAX_SIZE_BYTES)
        number, wire_type = tag >> 3, tag & 7
        if not 0 < number <= _MAX_NUMBER:
            raise FramingError("a field has no number")
        if wire_type == _LENGTH:
            size, content = _varint(data, content, end, _MAX_SIZE_BYTES)
            after = content + size
        else:
            number, after = 0, _after_scalar(data, content, end, wire_type)
        if after > end:
            raise FramingError("a field does not end within its message")
        yield Field(number, at, content, after)
        at = after


def delimited(number: int, *contents: bytes | memoryview) -> bytes:
    """A length-delimited field with this content."""
    return b"".join((tag_of(number), length_prefix(sum(map(len, contents))), *contents))


def tag_of(number: int) -> bytes:
    """What a length-delimited field begins with; for the numbers up to 15."""
    return bytes((number << 3 | _LENGTH,))


def length_prefix(size: int) -> bytes:
    """A length as it stands before its content."""
    head = bytearray()
    while size > 0x7F:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    head.append(size)
    return bytes(head)


def _after_scalar(data: bytes, at: int, end: int, wire_type: int) -> int:
    if wire_type == _VARINT:
        return _varint(data, at, end, _MAX_VARINT_BYTES)[1]
    if wire_type == _FIXED64:
        return at + 8
    if wire_type == _FIXED32:
        return at + 4
    raise FramingError(f"wire type {wire_type} is not known")


def _varint(data: bytes, at: int, end: int, most: int) -> tuple[int, int]:
    """A variable-length integer of at most `most` bytes at `at`, and where it ends."""
    if at < end and (byte := data[at]) < 0x80:
        return byte, at + 1
    value = shift = 0
    for position in range(at, min(end, at + most)):
        byte = data[position]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position + 1
        shift += 7
    raise FramingError("a number does not end")
