"""kill -9 of each process in turn while spans and calls flow: what was acknowledged is there afterwards, once."""

import os
import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
import requests
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.program import Program
from support.sending import export_one
from to11.demo.provider import StandInProvider

_EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
_HANDED_OVER_SECONDS = 0.1


class Load:
    """Sends spans and calls from threads of its own until told to stop; errors are expected, silence is not."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._token = program.token()
        self._stop = threading.Event()
        self.acknowledged: list[str] = []
        self.calls: list[tuple[str, float]] = []
        self._threads = [
            threading.Thread(target=self._repeat, args=(work,), daemon=True)
            for work in (self._send_span, self._send_over_grpc, self._call, self._call)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, work: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                work()
            except (requests.RequestException, grpc.RpcError, KeyError):
                self._stop.wait(0.01)

    def _send_span(self) -> None:
        self.acknowledged.append(export_one(self._program, self._token))

    def _send_over_grpc(self) -> None:
        trace_id, now = secrets.token_bytes(16), time.time_ns()
        request = ExportTraceServiceRequest()
        request.resource_spans.add().scope_spans.add().spans.add(
            trace_id=trace_id,
            span_id=secrets.token_bytes(8),
            name="work",
            start_time_unix_nano=now,
            end_time_unix_nano=now + 1000,
        )
        with grpc.insecure_channel(self._program.otlp_grpc) as channel:
            metadata = (("authorization", f"Bearer {self._token}"),)
            export = channel.unary_unary(_EXPORT, request_serializer=ExportTraceServiceRequest.SerializeToString)
            export(request, metadata=metadata, timeout=10)
        self.acknowledged.append(trace_id.hex())

    def _call(self) -> None:
        answer = requests.post(
            f"{self._program.gateway}/v1/chat/completions",
            headers={"x-to11-authorization": f"Bearer {self._program.api_key}"},
            json={"model": "fast::demo-small", "messages": [{"role": "user", "content": "ready?"}]},
            timeout=10,
        )
        answer.raise_for_status()
        answer.json()
        self.calls.append((answer.headers["traceparent"].split("-")[1], time.monotonic()))


def kill_core(program: Program) -> None:
    os.kill(program.core_pid, signal.SIGKILL)


def kill_edge(program: Program) -> None:
    os.kill(program.edge_pids[0], signal.SIGKILL)


def kill_supervisor(program: Program) -> None:
    program.stop(signal.SIGKILL)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("kill", [kill_core, kill_edge, kill_supervisor], ids=lambda kill: kill.__name__)
def test_what_was_acknowledged_is_there_once(workplace: Path, kill: Callable[[Program], None]) -> None:
    with (
        StandInProvider("127.0.0.1", 0) as provider,
        Program(
            workplace,
            TO11_PROVIDERS__FAST__BASE_URL=f"http://127.0.0.1:{provider.port}/v1",
            TO11_API__EXCHANGE_PER_ADDRESS_PER_MINUTE="10000",
        ) as program,
    ):
        load = Load(program)
        load.start()
        handed_over = _kill_under(load, program, kill)
        assert len(load.acknowledged) > 20
        assert len(load.calls) > 5
        marker = export_one(program)
        program.trace(marker, within=30)
        calls = [trace_id for trace_id, at in load.calls if at < handed_over - _HANDED_OVER_SECONDS]
        if kill is kill_edge:
            calls = _not_just_before_a_gap(load.calls)
        stored = _stored_spans(program)
        assert {trace_id: stored[trace_id] for trace_id in load.acknowledged} == dict.fromkeys(load.acknowledged, 1)
        assert {trace_id: stored[trace_id] for trace_id in calls} == dict.fromkeys(calls, 3)


def _stored_spans(program: Program) -> Counter[str]:
    """How many spans each trace has, read page by page."""
    found: Counter[str] = Counter()
    cursor: dict[str, str] = {}
    while True:
        answer = program.get("spans", limit="1000", **cursor)
        answer.raise_for_status()
        data = answer.json()["data"]
        found.update(span["traceId"] for span in data["items"])
        if not (following := data["pagination"]["nextCursor"]):
            return found
        cursor = {"cursor": following}


def _kill_under(load: Load, program: Program, kill: Callable[[Program], None]) -> float:
    """Kill while the load runs, a child twice; when what had been handed over by then must be there."""
    if kill is kill_supervisor:
        time.sleep(2.0)
        kill(program)
        killed = time.monotonic()
        load.stop()
        program.start()
        return killed
    for _ in range(2):
        time.sleep(1.0)
        kill(program)
        program.await_children()
    time.sleep(1.0)
    load.stop()
    return time.monotonic()


def _not_just_before_a_gap(calls: list[tuple[str, float]]) -> list[str]:
    """The calls that did not end within 100 ms before an edge was away: some call came later within that time."""
    times = sorted(at for _, at in calls)
    kept = []
    for trace_id, at in calls:
        later = next((other for other in times if other > at + _HANDED_OVER_SECONDS), None)
        if later is not None and later - at < 3 * _HANDED_OVER_SECONDS + 0.2:
            kept.append(trace_id)
    return kept


def test_a_trace_id_of_ones_own_making_is_stored_once_however_often_it_is_sent(program: Program) -> None:
    trace_id = secrets.token_hex(16)
    span = {
        "traceId": trace_id,
        "spanId": secrets.token_hex(8),
        "name": "again",
        "startTimeUnixNano": str(time.time_ns()),
        "endTimeUnixNano": str(time.time_ns()),
    }
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
    headers = {"authorization": f"Bearer {program.token()}"}
    for _ in range(3):
        requests.post(f"{program.otlp_http}/v1/traces", json=body, headers=headers, timeout=30).raise_for_status()
    marker = export_one(program)
    program.trace(marker)
    assert program.trace(trace_id)["summary"]["spanCount"] == 1
