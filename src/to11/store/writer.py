"""The way into the store."""

from to11.store.client import StoreClient
from to11.store.columns import SpanColumns
from to11.store.faults import laid_out

TABLE = "spans"


class Writer:
    """Writes columns of spans. Safe to use from several threads; writes happen one after the other."""

    def __init__(self, client: StoreClient) -> None:
        """Takes most of a second: the libraries that lay out columns load more on first use, for which no span should
        have to wait."""
        self._client = client
        SpanColumns().to_arrow()

    def write(self, columns: SpanColumns) -> None:
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
        self._client.insert(TABLE, rows)
