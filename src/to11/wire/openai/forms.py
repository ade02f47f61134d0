"""Requests that come as a form, told as the JSON object that would ask the same.

They come as `multipart/form-data`, and from Mistral's client without a file as `application/x-www-form-urlencoded`.
"""

import base64
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from to11.model.inference import BlobPart
from to11.wire import multipart
from to11.wire.lenient import Json, decode, decode_whole, mapping
from to11.wire.openai import media

_URLENCODED: Final = "application/x-www-form-urlencoded"
_SCALARS: Final = frozenset({"n", "stream", "temperature"})
"""Fields whose text stands for a number or a boolean."""


class File(NamedTuple):
    """A file that is whole in what was recorded of the form."""

    field: str
    """The field's name, without the brackets of a list."""
    content: bytes
    content_type: str
    filename: str | None

    def part(self, modality: str) -> BlobPart:
        """The file as a part of a message."""
        content = base64.b64encode(self.content).decode("ascii")
        return BlobPart(modality, content, media.of_file(modality, self.content_type, self.filename))


class Form(NamedTuple):
    """What a request asks."""

    asked: dict[str, Json]
    files: list[File]


def read(body: bytes, content_type: str) -> Form:
    """The request, which may be JSON as well.

    Of a body that breaks off, what can be read; a file that is cut off is left out.
    """
    if content_type.partition(";")[0].strip().lower() == _URLENCODED:
        return Form(_asked(_pairs(body)), [])
    if multipart.boundary_of(content_type) is None:
        return Form(mapping(decode(body)), [])
    fields = multipart.fields(body, content_type)
    texts = (
        (field.name, body[field.start : field.end].decode("utf-8", "replace"))
        for field in fields
        if not _is_file(field)
    )
    files = [
        File(_plain(field.name), body[field.start : field.end], field.content_type, field.filename)
        for field in fields
        if field.whole and _is_file(field)
    ]
    return Form(_asked(texts), files)


def _asked(texts: Iterable[tuple[str, str]]) -> dict[str, Json]:
    """The fields by name; of one that comes more than once, the first."""
    asked: dict[str, Json] = {}
    for name, value in texts:
        asked.setdefault(_plain(name), _value(_plain(name), value))
    return asked


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=multipart.MAX_FIELDS)
    except ValueError:
        return []  # too many


def _plain(name: str) -> str:
    """A field's name without the brackets of a list."""
    return name.removesuffix("[]")


def _is_file(field: multipart.Field) -> bool:
    return field.filename is not None or field.content_type.startswith(("image/", "audio/", "video/"))


def _value(name: str, text: str) -> Json:
    return decode_whole(text.strip().lower()) if name in _SCALARS else text
