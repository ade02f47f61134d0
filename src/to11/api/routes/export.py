"""The list of traces as a file to keep, read page by page in the threads kept for queries."""

import time
from collections.abc import Generator, Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from to11.api.caller import TheServices
from to11.api.described import READ, failures
from to11.api.parameters import ExportParameters
from to11.api.present import export as present
from to11.api.responses import JSON
from to11.api.routes.queries import ReadableProject
from to11.api.schemas.traces import Trace
from to11.api.streams import streamed
from to11.model.search import Cursor, TraceFilter, TraceSummary
from to11.store.reader import Reader

MAX_ROWS: Final = "x-to11-max-rows"
"""The header that says how many rows an export holds at most: one that has so many may not be all there is."""

_AT_ONCE = 1000
_CSV = "text/csv; charset=utf-8; header=present"
_FILE: dict[str, Any] = {
    "description": "The file, newest trace first.",
    "content": {"text/csv": {"schema": {"type": "string"}}},
    "headers": {
        MAX_ROWS: {
            "description": "The most rows that an export holds; one with so many may not be all that there is.",
            "schema": {"type": "integer"},
        }
    },
}

routes = APIRouter(prefix="/v1/projects/{projectId}", tags=["traces"])


@routes.get(
    "/traces/export",
    summary="Export traces",
    response_model=list[Trace],
    responses={200: _FILE, **failures(*READ)},
)
async def export_traces(
    project_id: ReadableProject, services: TheServices, asked: Annotated[ExportParameters, Query()]
) -> Response:
    """The traces that the list finds with these filters, as a file to download: CSV with a header row, or a JSON array.

    Lists are joined with `; ` in CSV, and a text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    now = time.time_ns()
    most = services.settings.max_export_rows
    found = _pages(services.reader, project_id, asked.filter(now), most)
    as_csv = asked.format == "csv"
    name = f"traces-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(now // 1_000_000_000))}.{asked.format}"
    return await streamed(
        services.queries,
        _csv(found) if as_csv else _json(found),
        _CSV if as_csv else JSON,
        {"Content-Disposition": f'attachment; filename="{name}"', MAX_ROWS: str(most)},
    )


def _csv(pages: Iterator[list[TraceSummary]]) -> Generator[bytes, None, None]:
    yield present.csv_head() + present.csv_rows(next(pages, []))
    yield from map(present.csv_rows, pages)


def _json(pages: Iterator[list[TraceSummary]]) -> Generator[bytes, None, None]:
    yield b"[" + present.json_rows(next(pages, []))
    for page in pages:
        yield b",\n" + present.json_rows(page)
    yield b"]\n"


def _pages(reader: Reader, project_id: str, asked: TraceFilter, most: int) -> Iterator[list[TraceSummary]]:
    """The list's pages, none of them empty, until there are so many rows."""
    cursor: Cursor | None = None
    while most > 0:
        page, cursor = reader.traces(project_id, asked, cursor, min(most, _AT_ONCE))
        if page:
            yield page
        most -= len(page)
        if cursor is None:
            return
