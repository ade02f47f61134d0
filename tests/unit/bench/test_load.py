import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench import load


@asynccontextmanager
async def server(answers: dict[bytes, bytes], seen: list[bytes]) -> AsyncIterator[int]:
    """Answers a request line; closes the connection on what it does not know."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                seen.append(line := head.split(b"\r\n", 1)[0])
                if line not in answers:
                    break
                writer.write(answers[line])
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


_OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
_BUSY = b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"


async def test_every_request_is_sent_once_over_all_connections() -> None:
    seen: list[bytes] = []
    lines = [b"POST /%d" % number for number in range(20)]
    async with server(dict.fromkeys(lines, _OK), seen) as port:
        result = await load.send(port, [line + b"\r\n\r\n" for line in lines], connections=3, seconds=30.0)
    assert sorted(seen) == sorted(lines)
    assert (result.requests, result.failures, len(result.latencies)) == (20, 0, 20)


async def test_refusals_and_lost_connections_are_failures() -> None:
    seen: list[bytes] = []
    async with server({b"a": _OK, b"b": _BUSY}, seen) as port:
        requests = [line + b"\r\n\r\n" for line in (b"a", b"b", b"c", b"a")]
        result = await load.send(port, requests, connections=1, seconds=30.0)
    assert seen == [b"a", b"b", b"c"]
    assert (result.requests, result.failures, len(result.latencies)) == (2, 2, 1)


async def test_it_ends_in_time() -> None:
    seen: list[bytes] = []
    async with server({b"a": _OK}, seen) as port:
        result = await load.send(port, [b"a\r\n\r\n"] * 1000, connections=1, seconds=0.0)
    assert result.requests == 1
