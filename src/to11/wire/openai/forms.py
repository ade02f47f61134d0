"""Requests that come as a form (`multipart/form-data`), told as the JSON object that would ask the same."""

import base64
from typing import Final, NamedTuple

from to11.model.inference import BlobPart
from to11.wire import multipart
from to11.wire.lenient import Json, decode, decode_whole, mapping
from to11.wire.openai import media

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
    if multipart.boundary_of(content_type) is None:
        return Form(mapping(decode(body)), [])
    asked: dict[str, Json] = {}
    files: list[File] = []
    for field in multipart.fields(body, content_type):
        name = field.name.removesuffix("[]")
        if not _is_file(field):
            asked.setdefault(name, _value(name, body[field.start : field.end].decode("utf-8", "replace")))
        elif field.whole:
            files.append(File(name, body[field.start : field.end], field.content_type, field.filename))
    return Form(asked, files)


def _is_file(field: multipart.Field) -> bool:
    return field.filename is not None or field.content_type.startswith(("image/", "audio/", "video/"))


def _value(name: str, text: str) -> Json:
    return decode_whole(text.strip().lower()) if name in _SCALARS else text
