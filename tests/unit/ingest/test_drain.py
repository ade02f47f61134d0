"""At least once, in order, past whatever cannot be stored."""

import json
import threading
import time
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from to11.ingest import drain as drain_module
from to11.ingest.drain import Drain
from to11.ingest.quarantine import Quarantine
from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name
from to11.ingest.spool.reader import SpoolReader
from to11.model.errors import PermanentError, UnavailableError
from to11.settings import DrainSettings
from to11.store.columns import SpanColumns


def request(*names: str) -> bytes:
    message = ExportTraceServiceRequest()
    spans = message.resource_spans.add().scope_spans.add().spans
    for name in names:
        spans.add(trace_id=b"t" * 16, span_id=name.encode().rjust(8, b"_"), name=name)
    return message.SerializeToString()


def spool(root: Path, edge: str, *payloads: bytes, number: int = 1) -> None:
    (root / edge).mkdir(parents=True, exist_ok=True)
    data = b"".join(b"".join(encode(EntryKind.OTLP, "proj_a", 1, payload)) for payload in payloads)
    (root / edge / segment_name(number)).write_bytes(MAGIC + data)


class Store:
    def __init__(self) -> None:
        self.names: list[str] = []
        self.failures: list[Exception] = []
        self.poison = ""

    def write(self, columns: SpanColumns) -> None:
        if self.failures:
            raise self.failures.pop(0)
        names = columns.name.to_pylist()
        if self.poison and self.poison in names:
            raise PermanentError("a row that the store cannot take")
        self.names += names


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def drain(tmp_path: Path, store: Store) -> Drain:
    settings = DrainSettings(poll_seconds=0.01, retry_seconds=0.01)
    return Drain(tmp_path / "spool", store, Quarantine(tmp_path / "quarantine"), settings)


def causes(tmp_path: Path) -> list[str]:
    return [json.loads(path.read_text())["cause"] for path in sorted((tmp_path / "quarantine").glob("*.json"))]


def test_every_spool_is_drained_once_and_in_order(tmp_path: Path, drain: Drain, store: Store) -> None:
    assert not drain.step()
    spool(tmp_path / "spool", "edge-0", request("a", "b"), request("c"))
    spool(tmp_path / "spool", "edge-1", request("d"))
    assert drain.backlog_bytes() > 0
    assert drain.step()
    assert store.names == ["a", "b", "c", "d"]
    assert not drain.step()
    assert drain.backlog_bytes() == 0


def test_the_drain_asks_how_long_a_project_keeps_its_spans(tmp_path: Path) -> None:
    kept: list[int] = []

    class Noting(Store):
        def write(self, columns: SpanColumns) -> None:
            kept.extend(columns.to_arrow()["RetentionDays"].to_pylist())

    drain = Drain(
        tmp_path / "spool", Noting(), Quarantine(tmp_path / "quarantine"), DrainSettings(), retention=lambda _: 7
    )
    spool(tmp_path / "spool", "edge-0", request("a", "b"))
    assert drain.step()
    assert kept == [7, 7]


def test_a_batch_is_of_all_spools_together_and_none_is_passed_over(tmp_path: Path, store: Store) -> None:
    size = len(request("a0"))
    settings = DrainSettings(batch_bytes=3 * size)
    drain = Drain(tmp_path / "spool", store, Quarantine(tmp_path / "quarantine"), settings)
    for edge in "abc":
        spool(tmp_path / "spool", f"edge-{edge}", *(request(f"{edge}{number}") for number in range(8)))
    for _ in range(3):
        before = len(store.names)
        assert drain.step()
        assert len(store.names) - before <= 3
    assert {name[0] for name in store.names} == set("abc")
    while drain.step():
        pass
    assert len(store.names) == 24
    assert [name for name in store.names if name[0] == "b"] == [f"b{number}" for number in range(8)]


def test_what_is_not_stored_is_not_committed(tmp_path: Path, drain: Drain, store: Store) -> None:
    spool(tmp_path / "spool", "edge-0", request("a"))
    store.failures = [RuntimeError("a fault nobody mapped")]
    with pytest.raises(RuntimeError):
        drain.step()
    assert drain.step()
    assert store.names == ["a"]
    assert causes(tmp_path) == []


def test_a_store_that_is_down_is_waited_for(tmp_path: Path, drain: Drain, store: Store) -> None:
    spool(tmp_path / "spool", "edge-0", request("a"))
    store.failures = [UnavailableError("down"), UnavailableError("still down")]
    assert drain.step()
    assert store.names == ["a"]
    assert drain.failing == ""


def test_one_request_that_cannot_be_stored_is_set_aside_alone(tmp_path: Path, drain: Drain, store: Store) -> None:
    spool(tmp_path / "spool", "edge-0", *(request(name) for name in "abcdefg"), b"\xff not protobuf", request("h"))
    store.poison = "e"
    assert drain.step()
    assert store.names == list("abcdfgh")
    assert len(causes(tmp_path)) == 2
    assert "PermanentError: a row that the store cannot take" in causes(tmp_path)
    assert not drain.step()


def test_damage_is_kept_with_its_cause(tmp_path: Path, drain: Drain, store: Store) -> None:
    spool(tmp_path / "spool", "edge-0", request("a"), request("b"))
    path = tmp_path / "spool" / "edge-0" / segment_name(1)
    data = bytearray(path.read_bytes())
    data[len(MAGIC) + 20] ^= 1
    path.write_bytes(data)
    spool(tmp_path / "spool", "edge-0", request("c"), number=2)
    while drain.step():
        pass
    assert store.names == ["b", "c"]
    assert causes(tmp_path) == ["checksum does not match"]


def test_damage_is_set_aside_once_though_its_batch_takes_two_tries(tmp_path: Path, drain: Drain, store: Store) -> None:
    spool(tmp_path / "spool", "edge-0", request("a"), request("b"))
    path = tmp_path / "spool" / "edge-0" / segment_name(1)
    data = bytearray(path.read_bytes())
    data[len(MAGIC) + 20] ^= 1
    path.write_bytes(data)
    spool(tmp_path / "spool", "edge-0", request("c"), number=2)
    store.failures = [RuntimeError("a fault nobody mapped")]
    with pytest.raises(RuntimeError):
        drain.step()
    while drain.step():
        pass
    assert store.names == ["b", "c"]
    assert causes(tmp_path) == ["checksum does not match"]


def test_a_failure_that_has_passed_is_not_told_any_more(
    tmp_path: Path, drain: Drain, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain_module, "_TROUBLE_SECONDS", 0.01)
    failed, tried_again = threading.Event(), threading.Event()
    real = drain._refresh

    def fails_once() -> list[SpoolReader]:
        if not failed.is_set():
            failed.set()
            raise OSError("the disk hiccups")
        if not tried_again.is_set():
            assert drain.failing == "the disk hiccups"
            tried_again.set()
        return real()

    monkeypatch.setattr(drain, "_refresh", fails_once)
    drain.start()
    assert tried_again.wait(10)
    deadline = time.monotonic() + 10
    while drain.failing:
        assert time.monotonic() < deadline, "nothing is spooled, and nothing is wrong"
        time.sleep(0.01)
    drain.close()


def test_close_drains_what_is_there(tmp_path: Path, drain: Drain, store: Store) -> None:
    for number in range(1, 4):
        spool(tmp_path / "spool", "edge-0", request(f"s{number}"), number=number)
    drain.start()
    drain.close()
    drain.close()
    assert store.names == ["s1", "s2", "s3"]
    assert not any(thread.name == "drain" for thread in threading.enumerate())


def test_close_does_not_wait_for_a_store_that_is_down(tmp_path: Path, drain: Drain, store: Store) -> None:
    spool(tmp_path / "spool", "edge-0", request("a"))
    store.failures = [UnavailableError("down")] * 100_000
    drain.start()
    drain.close()
    assert store.names == []
    assert drain.failing == "down"
    assert drain.backlog_bytes() > 0, "the spool holds"


def test_small_batches_are_gathered_but_a_backlog_is_not_kept_waiting(tmp_path: Path, store: Store) -> None:
    long = "x" * 1000
    settings = DrainSettings(poll_seconds=0.01, linger_seconds=30.0, batch_bytes=3 * len(request(long)))
    drain = Drain(tmp_path / "spool", store, Quarantine(tmp_path / "quarantine"), settings)
    for number in (1, 2, 3):
        spool(tmp_path / "spool", "edge-0", *[request(long)] * 5, number=number)
    drain.start()
    try:
        deadline = time.monotonic() + 20
        while len(store.names) < 15 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(store.names) == 15, "there was always more than a batch, or a newer segment"
        spool(tmp_path / "spool", "edge-1", request("late"))
        time.sleep(0.2)
        assert "late" not in store.names
    finally:
        drain.close()
    assert "late" in store.names
