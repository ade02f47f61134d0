"""The engine takes every column as it was laid out, whatever was sent."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pyarrow as pa
from hypothesis import HealthCheck, given, settings

from support.odd_requests import ENTRIES
from support.spans import START
from support.stores import Store
from to11.ingest.decode import decode
from to11.ingest.spool.format import Entry
from to11.store.writer import Writer

TIMES = {
    "ReceivedAt": "toUnixTimestamp64Nano(ReceivedAt)",
    "Timestamp": "toUnixTimestamp64Nano(Timestamp)",
    "Events.Timestamp": "arrayMap(time -> toUnixTimestamp64Nano(time), `Events.Timestamp`)",
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES)
def test_rows_are_read_as_they_were_laid_out(store: Store, entries: list[Entry]) -> None:
    project = uuid4().hex
    # Received of late, so that nothing is past its retention.
    columns = decode([replace(entry, project_id=project, received_ns=START) for entry in entries])
    Writer(store.client).write(columns)
    table = columns.to_arrow()
    names = [TIMES.get(name, f"`{name}`") for name in table.column_names]
    statement = f"SELECT {', '.join(names)} FROM spans WHERE ProjectId = {{project:String}}"
    found = store.client.query(statement, {"project": project}, doing="testing")
    mine = [[plain(value) for value in row.values()] for row in found]
    laid_out = [[plain(column[row]) for column in in_numbers(table)] for row in range(len(columns))]
    assert sorted(map(repr, mine)) == sorted(map(repr, laid_out))


def in_numbers(table: pa.Table) -> list[list[Any]]:
    """The table's values by column, times as nanoseconds."""
    columns = []
    for name in table.column_names:
        column = table[name].combine_chunks()
        if name == "Events.Timestamp":
            column = pa.ListArray.from_arrays(column.offsets, column.values.cast(pa.int64()))
        elif name in TIMES:
            column = column.cast(pa.int64())
        columns.append(column.to_pylist())
    return columns


def plain(value: Any) -> Any:
    """The driver gives maps as dicts and some texts as bytes, Arrow gives pairs."""
    match value:
        case dict():
            return [(key, text) for key, text in value.items()]
        case list():
            return [plain(item) for item in value]
        case str():
            return value.encode()
        case _:
            return value
