"""Rows of the trace list as a file: CSV for spreadsheets, or JSON."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from to11.api.present.traces import trace
from to11.api.schemas.traces import Trace
from to11.model.search import TraceSummary

_Value = str | float | None

_COLUMNS: Final = tuple(field.alias or name for name, field in Trace.model_fields.items())
_RUN: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would run as a formula."""


def csv_head() -> bytes:
    """The header row: the names that the API has."""
    return _lines([_COLUMNS])


def csv_rows(found: Iterable[TraceSummary]) -> bytes:
    """A row for each (RFC 4180, UTF-8). Lists are joined with `; `; a text that a spreadsheet would run begins with an
    apostrophe instead; what is not known is empty."""
    return _lines([_cell(value) for value in trace(one).model_dump(mode="json").values()] for one in found)


def json_rows(found: Iterable[TraceSummary]) -> bytes:
    """The items of an array, with commas between them."""
    return ",\n".join(trace(one).model_dump_json() for one in found).encode()


def _cell(value: _Value | list[str]) -> _Value:
    text = "; ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_RUN) else text


def _lines(rows: Iterable[Iterable[_Value]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
