"""Too many requests from one project, sent by a process of their own, and another project's small ones beside them."""

import collections
import gzip
import http.client
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import grpc
import requests

from support.program import Program

MIB = 1024 * 1024
METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
PROTOBUF, JSON = "application/x-protobuf", "application/json"


def protobuf_of(size: int, *, spans_of: int = 1000, good: bool = True) -> bytes:
    """About `size` bytes of spans with a text of `spans_of` bytes; bad ones are decoded and never stored."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    request = ExportTraceServiceRequest()
    spans = request.resource_spans.add().scope_spans.add().spans
    for _ in range(max(1, min(size // spans_of, 100))):
        span = spans.add(trace_id=os.urandom(16), span_id=os.urandom(8) if good else b"", name="flood")
        span.start_time_unix_nano = span.end_time_unix_nano = time.time_ns()
        span.attributes.add(key="text").value.string_value = ("word " * spans_of)[: spans_of - 80]
    block = request.SerializeToString()
    return block * max(1, size // len(block))


def json_of(size: int, *, spans_of: int = 1000, good: bool = True) -> bytes:
    """The same in OTLP/JSON."""
    now = str(time.time_ns())

    def span() -> dict[str, Any]:
        attributes = [{"key": "text", "value": {"stringValue": ("word " * spans_of)[: spans_of - 250]}}]
        ids = {"traceId": secrets.token_hex(16), "spanId": secrets.token_hex(8 if good else 4)}
        return {**ids, "name": "flood", "startTimeUnixNano": now, "endTimeUnixNano": now, "attributes": attributes}

    block = json.dumps({"scopeSpans": [{"spans": [span() for _ in range(max(1, min(size // spans_of, 100)))]}]})
    return b'{"resourceSpans":[' + b",".join([block.encode()] * max(1, size // len(block))) + b"]}"


@dataclass
class Sender:
    """Sends one body by one way, over a connection of its own."""

    program_http: str
    program_grpc: str
    token: str
    way: str
    body: bytes
    coding: str = ""

    def __post_init__(self) -> None:
        self._http: http.client.HTTPConnection | None = None
        self._channel: grpc.Channel | None = None

    def send(self) -> str:
        """The status it got: `200` or `OK` when it was taken."""
        return self._over_grpc() if self.way == "grpc" else self._over_http()

    def close(self) -> None:
        """Close its connection."""
        if self._http is not None:
            self._http.close()
        if self._channel is not None:
            self._channel.close()

    def _over_grpc(self) -> str:
        if self._channel is None:
            options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_send_message_length", -1)]
            self._channel = grpc.insecure_channel(self.program_grpc, options=options)
        compression = grpc.Compression.Gzip if self.coding == "gzip" else grpc.Compression.NoCompression
        call = self._channel.unary_unary(METHOD)
        try:
            call(self.body, metadata=(("authorization", f"Bearer {self.token}"),), timeout=10, compression=compression)
        except grpc.RpcError as error:
            return str(error.code().name)  # every one of these is a call, too
        return "OK"

    def _over_http(self) -> str:
        headers = {"content-type": self.way, "authorization": f"Bearer {self.token}"}
        if self.coding:
            headers["content-encoding"] = self.coding
        try:
            if self._http is None:
                self._http = http.client.HTTPConnection(self.program_http, timeout=30)
            self._http.request("POST", "/v1/traces", self.body, headers)
            answer = self._http.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            if self._http is not None:
                self._http.close()
            self._http = None
            return type(error).__name__
        return str(answer.status)


def _floods() -> list[tuple[int, str, bytes, str]]:
    """How many connections send what: bodies of every size, encoding and coding, most of them never to be stored."""
    large, large_json = protobuf_of(60 * MIB, good=False), json_of(60 * MIB, good=False)
    one = protobuf_of(60 * MIB, spans_of=50 * MIB, good=False)
    return [
        (2, PROTOBUF, large, ""),
        (2, JSON, large_json, ""),
        (2, JSON, gzip.compress(large_json, 1), "gzip"),
        (2, PROTOBUF, gzip.compress(large, 1), "gzip"),
        (1, PROTOBUF, one, ""),
        (2, "grpc", gzip.compress(large, 1), ""),  # as gRPC would pack it
        (4, "grpc", protobuf_of(4 * MIB, good=False), ""),
        (4, JSON, json_of(MIB), ""),
        (4, "grpc", protobuf_of(MIB // 2), ""),
        (4, PROTOBUF, protobuf_of(MIB // 2), ""),
    ]


def main() -> None:
    """Flood until standard input ends or the time is over, then print how often each answer came."""
    orders = json.loads(sys.stdin.readline())
    counts: collections.Counter[str] = collections.Counter()
    floods = _floods()
    over = threading.Event()
    print("ready", flush=True)

    def run(way: str, body: bytes, coding: str) -> None:
        sender = Sender(orders["http"], orders["grpc"], orders["token"], way, body, coding)
        while not over.is_set():
            counts[sender.send()] += 1

    for number, way, body, coding in floods:
        for _ in range(number):
            threading.Thread(target=run, args=(way, body, coding), daemon=True).start()

    def watch() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=watch, daemon=True).start()
    over.wait(orders["seconds"])
    print(json.dumps(counts), flush=True)
    os._exit(0)


class Flood:
    """A flood with this token for the length of a `with` block; `counts` are the answers it got."""

    def __init__(self, program: Program, token: str, *, seconds: float = 60.0) -> None:
        self._orders = {**_addresses(program), "token": token, "seconds": seconds}
        self.counts: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.flood"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(self._orders) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        try:
            printed, _none = self._process.communicate(timeout=30)
            self.counts = json.loads(printed)
        finally:
            self._process.kill()


@dataclass
class Steady:
    """Small batches by every way, one after the other each, for the length of a `with` block."""

    program: Program
    token: str
    by_way: dict[str, list[float]] = field(default_factory=dict)
    """Seconds until each was acknowledged."""
    refused: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._over = threading.Event()
        packed = gzip.compress(protobuf_of(50_000))
        bodies = [
            ("grpc", protobuf_of(50_000), ""),
            (PROTOBUF, protobuf_of(50_000), ""),
            (JSON, json_of(50_000), ""),
            (JSON, json_of(5_000), ""),
            (PROTOBUF, packed, "gzip"),
            ("grpc", packed, ""),
        ]
        self._threads = [threading.Thread(target=self._run, args=body) for body in bodies]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, way: str, body: bytes, coding: str) -> None:
        addresses = _addresses(self.program)
        sender = Sender(addresses["http"], addresses["grpc"], self.token, way, body, coding)
        latencies = self.by_way.setdefault(f"{way} {len(body)} {coding}", [])
        while not self._over.wait(0.05):
            started = time.perf_counter()
            status = sender.send()
            latencies.append(time.perf_counter() - started)
            if status not in {"200", "OK"}:
                self.refused.append(f"{way} {coding}: {status}")
        sender.close()

    def at(self, share: float) -> float:
        """The latency that this share did not pass."""
        return at(self.latencies, share)

    @property
    def latencies(self) -> list[float]:
        """Of all ways."""
        return [latency for latencies in self.by_way.values() for latency in latencies]


def at(latencies: list[float], share: float) -> float:
    """The latency that this share did not pass."""
    ordered = sorted(latencies)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def second_project(program: Program) -> str:
    """A collector token for another project than the first."""
    project = json.loads(program.run("projects", "create", "another", "--json"))
    arguments = ("keys", "create", "--project", project["id"], "--preset", "ingest", "--json")
    key = json.loads(program.run(*arguments))["apiKey"]
    answer = requests.post(f"{program.api}/v1/ingest-token/exchange", json={"credential": key}, timeout=30)
    answer.raise_for_status()
    return str(answer.json()["token"])


def peak_mib(pid: int, *, forget: bool = False) -> float:
    """The most memory that the process had since the last call with `forget`."""
    peak = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    if forget:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    return int(peak.split()[1]) / 1024


def resident_mib(pid: int) -> float:
    """The memory that the process has."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def await_memory_below(pid: int, mib: float, *, within: float = 15.0) -> float:
    """Wait until the process has given its memory back; what it has then."""
    return _until(lambda: resident_mib(pid), mib, within)


def _until(measure: Callable[[], float], most: float, within: float) -> float:
    deadline = time.monotonic() + within
    while (found := measure()) > most and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def _addresses(program: Program) -> dict[str, str]:
    return {"http": program.otlp_http.removeprefix("http://"), "grpc": program.otlp_grpc}


if __name__ == "__main__":
    main()
