"""`multipart/form-data` (RFC 7578) that is read where it lies, whole or only its beginning."""

import logging
from typing import TYPE_CHECKING, Final, NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FIELDS: Final = 1000
MAX_PADDING: Final = 64
"""White space after a boundary."""

_END_OF_HEADERS: Final = b"\r\n\r\n"
_MUTE: Final = logging.getLogger(f"{__name__}.parser")
"""The parser warns of everything that strangers write wrong; that it is wrong is all that anybody asks here."""
_MUTE.disabled = True


class Field(NamedTuple):
    """One field of a form. Its value is `body[start:end]`."""

    name: str
    filename: str | None
    """None where the field is no file."""
    content_type: str
    """Empty where none is given."""
    start: int
    end: int
    whole: bool
    """False for a field that the end of `body` cuts off, or damage."""


def boundary_of(content_type: str) -> bytes | None:
    """The boundary that a Content-Type header names; None where it is not that of a form."""
    kind, parameters = parse_options_header(content_type.encode("latin-1", "replace"))
    return parameters.get(b"boundary") or None if kind == b"multipart/form-data" else None


def fields(body: bytes, content_type: str) -> list[Field]:
    """The fields of a form, in order; of a body that is damaged or breaks off, those up to there.

    A part whose headers are not all there, or name no field, is none. A form with more than `MAX_FIELDS` parts is read
    that far.
    """
    boundary = boundary_of(content_type)
    if boundary is None:
        return []
    body = _sane(body, boundary)
    reader = _Reader(body)
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        parser.logger = _MUTE
        parser.write(body)
    except (FormParserError, _EnoughError):
        pass
    return reader.found()


def _sane(body: bytes, boundary: bytes) -> bytes:
    """The body up to where there are more boundaries, or is longer padding, than anybody writes but to cost time.

    The parser looks at both byte by byte, at the rest with the speed of `find`.
    """
    delimiter = b"\r\n--" + boundary
    end = body.find(delimiter)
    for _ in range(MAX_FIELDS + 1):
        after = end + len(delimiter)
        if end < 0 or _is_padding(body[after : after + MAX_PADDING + 1]):
            break
        end = body.find(delimiter, after)
    return body if end < 0 else body[:end]


def _is_padding(text: bytes) -> bool:
    return len(text) > MAX_PADDING and not text.strip(b" \t")


class _EnoughError(Exception):
    """There are more fields than anybody needs."""


class _Reader:
    """Collects what the parser tells.

    The parser is given the whole body at once: so its offsets are into that, and it tells of a value in one piece, but
    not of an empty one. What may be the beginning of a boundary at the end of the body, it does not tell as value.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._parts = 0
        self._fields: list[Field] = []
        self._open: Field | None = None
        """The field whose value is being read."""
        self._name = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._at = 0
        """The end of the newest header that was told."""

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._on_part,
            "on_header_field": self._on_name,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_end,
        }

    def found(self) -> list[Field]:
        return self._fields if self._open is None else [*self._fields, self._open]

    def _on_part(self) -> None:
        self._parts += 1
        if self._parts > MAX_FIELDS:
            raise _EnoughError
        self._headers = {}

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._name, self._value, self._at = data[start:end].lower(), b"", end

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value, self._at = data[start:end], end

    def _on_header(self) -> None:
        self._headers.setdefault(self._name, self._value)

    def _on_headers(self) -> None:
        kind, parameters = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = parameters.get(b"name")
        if kind != b"form-data" or name is None:
            return
        filename = parameters.get(b"filename")
        start = self._body.index(_END_OF_HEADERS, self._at) + len(_END_OF_HEADERS)
        self._open = Field(
            name=name.decode("utf-8", "replace"),
            filename=None if filename is None else filename.decode("utf-8", "replace"),
            content_type=self._headers.get(b"content-type", b"").decode("latin-1"),
            start=start,
            end=start,
            whole=False,
        )

    def _on_data(self, _data: bytes, _start: int, end: int) -> None:
        if self._open is not None:
            self._open = self._open._replace(end=end)

    def _on_end(self) -> None:
        if self._open is not None:
            self._fields.append(self._open._replace(whole=True))
        self._open = None
