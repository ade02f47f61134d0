"""HTTP/2 by hand: a client that does what no library would, and frames to read and write."""

import asyncio
import ssl
from collections.abc import Iterator
from typing import NamedTuple, Self

from support.collector_fakes import BEARER
from to11.collector.front import h2
from to11.collector.front.sniff import PREFACE
from to11.collector.grpc import TRACE_SERVICE

SETTINGS_ACK = h2.frame(h2.SETTINGS, 1, 0)
WINDOW_UPDATE = 8


class Frame(NamedTuple):
    kind: int
    flags: int
    stream: int
    body: bytes


def headers(stream: int, *, path: str = f"/{TRACE_SERVICE}/Export", flags: int = h2.END_HEADERS, **more: str) -> bytes:
    """The head of a call, as HEADERS."""
    return h2.frame(h2.HEADERS, flags, stream, block(path, **more))


def block(path: str, **more: str) -> bytes:
    fields = {
        ":method": "POST",
        ":scheme": "http",
        ":path": path,
        ":authority": "x",
        "te": "trailers",
        "content-type": "application/grpc",
        **BEARER,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return h2._literals((name, value.encode()) for name, value in fields.items())


def prefix(size: int) -> bytes:
    """The prefix of a gRPC message."""
    return b"\0" + size.to_bytes(4, "big")


def data(stream: int, body: bytes, *, end: bool = False, padding: int | None = None) -> bytes:
    if padding is None:
        return h2.frame(h2.DATA, h2.END_STREAM * end, stream, body)
    padded = bytes((padding,)) + body + bytes(padding)
    return h2.frame(h2.DATA, h2.END_STREAM * end | h2.PADDED, stream, padded)


def message(stream: int, body: bytes) -> bytes:
    """A whole call with a message of any size that a frame can hold."""
    return headers(stream) + data(stream, prefix(len(body)) + body, end=True)


def frames(stream: bytes) -> Iterator[Frame]:
    """What the bytes hold; the last frame has to be whole."""
    at = 0
    while at < len(stream):
        word, flags, number = h2.HEAD.unpack_from(stream, at)
        body = stream[at + 9 : at + 9 + (word >> 8)]
        assert len(body) == word >> 8
        yield Frame(word & 0xFF, flags, number, body)
        at += 9 + len(body)


class RawClient:
    """One connection. It acknowledges settings and pings, and otherwise only does what it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer
        self.windows = {0: 60_000}  # less than there is: what `send` sends is not counted
        self.initial_window = 65_535
        self.frames: list[Frame] = []
        self.closed = asyncio.Event()
        self._half_closed = False
        self._task = asyncio.create_task(self._read(), name="raw-client")

    @classmethod
    async def connect(cls, port: int, context: ssl.SSLContext | None = None, *, preface: bytes = PREFACE) -> Self:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        client = cls(reader, writer)
        client.send(preface + h2.frame(h2.SETTINGS, 0, 0) if preface else b"")
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self.writer.transport.abort()

    def send(self, *parts: bytes) -> None:
        self.writer.write(b"".join(parts))

    def half_close(self) -> None:
        """Say that nothing more will be sent; from then on nothing is acknowledged either."""
        self._half_closed = True
        self.writer.write_eof()

    async def pour(self, stream: int, size: int) -> int:
        """Send so much of a message, as fast as the server lets; how much it was until the connection or call ended."""
        sent = 0
        while sent < size and not self.closed.is_set() and not self.ended(stream):
            room = min(self.windows[0], self.windows.get(stream, 0) + self.initial_window - 1_000, size - sent, 16_384)
            if room <= 0:
                await asyncio.sleep(0.05)
                continue
            self.windows[0] -= room
            self.windows[stream] = self.windows.get(stream, 0) - room
            sent += room
            self.send(data(stream, bytes(room)))
            await self.writer.drain()
        return sent

    def ended(self, stream: int) -> list[Frame]:
        """The frames that end a stream, as far as they have come."""
        return [
            frame
            for frame in self.frames
            if frame.stream == stream
            and (frame.kind == h2.RST_STREAM or (frame.kind in {h2.HEADERS, h2.DATA} and frame.flags & h2.END_STREAM))
        ]

    async def end(self, stream: int, within: float = 10.0) -> Frame:
        """The frame that ends a stream first."""
        async with asyncio.timeout(within):
            while not self.ended(stream):
                assert not self.closed.is_set(), "the connection was closed"
                await asyncio.sleep(0.005)
        return self.ended(stream)[0]

    async def _read(self) -> None:
        try:
            while True:
                head = await self._reader.readexactly(9)
                word, flags, stream = h2.HEAD.unpack(head)
                self._take(Frame(word & 0xFF, flags, stream, await self._reader.readexactly(word >> 8)))
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            self.closed.set()

    def _take(self, frame: Frame) -> None:
        self.frames.append(frame)
        if frame.kind == h2.SETTINGS and not frame.flags:
            self._acknowledge(SETTINGS_ACK)
            for at in range(0, len(frame.body), 6):
                if int.from_bytes(frame.body[at : at + 2], "big") == 4:
                    self.initial_window = int.from_bytes(frame.body[at + 2 : at + 6], "big")
        elif frame.kind == h2.PING and not frame.flags:
            self._acknowledge(h2.frame(h2.PING, 1, 0, frame.body))
        elif frame.kind == WINDOW_UPDATE:
            grown = self.windows.get(frame.stream, 0) + int.from_bytes(frame.body, "big")
            self.windows[frame.stream] = grown

    def _acknowledge(self, frame: bytes) -> None:
        if not self._half_closed:
            self.send(frame)
