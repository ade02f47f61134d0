"""`multipart/form-data` (RFC 7578) that is read where it lies, whole or only its beginning."""

from email.message import Message
from typing import Final, NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

MAX_FIELDS: Final = 1000


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
    """False for a field that the end of `body` cuts off."""


def boundary_of(content_type: str) -> bytes | None:
    """The boundary that a Content-Type header names; None where it is not that of a form."""
    kind, parameters = parse_options_header(content_type)
    return parameters.get(b"boundary") or None if kind == b"multipart/form-data" else None


def fields(body: bytes, content_type: str) -> list[Field]:
    """The fields of a form, in order; of a body that is damaged or breaks off, those up to there.

    A form with more than `MAX_FIELDS` is read that far.
    """
    boundary = boundary_of(content_type)
    if boundary is None:
        return []
    reader = _Reader()
    try:
        parser = MultipartParser(boundary, reader.callbacks())  # type: ignore[arg-type]  # its names are literals there
        parser.write(body)
    except (FormParserError, _EnoughError):
        pass
    return reader.found(len(body))


class _EnoughError(Exception):
    """There are more fields than anybody needs."""


class _Reader:
    """Collects what the parser tells; it is given the whole body at once, so that its offsets are into that."""

    def __init__(self) -> None:
        self._fields: list[Field] = []
        self._headers = Message()
        self._name = self._value = b""
        self._start = self._end = -1

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_name,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_end,
        }

    def found(self, length: int) -> list[Field]:
        if self._start < 0:
            return self._fields
        # Data that ends in what may be the beginning of a boundary is held back by the parser.
        return [*self._fields, self._field(max(self._end, self._start), whole=False)] if length else self._fields

    def _begin(self) -> None:
        if len(self._fields) >= MAX_FIELDS:
            raise _EnoughError
        self._headers = Message()
        self._start = self._end = -1

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._headers[self._name.decode("latin-1")] = self._value.decode("utf-8", "replace")
        self._name = self._value = b""

    def _on_headers(self) -> None:
        """The value begins after the empty line, which is where the next data does."""

    def _on_data(self, _data: bytes, start: int, end: int) -> None:
        if self._start < 0:
            self._start = start
        self._end = end

    def _on_end(self) -> None:
        if self._start >= 0:
            self._fields.append(self._field(self._end, whole=True))
        self._start = self._end = -1

    def _field(self, end: int, *, whole: bool) -> Field:
        name = self._headers.get_param("name", header="content-disposition", unquote=True)
        filename = self._headers.get_filename()
        return Field(
            name if isinstance(name, str) else "",
            filename,
            self._headers.get("content-type", ""),
            self._start,
            end,
            whole,
        )
