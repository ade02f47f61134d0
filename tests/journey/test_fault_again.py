"""Sent again: to another worker, by another protocol, after a kill at the worst place, after days, by a clock that
jumps. A span is stored once, and of its versions the last."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.doors import JSON, PROTOBUF
from support.faults import HOOKS, Client, await_stored, batch, keys_of, stored_spans
from support.program import Program
from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name

DAY_NS = 86_400 * 10**9


def renamed(message: ExportTraceServiceRequest, name: str) -> ExportTraceServiceRequest:
    copy = ExportTraceServiceRequest.FromString(message.SerializeToString())
    for span in copy.resource_spans[0].scope_spans[0].spans:
        span.name = name
    return copy


def name_of(program: Program, message: ExportTraceServiceRequest, wanted: str) -> str:
    """The name of the only span of a batch; waits a while for the wanted one."""
    trace_id, _ = keys_of(message)[0]
    deadline = time.monotonic() + 15
    while True:
        (span,) = program.trace(trace_id)["spans"]
        if span["name"] == wanted or time.monotonic() > deadline:
            return str(span["name"])
        time.sleep(0.1)


@pytest.mark.otlp("G5")
def test_a_batch_by_every_way_to_every_worker(workplace: Path) -> None:
    with Program(workplace, TO11_WORKERS="2") as program:
        token = program.token()
        clients = [Client(program, way, token) for way in ("grpc", PROTOBUF, JSON)]
        batches = [batch(20) for _ in range(5)]
        for _ in range(6):  # each on a connection of its own, so both workers get their share
            for client in clients:
                for message in batches:
                    assert client.send(message) == 200
        spools = {path.parent.name for path in (program.data_dir / "spool").glob("*/*.log")}
        assert spools == {"edge-0", "edge-1"}
        await_stored(program, *clients)
        assert sum(stored_spans(program).values()) == 100
        time.sleep(0.5)
        assert sum(stored_spans(program).values()) == 100
        for message in batches:
            trace_id, _ = keys_of(message)[0]
            assert program.trace(trace_id)["summary"]["spanCount"] == 20


@pytest.mark.otlp("G5")
def test_a_span_that_came_days_ago_and_comes_again(workplace: Path) -> None:
    with Program(workplace) as program:
        sent = batch(1, name="days ago")
        received = time.time_ns() - 3 * DAY_NS
        entry = b"".join(encode(EntryKind.OTLP, program.project_id, received, sent.SerializeToString()))
        spool = program.data_dir / "spool" / "edge-of-old"
        spool.mkdir()
        (spool / segment_name(1)).write_bytes(MAGIC + entry)
        assert name_of(program, sent, "days ago") == "days ago"
        client = Client(program)
        client.insist(renamed(sent, "today"))
        assert name_of(program, sent, "today") == "today"
        await_stored(program, client)
        assert sum(stored_spans(program).values()) == 1
        stats = program.get("stats").json()["data"]
        assert stats["spanCount"] == 1


@pytest.mark.timeout(180)
def test_a_clock_that_jumps_by_hours_and_days(workplace: Path) -> None:
    offset = workplace / "offset"
    offset.write_text("0")
    with Program(workplace, PYTHONPATH=HOOKS, CLOCK_OFFSET_FILE=str(offset), TO11_WORKERS="2") as program:
        token = program.token()
        clients = [Client(program, way, token) for way in (PROTOBUF, "grpc")]
        versions = batch(1, name="first")
        clients[0].insist(versions)
        last = "first"
        for seconds in (3600, 0, -7200, 5 * 86_400, -3600):
            offset.write_text(str(seconds))
            time.sleep(1.5)  # the time in which edges hear of one another's
            for client in clients:
                for number in range(4):
                    last = f"{seconds} {number}"
                    client.insist(renamed(versions, last))
        assert name_of(program, versions, last) == last
        others = batch(50)
        clients[0].insist(others)
        await_stored(program, *clients)

        program.stop()
        program.start()
        client = Client(program)
        client.insist(renamed(versions, "after a restart"))
        assert name_of(program, versions, "after a restart") == "after a restart"
        await_stored(program, *clients, client)


def deaths_at(place: str) -> Callable[[Program, Path], None]:
    def kill(program: Program, deaths: Path) -> None:
        (deaths / place).write_text("3")
        deadline = time.monotonic() + 150
        while (deaths / place).read_text() != "0":
            assert time.monotonic() < deadline, program.log()[-3000:]
            time.sleep(0.1)

    kill.__name__ = place
    return kill


def everything(program: Program, deaths: Path) -> None:
    """Supervisor, core and edges at once, as when the machine goes; twice."""
    for _ in range(2):
        time.sleep(1)
        program.refresh()
        for pid in (program.pid, program.core_pid, *program.edge_pids):
            os.kill(pid, signal.SIGKILL)
        program.stop(signal.SIGKILL)
        program.start()


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "kill", [deaths_at("synced"), deaths_at("written"), everything], ids=lambda kill: kill.__name__
)
def test_killed_at_the_worst_place(workplace: Path, kill: Callable[[Program, Path], None]) -> None:
    deaths = workplace / "deaths"
    deaths.mkdir()
    settings = {"TO11_WORKERS": "2", "TO11_API__PUBLIC_URL": "http://to11.test"}  # tokens outlive the port
    with Program(workplace, PYTHONPATH=HOOKS, DEATHS_DIRECTORY=str(deaths), **settings) as program:
        token = program.token()
        clients = [Client(program, way, token) for way in ("grpc", PROTOBUF, JSON)]
        done = threading.Event()

        def send(client: Client) -> None:
            while not done.is_set():
                client.insist(batch(10, text="x" * 300), within=120)
                done.wait(0.05)

        threads = [threading.Thread(target=send, args=(client,), daemon=True) for client in clients]
        for thread in threads:
            thread.start()
        try:
            kill(program, deaths)
            time.sleep(1)
        finally:
            done.set()
            for thread in threads:
                thread.join()
        program.await_api()
        await_stored(program, *clients, within=90)
        assert max(stored_spans(program).values()) == 1, "also of what was not acknowledged, each once at most"
