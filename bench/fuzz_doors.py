"""Bent requests over real sockets: HTTP's own framing, headers and codings; gRPC's messages, and HTTP/2 frames."""

import gzip
import random
import socket
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import grpc
from backports import zstd
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bench.fuzz_bend import bent, request
from support.doors import as_json
from support.faults import SpanKey, await_drained, keys_of, stored_spans
from support.program import Program
from to11.model.errors import InvalidRequestError
from to11.wire.otlp.check import check_json, check_protobuf

_EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_OURS = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS}
_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda body: body,
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "deflate": zlib.compress,
    "identity": lambda body: body,
    "br": lambda body: body,
}
_UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
    "deflate": zlib.decompress,
}


class Doors:
    """Tries one thing after the other; `finding` says what must not be, `last` holds the bytes."""

    def __init__(self, program: Program, chance: random.Random) -> None:
        self._program, self._chance = program, chance
        self._token = program.token()
        self._pids = [program.core_pid, *program.edge_pids]
        self._expected: set[SpanKey] = set()
        self._possible: set[SpanKey] = set()
        """Of requests whose answer was not heard."""
        self._channel = grpc.insecure_channel(program.otlp_grpc)
        self.seen: Counter[str] = Counter()
        self.finding = ""
        self.last = b""

    def once(self) -> None:
        tries = [self._http, self._http, self._http, self._grpc, self._grpc, self._grpc_port, self._http_port]
        self._chance.choice(tries)()

    def account(self) -> str:
        """What is wrong in the end, empty when nothing is."""
        self._channel.close()
        self._program.refresh()
        if [self._program.core_pid, *self._program.edge_pids] != self._pids:
            return "a process died"
        for trouble in ("Traceback", "export failed", "drain failed", "entry set aside"):
            if trouble in self._program.log():
                return f"the log says '{trouble}'"
        await_drained(self._program)
        stored = stored_spans(self._program, since="1970-01-01T00:00:00Z", until="2106-02-07T06:28:16Z")
        if lost := self._expected - stored.keys():
            return f"{len(lost)} of {len(self._expected)} accepted spans are not stored"
        if strange := stored.keys() - self._expected - self._possible:
            return f"{len(strange)} spans are stored that were refused, or never sent"
        self.seen["spans accepted, all stored"] = len(self._expected)
        return ""

    def _message(self) -> tuple[bytes, str]:
        sound = request(self._chance)
        if self._chance.random() < 0.5:
            return bent(self._chance, as_json(sound), "json"), "application/json"
        return bent(self._chance, sound.SerializeToString(), "protobuf"), "application/x-protobuf"

    def _http(self) -> None:
        body, content_type = self._message()
        coding = self._chance.choice(list(_CODINGS))
        packed = _CODINGS[coding](body)
        if self._chance.random() < 0.2:
            packed = bent(self._chance, packed, "protobuf")
        headers = {
            "host": "to11",
            "authorization": f"Bearer {self._token}",
            "content-type": content_type,
            "content-length": str(len(packed)),
            "connection": "close",
        }
        if coding:
            headers["content-encoding"] = coding
        spoilt = self._chance.random() < 0.2
        if spoilt:
            self._spoil(headers)
        head = "POST /v1/traces HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        sent = head.encode("latin-1") + b"\r\n" + packed
        if self._chance.random() < 0.1:
            spoilt, sent = True, sent[: self._chance.randrange(len(sent))]
        status = self._exchange("otlpHttp", sent, patience=0.2 if spoilt else 10.0)
        if not spoilt and not status:
            self.finding = "a whole request gets no answer"
        self.seen[f"http: {status or 'no answer'}"] += 1
        if status == 200:
            self._expected |= self._accepted(sent)
        elif status == 0:
            with suppress(Exception):  # it may be no request at all
                self._possible |= self._accepted(sent)
            self.finding = ""

    def _spoil(self, headers: dict[str, str]) -> None:
        name = self._chance.choice(list(headers))
        headers[name] = self._chance.choice(
            ["", "\x00", "é", "x" * 5000, "gzip, gzip", "-1", "99999999999999999999", "chunked", headers[name] + ","]
        )
        if self._chance.random() < 0.3:
            headers["transfer-encoding"] = self._chance.choice(["chunked", "gzip, chunked", "x"])

    def _accepted(self, sent: bytes) -> set[SpanKey]:
        """What the collector has accepted, worked out from the bytes."""
        head, _, packed = sent.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        packed = packed[: int(fields.get(b"content-length", b"0").rstrip(b",") or 0)]
        coding = fields.get(b"content-encoding", b"").decode()
        body = _UNPACK[coding](packed) if coding in _UNPACK else packed
        return self._kept(body, json=fields[b"content-type"].startswith(b"application/json"))

    def _kept(self, body: bytes, *, json: bool) -> set[SpanKey]:
        try:
            checked = (check_json if json else check_protobuf)(body)
        except InvalidRequestError:
            self.finding = "the door took what the check refuses"
            return set()
        return set(keys_of(ExportTraceServiceRequest.FromString(checked.payload)))

    def _grpc(self) -> None:
        body = bent(self._chance, request(self._chance).SerializeToString(), "protobuf")
        path = (
            _EXPORT if self._chance.random() < 0.95 else bent(self._chance, _EXPORT.encode(), "json").decode("latin-1")
        )
        metadata = [("authorization", f"Bearer {self._token}")]
        if self._chance.random() < 0.1:
            metadata.append(("x-odd-bin", self._chance.randbytes(8)))  # type: ignore[arg-type]
        self.last = body
        compression = self._chance.choice([grpc.Compression.NoCompression, grpc.Compression.Gzip])
        try:
            self._channel.unary_unary(path if path.isascii() else _EXPORT)(
                body, metadata=metadata, timeout=20, compression=compression
            )
        except grpc.RpcError as error:
            self.seen[f"grpc: {error.code().name}"] += 1
            if path == _EXPORT and error.code() in _OURS:
                self.finding = f"gRPC answers {error.code().name}: {error.details()}"
            return
        self.seen["grpc: OK"] += 1
        self._expected |= self._kept(body, json=False)

    def _grpc_port(self) -> None:
        """HTTP/2's preface and frames that are none, or anything else."""
        frames = b"".join(self._frame() for _ in range(self._chance.randint(1, 6)))
        self._exchange("otlpGrpc", bent(self._chance, _PREFACE + frames, "protobuf"), patience=0.1)
        self.seen["grpc port: bent frames"] += 1

    def _frame(self) -> bytes:
        payload = self._chance.randbytes(self._chance.choice((0, 4, 5, 8, 40)))
        size = self._chance.choice((len(payload), len(payload), 2**24 - 1, 0))
        kind, flags = self._chance.randrange(12), self._chance.randrange(256)
        stream = self._chance.choice((0, 1, 3, 2**31 - 1))
        return size.to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload

    def _http_port(self) -> None:
        garbage = bent(
            self._chance, b"POST /v1/traces HTTP/1.1\r\nhost: to11\r\ncontent-length: 5\r\n\r\nhello", "json"
        )
        status = self._exchange("otlpHttp", garbage, patience=0.1)
        self.seen[f"http port: {status or 'no answer'}"] += 1

    def _exchange(self, door: str, sent: bytes, patience: float) -> int:
        """Send, and read to the end; the status of the answer, 0 where none comes."""
        self.last = sent
        received = b""
        try:
            with socket.create_connection(("127.0.0.1", self._program.port(door)), timeout=patience) as connection:
                connection.sendall(sent)
                while part := connection.recv(65536):
                    received += part
        except (TimeoutError, ConnectionError):
            pass
        line = received.split(b"\r\n", 1)[0].split(b" ")
        status = int(line[1]) if line[0].startswith(b"HTTP/1.") and len(line) > 1 and line[1].isdigit() else 0
        if status >= 500 and status != 503:
            self.finding = f"{door} answers {status}"
        return status
