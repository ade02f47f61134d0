"""What the drain tells of itself."""

import os
import time
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.calls import call
from support.measurements import total
from to11.ingest.drain import Drain
from to11.ingest.figures import NS, Backlog, DrainFigures
from to11.ingest.quarantine import Quarantine
from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name
from to11.metrics import definitions
from to11.metrics.genai import GenaiMeters
from to11.metrics.meters import Meters
from to11.metrics.scrape import clear
from to11.model.call import Call, Ending
from to11.model.errors import PermanentError, UnavailableError
from to11.model.measurements import OPERATION_DURATION, TOKEN_USAGE, Instrument
from to11.settings import DrainSettings
from to11.store.columns import SpanColumns
from to11.wire import calls


class Store:
    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.most = 1_000

    def write(self, columns: SpanColumns) -> None:
        if self.failures:
            raise self.failures.pop(0)
        if len(columns) > self.most:
            raise PermanentError("too many at once")


class Bench:
    """A drain, its store and its spools."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "spool"
        self.store = Store()
        self.meters = Meters(None, "core", max_projects=1)
        self.metrics = directory / "metrics"
        clear(self.metrics)
        self.genai = GenaiMeters(self.metrics, "core", max_series=10)
        self.figures = DrainFigures(self.meters, self.genai)
        self.quarantine = Quarantine(directory / "quarantine")
        settings = DrainSettings(retry_seconds=0.01)
        self.drain = Drain(self.root, self.store, self.quarantine, settings, self.figures)

    def spool(self, number: int, *ages: float, edge: str = "edge-0") -> int:
        """A segment with an entry of one span for each age in seconds, written when the youngest was; its size."""
        now = time.time_ns()
        data = b"".join(b"".join(encode(EntryKind.OTLP, "p", now - int(age * NS), request())) for age in ages)
        (self.root / edge).mkdir(parents=True, exist_ok=True)
        path = self.root / edge / segment_name(number)
        path.write_bytes(MAGIC + data)
        os.utime(path, ns=(now, now - int(ages[-1] * NS)))
        return len(data)

    def spool_calls(self, number: int, *made: Call) -> None:
        """A segment with these gateway calls, then one that nobody can read."""
        entries = [(EntryKind.CALL, calls.encode(one)) for one in made] + [(EntryKind.CALL, b"garbage")]
        data = b"".join(b"".join(encode(kind, "p", 1, payload)) for kind, payload in entries)
        (self.root / "edge-0").mkdir(parents=True, exist_ok=True)
        (self.root / "edge-0" / segment_name(number)).write_bytes(MAGIC + data)

    def counted(self, instrument: Instrument = OPERATION_DURATION) -> int:
        return total(self.metrics, instrument)[0]

    def backlog(self) -> Backlog:
        (found,) = self.figures.backlogs(self.root)
        return found

    def stored(self) -> float:
        return self.meters.counter(definitions.STORED_SPANS).value

    def errors(self, kind: str) -> float:
        return self.meters.counter(definitions.STORE_ERRORS, kind).value


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def request() -> bytes:
    message = ExportTraceServiceRequest()
    message.resource_spans.add().scope_spans.add().spans.add(trace_id=b"t" * 16, span_id=os.urandom(8))
    return message.SerializeToString()


def test_no_spool_and_an_empty_one(bench: Bench) -> None:
    assert list(bench.figures.backlogs(bench.root)) == []
    (bench.root / "edge-0").mkdir(parents=True)
    assert bench.backlog() == ("edge-0", 0, 0.0, 0.0)


def test_while_the_store_is_down_what_waits_grows_older(bench: Bench) -> None:
    began = time.time()
    bench.spool(1, 100, 90)
    bench.drain.step()
    assert bench.stored() == 2
    assert bench.backlog()[1:] == (0, 0.0, 0.0)
    size = bench.spool(2, 60, 50, 40)
    between = time.time() - began
    bench.store.failures = [UnavailableError("down")]
    bench.drain._stop.set()  # gives up at once
    while bench.drain.step():  # the first step only leaves the segment that is done
        assert bench.stored() == 2
    waiting = bench.backlog()
    assert waiting.bytes == size
    assert waiting.age == pytest.approx(60, abs=5)
    # What is stored was received 90 s before it was spooled, what is spooled 40 s before.
    assert 49.9 < waiting.lag < 50.1 + between
    assert (bench.errors("retryable"), bench.errors("permanent")) == (1, 0)
    bench.drain._stop.clear()
    assert bench.drain.step()
    assert (bench.stored(), bench.backlog()[1:]) == (5, (0, 0.0, 0.0))


def test_before_anything_was_stored_the_lag_is_from_the_oldest_that_waits(bench: Bench) -> None:
    bench.spool(1, 30, 10)
    bench.store.failures = [UnavailableError("down")]
    bench.drain._stop.set()
    bench.drain.step()
    assert bench.backlog().age == pytest.approx(30, abs=5)
    assert bench.backlog().lag == pytest.approx(20, abs=0.1)


def test_what_was_not_even_read_is_no_older_than_what_was_stored_last(bench: Bench) -> None:
    bench.spool(1, 20)
    bench.drain.step()
    bench.spool(2, 5)
    assert bench.backlog().age == pytest.approx(20, abs=5)


def test_what_is_set_aside_is_counted(bench: Bench) -> None:
    bench.spool(1, 5)
    bench.store.failures = [PermanentError("never")]
    assert bench.drain.step()
    assert (bench.errors("permanent"), bench.stored(), bench.quarantine.count()) == (1, 0, 1)
    assert bench.backlog().bytes == 0


def test_each_spool_is_told_apart(bench: Bench) -> None:
    sizes = {edge: bench.spool(1, 1, edge=edge) for edge in ("edge-0", "edge-1")}
    assert {one.spool: one.bytes for one in bench.figures.backlogs(bench.root)} == sizes


def test_calls_are_counted_when_they_are_stored(bench: Bench) -> None:
    bench.spool_calls(1, call(), call(), call(ending=Ending.REFUSED), call(operation=""))
    assert bench.counted() == 0
    assert bench.drain.step()
    assert (bench.counted(), bench.counted(TOKEN_USAGE)) == (2, 4)
    assert bench.quarantine.count() == 1
    while bench.drain.step():
        pass
    assert bench.counted() == 2


def test_calls_are_counted_once_though_their_batch_takes_several_tries(bench: Bench) -> None:
    bench.spool_calls(1, *(call() for _ in range(5)))
    bench.store.most = 5  # a call has three spans: it is stored call by call
    bench.store.failures = [UnavailableError("down"), UnavailableError("still down")]
    assert bench.drain.step()
    assert bench.counted() == 5


def test_calls_are_not_counted_while_they_may_come_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.spool_calls(1, *(call() for _ in range(5)))

    def fails(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as broken:
        broken.setattr("to11.ingest.spool.reader.SpoolReader.commit", fails)
        with pytest.raises(OSError, match="disk"):
            bench.drain.step()
        assert bench.counted() == 0, "stored, and not committed"
    assert bench.drain.step()
    assert bench.counted() == 5


def test_calls_that_the_store_was_given_up_on_are_counted_later(bench: Bench) -> None:
    bench.spool_calls(1, call())
    bench.store.failures = [UnavailableError("down")] * 2
    bench.drain._stop.set()
    assert not bench.drain.step()
    assert bench.counted() == 0
    bench.drain._stop.clear()
    assert bench.drain.step()
    assert bench.counted() == 1
