"""The way into the store."""

from typing import Protocol

import pyarrow as pa

from to11.store.client import StoreClient
from to11.store.faults import laid_out

TABLE = "spans"
STAMP = "StoredAt"


class Columns(Protocol):
    """Spans that can be laid out as rows of the table; `columns.SpanColumns` are some."""

    def __len__(self) -> int:
        """How many spans."""

    def to_arrow(self) -> pa.Table:
        """One row per span, columns named as in the table."""


class Writer:
    """Writes columns of spans. Safe to use from several threads; writes happen one after the other."""

    def __init__(self, client: StoreClient) -> None:
        self._client = client

    def write(self, columns: Columns) -> None:
        """Store spans; returns when they are on disk.

        Idempotent on (project, trace id, span id): writing a span again changes no count, and of several versions the
        one received last is read. After an error any part of the spans may be stored, so the way to go on is to write
        them again. Raises UnavailableError when that may help (connection, memory, disk, too many parts), and
        InvalidRequestError with code STORE_REFUSED when it cannot, since a row is not what the store takes.
        """
        if not len(columns):
            return
        with laid_out("laying out spans for the store"):
            rows = columns.to_arrow()
        self._client.insert(TABLE, rows, stamp=STAMP)
