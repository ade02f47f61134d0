"""JSON values with very long strings in them, which are taken as bytes.

As a Python string a text takes up to four bytes for each of its characters, for the sake of a single emoji, and
protobuf wants it in UTF-8 anyway. So a long string stays where it is until its UTF-8 is asked for, and is unescaped in
pieces.
"""

import io
import re
import secrets
from collections.abc import Iterator

import msgspec

from to11.wire.otlp.json_strings import strings

SMALL_BYTES = 1024 * 1024
"""A value that is no longer than this is read at once."""

_LONG_BYTES = 256 * 1024
_PIECE = re.compile(
    rb"(?:[^\\]{1,4096}+"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair of surrogates is one character
    rb"|\\u[0-9a-fA-F]{4}|\\[^u]){1,64}+",
    re.DOTALL,
)
_STAND_IN = secrets.token_hex(16)
"""What stands where a long string was: nothing that a client could have written."""

_TEXT: msgspec.json.Decoder[str] = msgspec.json.Decoder(str)


class LargeText:
    """A long string of a JSON document, still as it was written."""

    def __init__(self, written: memoryview) -> None:
        self._written = written

    def utf8(self) -> bytes:
        """The text. Raises ValueError where it is none."""
        text, begun = io.BytesIO(), b""
        for piece in self._pieces():
            whole = begun + piece
            cut = _incomplete(whole)
            begun = whole[len(whole) - cut :]
            text.write(_TEXT.decode(b'"%b"' % whole[: len(whole) - cut]).encode())
        if begun:
            raise ValueError("not valid UTF-8")
        return text.getvalue()

    def _pieces(self) -> Iterator[bytes]:
        at, end = 1, len(self._written) - 1
        while at < end:
            found = _PIECE.match(self._written, at, end)
            if found is None:
                raise ValueError("not a valid string")
            yield found.group()
            at = found.end()


def decode(raw: msgspec.Raw) -> object:
    """A JSON value, in which long strings are `LargeText`. Raises msgspec.DecodeError, UnicodeDecodeError."""
    view = memoryview(raw)
    if len(view) <= SMALL_BYTES:
        return msgspec.json.decode(raw)
    texts: dict[str, LargeText] = {}
    shortened = b"".join(_without_long(view, texts))
    return _restored(msgspec.json.decode(shortened), texts) if texts else msgspec.json.decode(raw)


def _without_long(view: memoryview, texts: dict[str, LargeText]) -> Iterator[memoryview | bytes]:
    at = 0
    for start, end in strings(view):
        if end - start > _LONG_BYTES:
            name = f"{_STAND_IN}{len(texts)}"
            texts[name] = LargeText(view[start:end])
            yield view[at:start]
            yield b'"%b"' % name.encode()
            at = end
    if at:
        yield view[at:]


def _restored(value: object, texts: dict[str, LargeText]) -> object:
    match value:
        case str():
            return texts.get(value, value) if value.startswith(_STAND_IN) else value
        case list():
            return [_restored(item, texts) for item in value]
        case dict():
            return {key: _restored(item, texts) for key, item in value.items()}
        case _:
            return value


def _incomplete(piece: bytes) -> int:
    """How many bytes at the end begin a character that does not end there."""
    for back in range(1, min(3, len(piece)) + 1):
        byte = piece[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < length else 0
        if byte < 0x80:
            return 0
    return 0
