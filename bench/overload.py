"""The collector under load: what one large request costs by every way, and what a flood does to another project."""

import gzip
import http.client
import threading
import time
from types import TracebackType
from typing import Self

from bench.program import Program
from bench.report import Row, section
from support.flood import (
    JSON,
    MIB,
    PROTOBUF,
    Flood,
    Sender,
    Steady,
    await_memory_below,
    json_of,
    peak_mib,
    protobuf_of,
    resident_mib,
    second_project,
)

_LARGE = 63 * MIB
_FLOOD_SECONDS = 12.0
_SPOOL_BYTES = 2 * 1024 * MIB
_EMOJI = "\N{GRINNING FACE}".encode()


def run() -> list[Row]:
    """Large requests one by one, each beside the edge's memory and its longest silence; then the flood."""
    with Program(TO11_SPOOL__MAX_BYTES=str(_SPOOL_BYTES)) as program:
        token, another = program.token(), second_project(program)
        program.pause_core()
        rows = section("collector: one request at a time; what the edge needed, and how long it was silent")
        idle = resident_mib(program.edge_pid)
        rows.append(Row("idle", f"{idle:.0f} MiB", "", ""))
        rows += [_alone(program, token, idle, *case) for case in _cases()]
        rows += _flooded(program, token, another, idle)
        program.kill()
    return rows


def _cases() -> list[tuple[str, str, bytes, str]]:
    protobuf, document = protobuf_of(_LARGE), json_of(_LARGE)
    one = json_of(60 * MIB, spans_of=60 * MIB)
    return [
        ("protobuf, 63 MiB of 1 KB spans", PROTOBUF, protobuf, ""),
        ("  gzip", PROTOBUF, gzip.compress(protobuf, 1), "gzip"),
        ("  gRPC", "grpc", protobuf, ""),
        ("  gRPC, gzip", "grpc", protobuf, "gzip"),
        ("  tiny spans", PROTOBUF, protobuf_of(_LARGE, spans_of=100), ""),
        ("  every span bad", PROTOBUF, protobuf_of(_LARGE, good=False), ""),
        ("  one span of 60 MiB", PROTOBUF, protobuf_of(60 * MIB, spans_of=60 * MIB), ""),
        ("  nothing but empty envelopes", PROTOBUF, b"\x0a\x00" * (30 * MIB), ""),
        ("JSON, 63 MiB of 1 KB spans", JSON, document, ""),
        ("  gzip", JSON, gzip.compress(document, 1), "gzip"),
        ("  one span of 60 MiB", JSON, one, ""),
        ("  one span of 60 MiB with an emoji", JSON, one.replace(b"word", _EMOJI, 1), ""),
        ("  nothing but empty spans", JSON, _around(b"{}," * (20 * MIB) + b"{}"), ""),
        ("a bomb: 1 GiB in gzip, gRPC", "grpc", _bomb(), ""),
    ]


def _around(spans: bytes) -> bytes:
    return b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + spans + b"]}]}]}"


def _bomb() -> bytes:
    return gzip.compress(bytes(64 * MIB), 9) * 16


def _alone(program: Program, token: str, idle: float, name: str, way: str, body: bytes, coding: str) -> Row:
    await_memory_below(program.edge_pid, idle + 40, within=3)
    peak_mib(program.edge_pid, forget=True)
    sender = _sender(program, token, way, body, coding)
    with _Silence(program) as silence:
        started = time.perf_counter()
        status = sender.send()
        took = time.perf_counter() - started
    sender.close()
    beside = f"{took:.1f} s, silent {silence.longest * 1e3:.0f} ms, {status}"
    return Row(name, f"{peak_mib(program.edge_pid):.0f} MiB", beside, "512 MiB")


def _flooded(program: Program, token: str, another: str, idle: float) -> list[Row]:
    with Steady(program, another) as calm:
        time.sleep(2)
    peak_mib(program.edge_pid, forget=True)
    flood, steady, silence = Flood(program, token, seconds=_FLOOD_SECONDS), Steady(program, another), _Silence(program)
    with flood, steady, silence:
        time.sleep(_FLOOD_SECONDS - 1)
    peak = peak_mib(program.edge_pid)
    left = await_memory_below(program.edge_pid, idle + 20, within=10)
    taken = sum(flood.counts.get(status, 0) for status in ("200", "OK"))
    return [
        *section("one project floods by every way at once, another sends small batches"),
        Row("the other's p50 / p95 / max", _times(steady), f"{_times(calm)} without", "1,000 ms"),
        *(
            Row(f"  {way}", f"p95 {_milliseconds(sorted(found)[int(len(found) * 0.95)])}", f"{len(found)} batches")
            for way, found in steady.by_way.items()
        ),
        Row("  refused", f"{len(steady.refused)}", f"of the flood {sum(flood.counts.values()) - taken}", "0"),
        Row("memory at most / 10 s later", f"{peak:.0f} / {left:.0f} MiB", "", "512 MiB"),
        Row("longest silence", _milliseconds(silence.longest), "", ""),
    ]


def _times(steady: Steady) -> str:
    return " / ".join(f"{steady.at(share) * 1e3:.0f}" for share in (0.5, 0.95, 1)) + " ms"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.0f} ms"


def _sender(program: Program, token: str, way: str, body: bytes, coding: str) -> Sender:
    return Sender(program.otlp_http.removeprefix("http://"), program.otlp_grpc, token, way, body, coding)


class _Silence:
    """How long `/health` took to answer at most, asked every 5 ms: the edge's event loop says nothing else to it."""

    def __init__(self, program: Program) -> None:
        self.longest = 0.0
        self._address = program.otlp_http.removeprefix("http://")

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(self._address, timeout=60)
        while not self._over.wait(0.005):
            started = time.perf_counter()
            connection.request("GET", "/health")
            connection.getresponse().read()
            self.longest = max(self.longest, time.perf_counter() - started)
        connection.close()
