"""A stand-in for a provider: a TCP server that answers as a script says, byte by byte, and keeps what it got."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Received:
    """One request as it arrived."""

    line: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def values(self, name: bytes) -> list[bytes]:
        return [value for each, value in self.headers if each.lower() == name]


class Peer:
    """One connection to the stand-in, in the hands of its script."""

    def __init__(self, upstream: "StandIn", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._upstream = upstream
        self.reader = reader
        self.writer = writer

    async def request(self) -> Received:
        """The next request, head and body. Raises IncompleteReadError when the other side closes."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        line, *lines = head[:-4].split(b"\r\n")
        headers = [(name, value.strip()) for name, _, value in (each.partition(b":") for each in lines)]
        length = next((int(value) for name, value in headers if name.lower() == b"content-length"), 0)
        received = Received(line, headers, await self.reader.readexactly(length))
        self._upstream.requests.append(received)
        return received

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def closed(self) -> None:
        """Return when the other side has closed."""
        with suppress(ConnectionError):
            while await self.reader.read(65536):
                pass

    def close(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        """Close without a farewell (RST)."""
        linger_not = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_not)
        self.writer.transport.abort()


Script = Callable[[Peer], Awaitable[None]]


@dataclass
class StandIn:
    """What the stand-in saw, and where it is."""

    port: int = 0
    requests: list[Received] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    errors: list[BaseException] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


def respond(data: bytes) -> Script:
    """A script that gives the same bytes to every request of a connection."""

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.send(data)

    return script


def respond_and_close(*pieces: bytes, delay: float = 0.0) -> Script:
    """A script that reads one request, sends the pieces one by one, and closes."""

    async def script(peer: Peer) -> None:
        await peer.request()
        for piece in pieces:
            await peer.send(piece)
            await asyncio.sleep(delay)
        peer.close()

    return script


def plain(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A whole answer with a content-length."""
    lines = [b"HTTP/1.1 " + status, b"content-type: application/json", *headers, b"content-length: %d" % len(body)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def chunked(*pieces: bytes, content_type: bytes = b"text/event-stream", end: bool = True) -> bytes:
    """A whole answer in chunks."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: " + content_type + b"\r\ntransfer-encoding: chunked\r\n\r\n"
    return head + b"".join(chunk(piece) for piece in pieces) + (chunk(b"") if end else b"")


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


@asynccontextmanager
async def stand_in(*scripts: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[StandIn]:
    """A provider on a free port. The n-th connection runs the n-th script; the last script serves the rest."""
    state = StandIn()
    handlers: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = scripts[min(state.connections, len(scripts) - 1)]
        state.connections += 1
        state.open += 1
        try:
            await script(Peer(state, reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the gateway closed; scripts that mind look for themselves
        except BaseException as error:
            state.errors.append(error)
            raise
        finally:
            state.open -= 1
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(serve(reader, writer), name="stand-in")
        handlers.add(task)
        task.add_done_callback(handlers.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls, limit=1024 * 1024)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in list(handlers):
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
    assert not [error for error in state.errors if not isinstance(error, asyncio.CancelledError)], state.errors
