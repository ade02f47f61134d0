"""`application/x-www-form-urlencoded` that is read where it lies, whole or only its beginning."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import quote_plus, unquote_to_bytes

MAX_FIELDS: Final = 1000
_PAIR: Final = re.compile(rb"[^&]+")


class Field(NamedTuple):
    """One field. Its value, still encoded, is `body[start:end]`."""

    name: bytes
    start: int
    end: int


def is_urlencoded(content_type: str) -> bool:
    """Whether a Content-Type header names such a form."""
    return content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


def fields(body: bytes, *, whole: bool = True) -> Iterator[Field]:
    """The fields of a form, in order, `MAX_FIELDS` at the most; of one that is not `whole` all but the last, which may
    go on."""
    for number, pair in enumerate(_PAIR.finditer(body)):
        if number == MAX_FIELDS or (pair.end() == len(body) and not whole):
            return
        name, _, value = pair.group().partition(b"=")
        yield Field(decoded(name), pair.end() - len(value), pair.end())


def decoded(text: bytes) -> bytes:
    """A name or value as it was meant."""
    return unquote_to_bytes(text.replace(b"+", b" "))


def encoded(text: str) -> bytes:
    """A name or value as it is written."""
    return quote_plus(text).encode("ascii")
