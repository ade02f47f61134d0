"""A provider that costs next to nothing: canned chat completions and streams, at once or after 20 ms.

A bare loop over sockets, since an event loop of the usual kind would cost as much again as the kernel does. What a
request gets is in its text: `"stream": true` makes it a stream of 64 events, 20 ms apart, the first after 20 ms; `after
20 ms` anywhere makes it wait; anything else is answered at once.
"""

import collections
import json
import multiprocessing
import os
import select
import socket
import time
from multiprocessing.connection import Connection
from typing import Any, Final, Self

EVENTS: Final = 64
DELAY_SECONDS: Final = 0.02
DELAYED: Final = "after 20 ms"
STREAM_SECONDS: Final = EVENTS * DELAY_SECONDS

_READ_BYTES = 256 * 1024
_DELAYED = DELAYED.encode()
_ID = "chatcmpl-bench0000000000000000000000"
_USAGE = {
    "prompt_tokens": 180,
    "completion_tokens": 84,
    "total_tokens": 264,
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}


def _document(kind: str, choices: list[dict[str, Any]], **more: Any) -> bytes:
    head = {"id": _ID, "object": kind, "created": 1731368630, "model": "gpt-4o-mini-2024-07-18"}
    document = {**head, "system_fingerprint": "fp_bench", **more, "choices": choices}
    return json.dumps(document, separators=(",", ":")).encode()


def _whole() -> bytes:
    message = {"role": "assistant", "content": "This is a test of a thing. " * 12, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    body = _document("chat.completion", [choice], usage=_USAGE)
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\ncontent-length: %d\r\n\r\n"
    return head % len(body) + body


def _events(*, usage: bool) -> list[bytes]:
    """What is written for each event; the head comes with the first, the end with the last.

    As OpenAI does, `usage` makes each chunk say that it has none, and one more chunk that tells it.
    """
    written = []
    for number in range(EVENTS):
        last = number == EVENTS - 1
        delta = {} if last else {"role": "assistant", "content": ""} if number == 0 else {"content": " thing."}
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": "stop" if last else None}
        none = {"usage": None} if usage else {}
        written.append(_event(_document("chat.completion.chunk", [choice], **none)))
    written[0] = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nx-request-id: req_bench\r\n"
        b"transfer-encoding: chunked\r\n\r\n" + written[0]
    )
    if usage:
        written[-1] += _event(_document("chat.completion.chunk", [], usage=_USAGE))
    written[-1] += _event(b"[DONE]") + b"0\r\n\r\n"
    return written


def _event(data: bytes) -> bytes:
    piece = b"data: %b\n\n" % data
    return b"%x\r\n%b\r\n" % (len(piece), piece)


_WHOLE: Final = (_whole(),)
_STREAM: Final = tuple(_events(usage=False))
_STREAM_WITH_USAGE: Final = tuple(_events(usage=True))


class _Caller:
    """A connection: what was read and is no whole request yet, and what its socket did not take."""

    __slots__ = ("received", "socket", "unsent")

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.received = b""
        self.unsent = b""


class _Provider:
    def __init__(self, listener: socket.socket) -> None:
        self._poll = select.epoll()  # among the first descriptors, so that select() can wait for it
        self._listener = listener
        listener.setblocking(False)
        self._poll.register(listener, select.EPOLLIN)
        self._callers: dict[int, _Caller] = {}
        # All waits are of one length, so that they end in the order they began.
        self._waiting: collections.deque[tuple[float, _Caller, tuple[bytes, ...], int]] = collections.deque()

    def run(self) -> None:
        poll, waiting = self._poll, self._waiting
        while True:
            if waiting:
                # epoll counts in milliseconds; select() does not.
                select.select([poll], [], [], max(0.0, waiting[0][0] - time.perf_counter()))
            for number, happened in poll.poll(0 if waiting else -1):
                if number == self._listener.fileno():
                    self._accept()
                elif caller := self._callers.get(number):
                    self._serve(caller, happened)
            if waiting:
                self._write_due(time.perf_counter())

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except BlockingIOError:
                return
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._callers[connection.fileno()] = _Caller(connection)
            self._poll.register(connection, select.EPOLLIN)

    def _serve(self, caller: _Caller, happened: int) -> None:
        try:
            if happened & select.EPOLLOUT:
                self._write(caller, b"")
            if happened & ~select.EPOLLOUT:
                data = caller.socket.recv(_READ_BYTES)
                if not data:
                    raise ConnectionError
                self._read(caller, caller.received + data if caller.received else data)
        except BlockingIOError:
            return
        except OSError:
            self._hang_up(caller)

    def _read(self, caller: _Caller, data: bytes) -> None:
        while data:
            end = data.find(b"\r\n\r\n") + 4
            if end < 4:
                break
            head = data[:end].lower()
            at = head.find(b"content-length:")
            end += int(head[at + 15 : head.index(b"\r", at)]) if at >= 0 else 0
            if len(data) < end:
                break
            self._answer(caller, data if len(data) == end else data[:end])
            data = data[end:]
        caller.received = data

    def _answer(self, caller: _Caller, request: bytes) -> None:
        if b'"stream":true' in request or b'"stream": true' in request:
            pieces = _STREAM_WITH_USAGE if b'"include_usage"' in request else _STREAM
        elif _DELAYED in request:
            pieces = _WHOLE
        else:
            self._write(caller, _WHOLE[0])
            return
        self._waiting.append((time.perf_counter() + DELAY_SECONDS, caller, pieces, 0))

    def _write_due(self, now: float) -> None:
        waiting = self._waiting
        while waiting and waiting[0][0] <= now:
            due, caller, pieces, number = waiting.popleft()
            if caller.socket.fileno() < 0:
                continue
            try:
                self._write(caller, pieces[number])
            except OSError:
                self._hang_up(caller)
                continue
            if number + 1 < len(pieces):
                waiting.append((due + DELAY_SECONDS, caller, pieces, number + 1))

    def _write(self, caller: _Caller, data: bytes) -> None:
        data = caller.unsent + data if caller.unsent else data
        try:
            sent = caller.socket.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data) or caller.unsent:
            caller.unsent = data[sent:]
            events = select.EPOLLIN | (select.EPOLLOUT if caller.unsent else 0)
            self._poll.modify(caller.socket, events)

    def _hang_up(self, caller: _Caller) -> None:
        self._callers.pop(caller.socket.fileno(), None)
        caller.socket.close()


def _main(listener: socket.socket, ready: Connection, core: int) -> None:
    os.sched_setaffinity(0, {core})
    provider = _Provider(listener)
    ready.send(True)
    provider.run()


class StandIn:
    """The provider in a process of its own, on one core, for the length of a `with` block."""

    def __init__(self, core: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port: int = self._listener.getsockname()[1]
        here, there = multiprocessing.Pipe()
        self._ready = here
        self._process = multiprocessing.Process(target=_main, args=(self._listener, there, core), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        self._ready.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()
        self._listener.close()

    @property
    def pid(self) -> int:
        """Its process."""
        pid = self._process.pid
        assert pid is not None
        return pid
