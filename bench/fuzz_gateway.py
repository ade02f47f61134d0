"""Bent requests at every endpoint of the gateway, over raw sockets, with a provider behind it that bends its answers.

Every whole request is answered, no answer is an error inside the gateway, and what was answered with a trace is stored.
"""

import json
import os
import random
import re
import socket
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from bench.fuzz_bend import bent
from support.faults import SpanKey, await_drained, stored_spans
from support.program import Program
from to11.gateway.endpoints import Body
from to11.gateway.routes import FIXED, TEMPLATES

SETTINGS = {
    "TO11_GATEWAY__FIRST_BYTE_TIMEOUT_SECONDS": "0.3",
    "TO11_GATEWAY__IDLE_TIMEOUT_SECONDS": "0.3",
    "TO11_GATEWAY__BODY_TIMEOUT_SECONDS": "0.3",
    "TO11_GATEWAY__MAX_IDLE_CONNECTIONS": "2",
}
PROVIDERS = ("openai", "anthropic", "cohere", "google-gemini", "azure-openai")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "X" * 50)
_MODELS = ("m-1", "openai::m-1", "anthropic::m-1", "nobody::m", "::", "a/b", "..", "é", "m\0", "x" * 3000, "%2e%2e")
_ODD_HEADERS = (
    ("x-to11-session-id", ""), ("x-to11-session-id", "é"), ("x-to11-env", "NO"), ("x-to11-capture", "metadata"),
    ("x-to11-context-operation", "execute_tool"), ("x-to11-context-operation", "x"), ("x-to11-context-tool-name", "t"),
    ("x-to11-project-id", "proj_x"), ("x-genai-provider", "nobody"), ("x-genai-provider", "groq\xff"),
    ("traceparent", "00-" + "a" * 32 + "-" + "b" * 16 + "-01"), ("traceparent", "zz"), ("tracestate", "a=b," * 60),
    ("baggage", "a=b;c"), ("x-api-key", "k"), ("anthropic-version", "2023-06-01"), ("api-key", "k"),
    ("content-encoding", "gzip"), ("content-encoding", "br"), ("accept-encoding", "zstd, *;q=0"),
    ("connection", "x-to11-authorization, close"), ("connection", "upgrade, close"), ("upgrade", "websocket"),
    ("expect", "100-continue"), ("te", "trailers"), ("trailer", "x"), ("x-big", "y" * 30_000), ("range", "bytes=5-"),
    ("content-type", ""), ("content-type", "multipart/form-data"), ("content-type", "application/json; charset=x"),
)  # fmt: skip
_TARGETS = (
    "*", "//v1/models", "http://gateway/v1/models", "http://x@other:1/v1/chat/completions", "/v1/../v1/models",
    "v1/models", "/openai", "/openai/", "/openai//", "/openai/%2e%2e/x", "/V1/models", "/v1/models#x", "gateway:443",
    "?", "/health", "/ready/", "/openai/deployments/%2e%2e/embeddings", "/anthropic/v1/v1/v1/messages", "/" * 3000,
)  # fmt: skip
_JSON = (
    {"messages": [{"role": "user", "content": "Hi"}], "input": "Hi", "prompt": "Hi", "max_tokens": 9},
    {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:;base64,aGk="}}]}]},
    {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Hi"}]}], "tools": [{"type": "function"}]},
    {"messages": [], "stream": True, "stream_options": {"include_usage": False}},
    {"messages": 5, "input": {}, "stream": "yes", "stream_options": [], "tools": 7, "n": "x", "seed": 1e400},
)  # fmt: skip
_ALL = {path: methods for table in (FIXED, TEMPLATES) for path, methods in table.items()}
_PLACES = [*_ALL, *(f"/{name}/{{path}}" for name in ("openai", "anthropic", "cohere", "google-gemini"))]
_TRACE = re.compile(rb"\r\ntraceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-", re.IGNORECASE)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_SOUND_LOG = ("ASGI callable returned without completing response.",)


class Endpoints:
    """Tries one request after the other; `finding` says what must not be, `last` holds the bytes."""

    def __init__(self, program: Program, chance: random.Random) -> None:
        self._program, self._chance = program, chance
        self._pids = [program.core_pid, *program.edge_pids]
        self._expected: set[SpanKey] = set()
        self._sockets = self._open_sockets()
        self.seen: Counter[str] = Counter()
        self.finding = ""
        self.last = b""

    def once(self) -> None:
        """One request, whole or bent in its bytes."""
        place = self._chance.choice(_PLACES)
        sent, whole = self._request(place), True
        if self._chance.random() < 0.25:
            sent, whole = bent(self._chance, sent, "http"), False
        elif self._chance.random() < 0.05:
            sent, whole = sent[: self._chance.randrange(len(sent))], False
        received = self._exchange(sent, patience=8.0 if whole else 0.2)
        self._judge(received, whole)

    def account(self) -> str:
        """What is wrong in the end, empty when nothing is."""
        self._program.refresh()
        if [self._program.core_pid, *self._program.edge_pids] != self._pids:
            return "a process died"
        if left := self._left_open():
            return f"{left} sockets are left open"
        await_drained(self._program)
        if trouble := self._trouble():
            return f"the log says: {trouble}"
        if lost := self._lost():
            return f"{len(lost)} of {len(self._expected)} answered calls are not stored, for example {min(lost)}"
        self.seen["calls answered, all stored"] = len(self._expected)
        return ""

    def _judge(self, received: bytes, whole: bool) -> None:
        head = received.removeprefix(_CONTINUE).partition(b"\r\n\r\n")[0] + b"\r\n"
        status = head[9:12].decode("latin-1") if head.startswith(b"HTTP/1.1 ") else ""
        ours = b"\r\nx-to11-request-id:" in head
        mark = " (ours)" if b"\r\nx-to11-error: gateway\r\n" in head else ""
        self.seen[f"{status or 'no answer'}{mark}"] += 1
        if found := _TRACE.search(head):
            self._expected.add((found[1].decode(), found[2].decode()))
        if status.startswith("5") and not ours:
            self.finding = f"the server answers {status} by itself"
        elif whole and not status:
            self.finding = "a whole request gets no answer"
        elif status == "500" and mark:
            self.finding = "an error inside the gateway"

    def _request(self, place: str) -> bytes:
        """A request whose framing is sound, whatever else is not."""
        chance = self._chance
        endpoint = next(iter(_ALL.get(place, {}).values()), None)
        method = endpoint.method if endpoint and chance.random() < 0.8 else chance.choice(_METHODS)
        body, content_type = self._body(endpoint.body if endpoint else Body.OPAQUE)
        headers = {
            "host": "gateway",
            "x-to11-authorization": f"Bearer {self._program.api_key}",
            "authorization": "Bearer sk-mine",
            "content-type": content_type,
            "connection": "close",
        }
        headers |= dict(chance.sample(_ODD_HEADERS, chance.choice((0, 0, 1, 3))))
        if chance.random() < 0.05:
            del headers[chance.choice([name for name in headers if name != "connection"])]
        if chance.random() < 0.3 and body:
            headers["transfer-encoding"] = "chunked"
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        else:
            headers["content-length"] = str(len(body))
        fields = [f"{name}: {value}" for name, value in headers.items()]
        if chance.random() < 0.05:
            fields.append(chance.choice(fields))
        target = self._path(place) if chance.random() < 0.95 else chance.choice(_TARGETS)
        lines = [f"{method} {target} HTTP/1.{chance.choice('11111110')}", *fields]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body

    def _path(self, place: str) -> str:
        """Names and paths filled in, sometimes oddly."""
        chance = self._chance
        odd = (
            "x",
            "a%2Fb",
            "..%2f..",
            "%2e%2e",
            "%00",
            "%",
            "%zz",
            "é",
            quote("é"),
            "a/b",
            "a;b",
            "x" * 5000,
            "",
            "//",
        )
        path = re.sub(r"\{\w+\}", lambda _: chance.choice(odd), place)
        return path + chance.choice(("", "", "", "/", "//", "?", "?limit=2", "?a=%ff&api-version=x", "?" + "q" * 9000))

    def _body(self, kind: Body) -> tuple[bytes, str]:
        chance = self._chance
        document = {"model": chance.choice(_MODELS), **chance.choice(_JSON)}
        if chance.random() < 0.3:
            document["stream"] = True
        match kind:
            case Body.NONE if chance.random() < 0.8:
                return b"", ""
            case Body.FORM if chance.random() < 0.8:
                return bent(chance, self._form(str(document["model"])), "http"), "multipart/form-data; boundary=XX"
        return bent(chance, json.dumps(document).encode(), "json"), "application/json"

    def _form(self, model: str) -> bytes:
        file = os.urandom(4) * self._chance.choice((0, 10, 40_000))
        parts = [
            b'content-disposition: form-data; name="model"\r\n\r\n' + model.encode(),
            b'content-disposition: form-data; name="file"; filename="a.wav"\r\ncontent-type: audio/wav\r\n\r\n' + file,
            b'content-disposition: form-data; name="stream"\r\n\r\ntrue',
        ]
        self._chance.shuffle(parts)
        return b"".join(b"--XX\r\n" + part + b"\r\n" for part in parts) + b"--XX--\r\n"

    def _exchange(self, sent: bytes, patience: float) -> bytes:
        """What comes back until the other side closes, or has been silent for so long."""
        self.last, received = sent, b""
        try:
            address = ("127.0.0.1", self._program.port("gateway"))
            with socket.create_connection(address, timeout=patience) as connection:
                connection.sendall(sent)
                while part := connection.recv(65536):
                    received += part
        except (TimeoutError, ConnectionError):
            pass
        return received

    def _open_sockets(self) -> int:
        return sum(
            str(entry.readlink()).startswith("socket:")
            for pid in self._program.edge_pids
            for entry in Path(f"/proc/{pid}/fd").iterdir()
        )

    def _left_open(self, within: float = 10.0) -> int:
        """Sockets that are not closed in time, idle ones to the provider aside."""
        deadline = time.monotonic() + within
        while (left := self._open_sockets() - self._sockets - int(SETTINGS[_IDLE])) > 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        return max(left, 0)

    def _lost(self, within: float = 10.0) -> set[SpanKey]:
        """What is not stored in time: a call is written down when it has been answered."""
        deadline = time.monotonic() + within
        while True:
            stored = stored_spans(self._program, since="1970-01-01T00:00:00Z", until="2106-02-07T06:28:16Z")
            if not (lost := self._expected - stored.keys()) or time.monotonic() > deadline:
                return lost
            time.sleep(0.2)

    def _trouble(self) -> str:
        """The first error of the log that is none of a broken-off answer."""
        for line in self._program.log().splitlines():
            if "Traceback" in line or (
                '"level":"error"' in line.replace(" ", "") and not any(s in line for s in _SOUND_LOG)
            ):
                return line[:2000]
        return ""


_IDLE = "TO11_GATEWAY__MAX_IDLE_CONNECTIONS"
