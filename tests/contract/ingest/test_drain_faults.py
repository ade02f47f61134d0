"""The drain before a real store: dying between the store and the cursor, a store that is away for long, one row that is
refused, a quarantine whose disk is full."""

import errno
import os
import time
import tracemalloc
from pathlib import Path

import pytest

from support.otlp import request, span
from support.spans import span_id, trace_id
from support.stores import DAY, Store
from to11.ingest.drain import Drain
from to11.ingest.quarantine import Quarantine
from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name
from to11.model.errors import InvalidRequestError, UnavailableError
from to11.model.search import SpanFilter, StoredSpan
from to11.settings import DrainSettings
from to11.store.columns import SpanColumns
from to11.store.writer import Writer

START = 1_544_712_660_000_000_000


class Faulty:
    """A real store's writer that fails as it is told."""

    def __init__(self, store: Store) -> None:
        self._writer = Writer(store.client)
        self.names: list[str] = []
        self.away = 0
        self.refuses = ""
        self.dies = False

    def write(self, columns: SpanColumns) -> None:
        if self.away:
            self.away -= 1
            raise UnavailableError("the store is away")
        if self.refuses in columns.name.to_pylist():
            raise InvalidRequestError(f"the row '{self.refuses}' is refused")
        self._writer.write(columns)
        self.names += columns.name.to_pylist()
        if self.dies:
            raise KeyboardInterrupt


@pytest.fixture
def faulty(store: Store) -> Faulty:
    return Faulty(store)


def make(root: Path, faulty: Faulty) -> Drain:
    settings = DrainSettings(poll_seconds=0.01, retry_seconds=0.001, batch_bytes=1_000_000)
    return Drain(root / "spool", faulty, Quarantine(root / "quarantine"), settings)


def entry(project: str, *names: str, text: str = "", received_ns: int = START) -> bytes:
    spans = [span(name, trace_id=trace_id(project), span_id=span_id(name)) for name in names]
    if text:
        spans[0].attributes.add(key="text").value.string_value = text
    return b"".join(encode(EntryKind.OTLP, project, received_ns, request(*spans).SerializeToString()))


def spool(root: Path, *entries: bytes, edge: str = "edge-0", number: int = 1) -> None:
    (root / "spool" / edge).mkdir(parents=True, exist_ok=True)
    (root / "spool" / edge / segment_name(number)).write_bytes(MAGIC + b"".join(entries))


def stored(store: Store) -> list[StoredSpan]:
    found, cursor = store.reader.spans(store.project, SpanFilter(START - DAY, START + DAY), None, 10_000)
    assert cursor is None
    return found


def test_a_drain_that_dies_between_the_store_and_its_cursor(tmp_path: Path, store: Store, faulty: Faulty) -> None:
    spool(tmp_path, *(entry(store.project, f"{number}") for number in range(20)))
    faulty.dies = True
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path, faulty).step()
    faulty.dies = False
    while make(tmp_path, faulty).step():
        pass
    assert len(faulty.names) == 60, "it was stored three times"
    assert sorted(found.name for found in stored(store)) == sorted(str(number) for number in range(20))
    (trace,) = store.traces(start=START - DAY, end=START + DAY)
    assert trace.span_count == 20


def test_one_refused_row_among_thousands(tmp_path: Path, store: Store, faulty: Faulty) -> None:
    names = [f"span {number}" for number in range(3000)]
    chunks = [names[first : first + 10] for first in range(0, len(names), 10)]
    spool(tmp_path, *(entry(store.project, *chunk) for chunk in chunks))
    faulty.refuses = "span 1234"
    drain = make(tmp_path, faulty)
    while drain.step():
        pass
    (case,) = Quarantine(tmp_path / "quarantine").cases()
    assert "the row 'span 1234' is refused" in case.cause
    kept = [name for chunk in chunks if "span 1234" not in chunk for name in chunk]
    assert faulty.names == kept, "all others, once, in the order in which they came"
    assert len(stored(store)) == len(kept)


def test_a_store_that_is_away_for_long_costs_no_memory(tmp_path: Path, store: Store, faulty: Faulty) -> None:
    total = 0
    for number in range(1, 21):  # 40 MB, of which a batch is 1 MB
        names = [f"{number}-{place}" for place in range(20)]
        spool(tmp_path, *(entry(store.project, name, text="x" * 100_000) for name in names), number=number)
        total += len(names)
    faulty.away = 3000  # of minutes, were the pause the usual second
    drain = make(tmp_path, faulty)
    tracemalloc.start()
    try:
        drain.start()
        while faulty.away > 0:
            assert drain.backlog_bytes() > 39_000_000, "the spool holds"
            time.sleep(0.05)
        deadline = time.monotonic() + 60
        while drain.backlog_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        drain.close()
    assert peak < 20_000_000
    assert len(stored(store)) == total
    assert len(faulty.names) == total


def test_a_quarantine_whose_disk_is_full_is_waited_for(
    tmp_path: Path, store: Store, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number}" for number in range(10)]
    spool(tmp_path, *(entry(store.project, name) for name in names))
    faulty.refuses = "5"
    drain = make(tmp_path, faulty)

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for _ in range(3):
            with pytest.raises(OSError, match="No space left"):
                drain.step()
    assert list(Quarantine(tmp_path / "quarantine").cases()) == []
    while drain.step():
        pass
    (case,) = Quarantine(tmp_path / "quarantine").cases()
    assert "refused" in case.cause
    assert sorted(found.name for found in stored(store)) == [name for name in names if name != "5"]
    assert not list((tmp_path / "quarantine").glob("*.tmp"))


def test_versions_by_way_of_two_workers_days_apart(tmp_path: Path, store: Store, faulty: Faulty) -> None:
    day = 86_400 * 10**9
    for edge, text, received in (
        ("edge-1", "new", START + 3 * day),
        ("edge-0", "old", START),
        ("edge-2", "mid", START + day),
    ):
        spool(tmp_path, entry(store.project, "same", text=text, received_ns=received), edge=edge)
        while make(tmp_path, faulty).step():
            pass
    (found,) = stored(store)
    assert b"new" in found.span.SerializeToString()
    assert found.received_ns == START + 3 * day
    (trace,) = store.traces(start=START - DAY, end=START + DAY)
    assert trace.span_count == 1
