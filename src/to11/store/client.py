"""Connections to the store: a url becomes a small pool of handles, each used by one thread at a time.

A handle is a clickhouse-connect client. Of chDB any number of handles share the one engine that a process may run, and
the engine lives as long as one of them is open.
"""

import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect.driver.binding import quote_identifier
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from to11.model.errors import SettingsError, UnavailableError
from to11.store.address import Address, parse
from to11.store.faults import is_unreadable, mapped, to_error
from to11.store.parts import PartsCheck

MIB: Final = 1024 * 1024
_MERGING_BYTES: Final = 512 * MIB
"""Free space below which nothing is merged."""

# The engine shares the core process with the API and the drain, so it gets by with little: its defaults would let
# caches grow to gigabytes. A server keeps its own configuration.
_ENGINE_OPTIONS: Final = {
    "max_server_memory_usage": 1536 * MIB,
    "mark_cache_size": 64 * MIB,
    "primary_index_cache_size": 64 * MIB,
    "index_mark_cache_size": 16 * MIB,
    "query_condition_cache_size": 16 * MIB,
    "compiled_expression_cache_size": 16 * MIB,
    # Spans and queries come before merges where there are few cores; too many parts slow inserts down in the end.
    "os_threads_nice_value_merge_mutate": 10,
}
_ENGINE_SETTINGS: Final = {
    "max_memory_usage": 768 * MIB,
    # By default a query gets one thread for each free GiB, of which the engine is given one: it would never get two.
    "max_threads_min_free_memory_per_thread": 32 * MIB,
}
# Settings of each query, on a server too: large sorts and groups go to disk before they fail.
_QUERY_SETTINGS: Final = {
    "max_bytes_before_external_group_by": 256 * MIB,
    "max_bytes_before_external_sort": 256 * MIB,
    # What is read of one part is divided among threads from these sizes on; by default texts of a day are one thread's.
    "merge_tree_min_rows_for_concurrent_read": 16_384,
    "merge_tree_min_bytes_for_concurrent_read": 8 * MIB,
}
# A span twice in one insert stays so until a merge, which no query minds; to look for such costs half an insert.
# Spans of many projects that are kept for different times make many partitions.
_INSERT_SETTINGS: Final = {"optimize_on_insert": 0, "max_partitions_per_insert_block": 0}
# Values that must come back as the bytes they are, not as text.
_FORMATS: Final[dict[str, str | dict[str, str]]] = {
    "ResourceProto": "bytes",
    "ScopeProto": "bytes",
    "SpanProto": "bytes",
}

Row = Mapping[str, Any]
T = TypeVar("T")


class StoreClient:
    """A pool of connections to one store, safe to use from several threads. Synchronous: never call it on an event
    loop. `close` it when done; a `with` does."""

    def __init__(self, url: str, *, readers: int = 4, query_timeout_seconds: float = 30.0) -> None:
        """Open the store and look whether it answers; its database is created when absent.

        `readers` is how many queries may run at once, beside one insert. Raises SettingsError when the url makes no
        sense or the directory cannot be opened (another process has it), UnavailableError when a server does not
        answer.
        """
        self.address: Final = parse(url)
        self._timeout = query_timeout_seconds
        self._slots = threading.BoundedSemaphore(readers)
        self._writing = threading.Lock()
        self._idle: deque[Client] = deque()
        self._closing = threading.Event()
        self._writer = self._open_first()
        self._merging = True
        self._stamped = 0
        self._parts = PartsCheck(lambda sql: list(self._writer.query(sql).named_results()), self._run)

    def __enter__(self) -> "StoreClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, sql: str, parameters: Mapping[str, Any], *, doing: str) -> list[Row]:
        """Run a query with bound parameters; rows by column name. `doing` says what for, in messages.

        Raises UnavailableError when the store does not answer in time, InvalidRequestError when it refuses.
        """

        def ask(handle: Client) -> list[Row]:
            return list(handle.query(sql, parameters=dict(parameters), column_formats=_FORMATS).named_results())

        return self._read(doing, parameters, ask)

    def tuples(self, sql: str, parameters: Mapping[str, Any], *, doing: str) -> Iterator[tuple[Any, ...]]:
        """As `query`, quicker where rows are many: values in the order of the statement."""

        def ask(handle: Client) -> Iterator[tuple[Any, ...]]:
            # The driver reads columns; to make rows of them in its own way takes longer.
            return zip(*handle.query(sql, parameters=dict(parameters)).result_columns, strict=True)

        return self._read(doing, parameters, ask)

    def arrow(self, sql: str, parameters: Mapping[str, Any], *, doing: str) -> pa.Table:
        """As `query`, as a table that can be inserted."""
        return self._read(doing, parameters, lambda handle: handle.query_arrow(sql, parameters=dict(parameters)))

    def insert(self, table: str, rows: pa.Table, *, stamp: str | None = None) -> None:
        """Insert rows; returns when they are on disk. One insert runs at a time. A column named by `stamp` tells when.
        Errors as for `query`."""
        doing = f"inserting {rows.num_rows} rows into {table}"
        with self._writing, mapped(doing):
            self._refuse_closed(doing)
            if stamp is not None:
                rows = rows.append_column(stamp, _stamps(self._next_stamp(), rows.num_rows))
            if self.address.embedded:
                self._mind_the_disk()
                _insert_in_process(self._writer, table, rows)
                self._parts.look()
            else:
                self._writer.insert_arrow(table, rows, settings=_INSERT_SETTINGS)

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Run a statement that returns nothing, on the writer's connection. Errors as for `query`."""
        doing = "changing the span store"
        with self._writing, mapped(doing):
            self._refuse_closed(doing)
            self._writer.command(sql, parameters=dict(parameters or {}))

    def stamp(self) -> int:
        """A time for something to be stored now, nanoseconds since the epoch: later than all before, whatever the clock
        does."""
        with self._writing:
            return self._next_stamp()

    def stamped(self) -> int:
        """The last such time; what was stored under it, or an earlier one, is there, or its insert has failed."""
        with self._writing:
            return self._stamped

    def stamp_after(self, stamp: int) -> None:
        """Give out no time up to this one, which an earlier process may have used."""
        with self._writing:
            self._stamped = max(self._stamped, stamp)

    def _next_stamp(self) -> int:
        self._stamped = max(self._stamped + 1, time.time_ns())
        return self._stamped

    def _run(self, sql: str) -> None:
        self._writer.command(sql)

    def _mind_the_disk(self) -> None:
        """Merge nothing while the disk is nearly full: a merge that it does not take may leave a part that cannot be
        read, in place of those that could."""
        merging = shutil.disk_usage(self.address.path).free >= _MERGING_BYTES
        if merging is not self._merging:
            self._writer.command(f"SYSTEM {'START' if merging else 'STOP'} MERGES")
            self._merging = merging

    def close(self) -> None:
        """Close every connection, after running calls; closing again does nothing."""
        self._closing.set()
        with self._writing:
            self._writer.close()
        while self._idle:
            self._idle.pop().close()

    def _read(self, doing: str, parameters: Mapping[str, Any], ask: Callable[[Client], T]) -> T:
        """What a question is answered. One that met a part which the disk did not take is asked again once that is
        dropped: when the insert that wrote it is through."""
        with self._lease(doing) as handle, mapped(doing):
            _refuse_broken_text(parameters)
            try:
                return ask(handle)
            except ClickHouseError as error:
                if not (self.address.embedded and is_unreadable(error)):
                    raise
            with self._writing:
                self._refuse_closed(doing)
                return ask(handle)

    @contextmanager
    def _lease(self, doing: str) -> Iterator[Client]:
        if not self._slots.acquire(timeout=self._timeout):
            raise UnavailableError(f"{doing}: too many queries at once")
        try:
            self._refuse_closed(doing)
            handle = self._take(doing)
            try:
                yield handle
            finally:
                self._give_back(handle)
        finally:
            self._slots.release()

    def _take(self, doing: str) -> Client:
        try:
            return self._idle.pop()
        except IndexError:
            with mapped(doing):
                return self._open(self.address.database)

    def _give_back(self, handle: Client) -> None:
        self._idle.append(handle)
        if self._closing.is_set():
            # `close` may have emptied the pool already; whoever finds the handle closes it.
            while self._idle:
                self._idle.pop().close()

    def _refuse_closed(self, doing: str) -> None:
        if self._closing.is_set():
            raise UnavailableError(f"{doing}: the span store is closed")

    def _open_first(self) -> Client:
        try:
            with self._open(None) as first:
                first.command(f"CREATE DATABASE IF NOT EXISTS {quote_identifier(self.address.database)}")
                return self._open(self.address.database)
        except ClickHouseError as error:
            if self.address.embedded:
                raise SettingsError(
                    f"cannot open the span store at {self.address}: the directory is in use by another process, or not"
                    " writable"
                ) from error
            raise to_error(error, f"opening the span store at {self.address}") from error

    def _open(self, database: str | None) -> Client:
        settings = {**_QUERY_SETTINGS, "max_execution_time": self._timeout}
        if self.address.embedded:
            return _open_engine(self.address, database, {**settings, **_ENGINE_SETTINGS})
        return _open_server(self.address, database, settings, self._timeout)


def _open_engine(address: Address, database: str | None, settings: Mapping[str, Any]) -> Client:
    return clickhouse_connect.get_client(
        interface="chdb",
        path=address.path,
        database=database,
        settings=dict(settings),
        chdb_options={name: str(value) for name, value in _ENGINE_OPTIONS.items()},
    )


def _stamps(stamp: int, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(stamp, type=pa.timestamp("ns", tz="UTC")), count)


def _insert_in_process(writer: Client, table: str, spans_to_insert: pa.Table) -> None:
    """The engine reads the rows where they lie: it finds the Arrow table by the name of this function's parameter."""
    columns = ", ".join(quote_identifier(name) for name in spans_to_insert.column_names)
    settings = ", ".join(f"{name} = {value}" for name, value in _INSERT_SETTINGS.items())
    into = f"INSERT INTO {quote_identifier(table)} ({columns}) SETTINGS {settings}"
    writer.command(f"{into} SELECT {columns} FROM Python(spans_to_insert)")  # noqa: S608 (names of ours)


def _open_server(address: Address, database: str | None, settings: Mapping[str, Any], timeout: float) -> Client:
    return clickhouse_connect.get_client(
        host=address.host,
        port=address.port,
        username=address.user or None,
        password=address.password,
        database=database,
        secure=address.secure,
        settings=dict(settings),
        send_receive_timeout=int(timeout) + 5,
        autogenerate_session_id=False,
    )


def _refuse_broken_text(parameters: Mapping[str, Any]) -> None:
    # The engine's own complaint about a lone surrogate is of a kind that cannot be told from a passing fault.
    for value in parameters.values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                text.encode()
