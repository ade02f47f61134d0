"""Faults for the real program, and an account of what was acknowledged while they lasted."""

import os
import resource
import secrets
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
import requests
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.doors import JSON, PROTOBUF, as_json
from support.program import Program
from to11.ingest.spool.reader import SpoolReader, spools

HOOKS = str(Path(__file__).parent / "hooks")
"""To be a program's PYTHONPATH; see what is in it."""

_EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
RETRYABLE = frozenset({429, 502, 503, 504})

SpanKey = tuple[str, str]
"""Trace id and span id, hexadecimal."""


def batch(count: int = 1, *, name: str = "work", text: str = "") -> ExportTraceServiceRequest:
    """A request of spans with new ids, one trace."""
    made, now, trace_id = ExportTraceServiceRequest(), time.time_ns(), secrets.token_bytes(16)
    group = made.resource_spans.add()
    group.resource.attributes.add(key="service.name").value.string_value = "faults"
    spans = group.scope_spans.add().spans
    for _ in range(count):
        span = spans.add(trace_id=trace_id, span_id=secrets.token_bytes(8), name=name)
        span.start_time_unix_nano, span.end_time_unix_nano = now, now + 1000
        if text:
            span.attributes.add(key="text").value.string_value = text
    return made


def keys_of(message: ExportTraceServiceRequest) -> list[SpanKey]:
    return [
        (span.trace_id.hex(), span.span_id.hex())
        for group in message.resource_spans
        for scope_spans in group.scope_spans
        for span in scope_spans.spans
    ]


class Client:
    """Sends batches by one way with one token; `acknowledged` counts spans, `answers` statuses (gRPC's as HTTP's)."""

    def __init__(self, program: Program, way: str = PROTOBUF, token: str = "") -> None:
        self._program = program
        self._way = way
        self._token = token or program.token()
        self.acknowledged: set[SpanKey] = set()
        self.answers: Counter[int] = Counter()

    def send(self, message: ExportTraceServiceRequest, timeout: float = 10) -> int:
        """Once; the answer's status, 0 when the connection broke."""
        status = self._over_grpc(message, timeout) if self._way == "grpc" else self._over_http(message, timeout)
        self.answers[status] += 1
        if status == 200:
            self.acknowledged.update(keys_of(message))
        return status

    def insist(self, message: ExportTraceServiceRequest, within: float = 60) -> None:
        """Send again for as long as the answer says so."""
        deadline = time.monotonic() + within
        while (status := self.send(message)) != 200:
            assert status in RETRYABLE or status == 0, status
            assert time.monotonic() < deadline, self._program.log()[-3000:]
            time.sleep(0.1)

    def _over_http(self, message: ExportTraceServiceRequest, timeout: float) -> int:
        body = as_json(message) if self._way == JSON else message.SerializeToString()
        headers = {"authorization": f"Bearer {self._token}", "content-type": self._way}
        try:
            answer = requests.post(f"{self._program.otlp_http}/v1/traces", data=body, headers=headers, timeout=timeout)
        except requests.RequestException:
            return 0
        if answer.status_code in RETRYABLE:
            assert int(answer.headers["retry-after"]) >= 1
        return answer.status_code

    def _over_grpc(self, message: ExportTraceServiceRequest, timeout: float) -> int:
        metadata = (("authorization", f"Bearer {self._token}"),)
        options = [("grpc.use_local_subchannel_pool", 1)]
        with grpc.insecure_channel(self._program.otlp_grpc, options=options) as channel:
            try:
                channel.unary_unary(_EXPORT)(message.SerializeToString(), metadata=metadata, timeout=timeout)
            except grpc.RpcError as error:
                retryable = error.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
                return 503 if retryable else 1000 + error.code().value[0]
        return 200


def stored_spans(
    program: Program, *, since: str = "2026-01-01T00:00:00Z", until: str = "2100-01-01T00:00:00Z"
) -> Counter[SpanKey]:
    """How often each span is found that starts in the window, read page by page."""
    found: Counter[SpanKey] = Counter()
    cursor: dict[str, str] = {}
    window = {"from": since, "to": until}
    while True:
        answer = program.get("spans", limit="1000", **window, **cursor)
        assert answer.ok, answer.text
        data = answer.json()["data"]
        found.update((span["traceId"], span["spanId"]) for span in data["items"])
        if not (following := data["pagination"]["nextCursor"]):
            return found
        cursor = {"cursor": following}


def await_drained(program: Program, within: float = 120) -> float:
    """Seconds until the spools are empty, or hold only what no longer changes: the tail that a kill tore."""
    started, steady, last = time.monotonic(), time.monotonic(), -1
    while (backlog := _backlog(program)) and time.monotonic() - steady < 15:
        if backlog != last:
            steady, last = time.monotonic(), backlog
        assert time.monotonic() - started < within, f"{backlog} bytes are spooled\n{program.log()[-3000:]}"
        time.sleep(0.1)
    return time.monotonic() - started


def _backlog(program: Program) -> int:
    return sum(SpoolReader(spool).backlog_bytes() for spool in spools(program.data_dir / "spool"))


def await_stored(program: Program, *clients: Client, within: float = 60) -> None:
    """All that was acknowledged is there, once."""
    wanted = set().union(*(client.acknowledged for client in clients))
    assert wanted
    await_drained(program, within=within)
    deadline = time.monotonic() + 30
    while missing := wanted - (found := stored_spans(program)).keys():
        assert time.monotonic() < deadline, f"{len(missing)} of {len(wanted)} missing\n{program.log()[-3000:]}"
        time.sleep(0.5)
    assert {key: found[key] for key in wanted} == dict.fromkeys(wanted, 1)


@contextmanager
def small_disk(path: Path, mebibytes: int) -> Iterator[Path]:
    """A disk of its own at `path`. Needs root; a run that may not mount says so, and under CI fails."""
    path.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "none", str(path)], capture_output=True, check=False
    )
    if done.returncode != 0:
        assert not os.environ.get("CI"), done.stderr
        pytest.skip(f"cannot mount: {done.stderr.decode(errors='replace').strip()}")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


@contextmanager
def full(directory: Path) -> Iterator[None]:
    """Not a byte is left on the directory's disk."""
    filler = directory / "filler"
    fd = os.open(filler, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    os.write(fd, bytes(size))
            except OSError:
                continue
        yield
    finally:
        os.close(fd)
        filler.unlink()


@contextmanager
def no_file_may_grow(*pids: int) -> Iterator[None]:
    """Every write to a file fails in these processes, whatever the disk."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The process does nothing at all."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
