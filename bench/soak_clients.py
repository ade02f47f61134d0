"""The soak's clients: each sends batches by one way and retries as stock exporters do; every span is on an account."""

import gzip
import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

import grpc
import requests
from backports import zstd
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.doors import JSON, PROTOBUF, as_json
from support.program import Program

_EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
_RETRYABLE = frozenset({429, 502, 503, 504})
TOKEN_SECONDS = 30
_GIVE_UP_SECONDS = 60.0
_TIMEOUT_SECONDS = 10.0
_BATCHES = (1, 1, 2, 8, 32, 64, 128, 512)
_PAUSE_SECONDS = 1.0
_TEXTS = [os.urandom(150).hex() for _ in range(64)]


@dataclass
class Account:
    """What was sent to one project. Ids are trace id and span id together, 24 bytes."""

    project_id: str
    api_key: str
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    acknowledged: set[bytes] = field(default_factory=set)
    given_up: set[bytes] = field(default_factory=set)
    """Sent and never answered with a success: stored or not."""
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Tally:
    """What all clients saw. Latencies in milliseconds, of answers that were a success."""

    answers: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    retries: int = 0
    disconnects: int = 0
    token_refreshes: int = 0
    calls: int = 0
    bytes: int = 0


class Tokens:
    """One account's collector token, exchanged anew before it ends or when it is refused."""

    def __init__(self, program: Program, account: Account, tally: Tally) -> None:
        self._program, self._account, self._tally = program, account, tally
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0

    def get(self, *, refused: str = "") -> str:
        """A token that is good now; "" when none can be had."""
        with self._lock:
            if time.monotonic() < self._until and self._token != refused:
                return self._token
            body = {"credential": self._account.api_key}
            try:
                answer = requests.post(f"{self._program.api}/v1/ingest-token/exchange", json=body, timeout=10)
                answer.raise_for_status()
            except requests.RequestException:
                return ""
            self._token, self._until = answer.json()["token"], time.monotonic() + 0.8 * TOKEN_SECONDS
            self._tally.token_refreshes += 1
            return self._token


def batch(chance: random.Random, size: int) -> tuple[ExportTraceServiceRequest, list[bytes]]:
    """A request of new spans, and their ids."""
    request, ids, now = ExportTraceServiceRequest(), [], time.time_ns()
    group = request.resource_spans.add()
    group.resource.attributes.add(key="service.name").value.string_value = f"soak-{chance.randrange(4)}"
    spans = group.scope_spans.add().spans
    trace_id = chance.randbytes(16)
    for number in range(size):
        if number % 16 == 0:
            trace_id = chance.randbytes(16)
        span_id = chance.randbytes(8)
        span = spans.add(trace_id=trace_id, span_id=span_id, name="work", kind=1)
        span.start_time_unix_nano, span.end_time_unix_nano = now + number, now + number + 1000
        span.attributes.add(key="text").value.string_value = chance.choice(_TEXTS)
        span.attributes.add(key="number").value.int_value = number
        ids.append(trace_id + span_id)
    return request, ids


Send = Callable[[ExportTraceServiceRequest, str], tuple[str, float]]
"""Sends a request with a token; what became of it (`ok`, `retry`, `refused`, `broken` …) and seconds to wait."""


class Client(threading.Thread):
    """Sends to one account until told to stop."""

    def __init__(
        self, program: Program, account: Account, tokens: Tokens, tally: Tally, way: str, stop: threading.Event
    ) -> None:
        super().__init__(name=f"soak-{way}-{account.project_id}", daemon=True)
        self._program, self._account, self._tokens, self._tally = program, account, tokens, tally
        self._stop_event = stop
        self._way = way
        self._chance = random.Random(self.name)
        self._session = requests.Session()
        self._channel: grpc.Channel | None = None

    def run(self) -> None:
        while not self._stop_event.is_set():
            request, ids = batch(self._chance, self._chance.choice(_BATCHES))
            taken = self._insist(request)
            with self._account.lock:
                (self._account.acknowledged if taken else self._account.given_up).update(ids)
            self._stop_event.wait(_PAUSE_SECONDS * self._chance.random())
        self._session.close()
        if self._channel:
            self._channel.close()

    def _insist(self, request: ExportTraceServiceRequest) -> bool:
        """Try until it is taken, refused for good, or a minute has gone by."""
        deadline, wait, token = time.monotonic() + _GIVE_UP_SECONDS, 0.1, self._tokens.get()
        while time.monotonic() < deadline:
            started = time.monotonic()
            outcome, asked = self._send(request, token) if token else ("no token", 0.0)
            self._tally.answers[f"{self._way}: {outcome}"] += 1
            if outcome == "ok":
                self._tally.latencies.append((time.monotonic() - started) * 1e3)
                return True
            if outcome.startswith("error"):
                return False
            if outcome in {"refused", "no token"}:
                token = self._tokens.get(refused=token)
            self._tally.retries += 1
            time.sleep(max(asked, wait * (0.5 + self._chance.random())))
            wait = min(5.0, wait * 1.5)
        return False

    def _send(self, request: ExportTraceServiceRequest, token: str) -> tuple[str, float]:
        if self._way == "grpc":
            return self._over_grpc(request, token)
        if self._way == "rude":
            return self._rudely(request, token)
        return self._over_http(request, token)

    def _over_http(self, request: ExportTraceServiceRequest, token: str) -> tuple[str, float]:
        body, headers = request.SerializeToString(), {"authorization": f"Bearer {token}", "content-type": PROTOBUF}
        if self._way == "json":
            body, headers["content-type"] = as_json(request), JSON
        elif self._way == "gzip":
            body, headers["content-encoding"] = gzip.compress(body, 1), "gzip"
        elif self._way == "zstd":
            body, headers["content-encoding"] = zstd.compress(body), "zstd"
        self._tally.bytes += len(body)
        url = f"{self._program.otlp_http}/v1/traces"
        try:
            answer = self._session.post(url, data=body, headers=headers, timeout=_TIMEOUT_SECONDS)
        except requests.RequestException:
            return "broken", 0.0
        if answer.status_code == 200:
            return "ok", 0.0
        if answer.status_code == 401:
            return "refused", 0.0
        if answer.status_code in _RETRYABLE:
            return "retry", float(answer.headers["retry-after"])
        return f"error {answer.status_code}", 0.0

    def _over_grpc(self, request: ExportTraceServiceRequest, token: str) -> tuple[str, float]:
        if self._channel is None:
            self._channel = grpc.insecure_channel(
                self._program.otlp_grpc, options=[("grpc.use_local_subchannel_pool", 1)]
            )
        body = request.SerializeToString()
        self._tally.bytes += len(body)
        metadata = (("authorization", f"Bearer {token}"),)
        compression = grpc.Compression.Gzip if self._chance.random() < 0.5 else grpc.Compression.NoCompression
        try:
            export = self._channel.unary_unary(_EXPORT)
            export(body, metadata=metadata, timeout=_TIMEOUT_SECONDS, compression=compression)
        except grpc.RpcError as error:
            match error.code():
                case grpc.StatusCode.UNAUTHENTICATED:
                    return "refused", 0.0
                case grpc.StatusCode.UNAVAILABLE:
                    return "retry", 0.0
                case grpc.StatusCode.CANCELLED | grpc.StatusCode.DEADLINE_EXCEEDED:
                    return "broken", 0.0
                case code:
                    return f"error {code.name}", 0.0
        return "ok", 0.0

    def _rudely(self, request: ExportTraceServiceRequest, token: str) -> tuple[str, float]:
        """Go away within the request, or before its answer; then send it as it should be."""
        body = request.SerializeToString()
        head = (
            f"POST /v1/traces HTTP/1.1\r\nhost: to11\r\nauthorization: Bearer {token}\r\n"
            f"content-type: {PROTOBUF}\r\ncontent-length: {len(body)}\r\n\r\n"
        ).encode()
        sent = head + body
        cut = self._chance.choice([len(head) // 2, len(head), len(head) + len(body) // 2, len(sent)])
        try:
            with closing(socket.create_connection(("127.0.0.1", self._program.port("otlpHttp")), timeout=5)) as door:
                door.sendall(sent[:cut])
        except OSError:
            return "broken", 0.0
        self._tally.disconnects += 1
        return self._over_http(request, token)


class Caller(threading.Thread):
    """Calls a stand-in provider through the gateway."""

    def __init__(self, program: Program, tally: Tally, stop: threading.Event) -> None:
        super().__init__(name="soak-gateway", daemon=True)
        self._program, self._tally, self._stop_event = program, tally, stop

    def run(self) -> None:
        body = {"model": "fast::demo-small", "messages": [{"role": "user", "content": "ready?"}]}
        while not self._stop_event.wait(0.05):
            headers = {"x-to11-authorization": f"Bearer {self._program.api_key}"}
            try:
                url = f"{self._program.gateway}/v1/chat/completions"
                answer = requests.post(url, headers=headers, json=body, timeout=10)
                self._tally.answers[f"gateway: {answer.status_code}"] += 1
                self._tally.calls += answer.status_code == 200
            except requests.RequestException:
                self._tally.answers["gateway: broken"] += 1
