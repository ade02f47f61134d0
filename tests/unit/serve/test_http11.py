"""What the time for heads cuts off, and what it must not, over real sockets."""

import asyncio
from typing import Any

import pytest

from support import collector_fakes
from support.collector_fakes import serving
from to11.gateway.asgi import JOINED, WRITE
from to11.gateway.hangup import GONE
from to11.serve.http11 import Http11Protocol

HEAD = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"


async def slow(scope: Any, receive: Any, send: Any) -> None:
    """Reads the request, and takes its time to answer in two parts."""
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(0.5)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"ab", "more_body": True})
    await asyncio.sleep(0.5)
    await send({"type": "http.response.body", "body": b"cd"})


async def hasty(scope: Any, receive: Any, send: Any) -> None:
    """Answers before the body is there."""
    await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"no"})


async def answer(port: int, *parts: bytes, every: float = 0.1) -> bytes:
    """All that comes back until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await asyncio.sleep(every)
    whole = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return whole


async def test_a_slow_answer_is_not_cut_off_whatever_the_client_sends_meanwhile() -> None:
    async with serving(slow, head_seconds=0.3) as port:
        for stray in (b"", b"\r\n", b"GET /next HT"):
            assert (await answer(port, HEAD + b"\r\nabc", stray)).endswith(b"abcd")


async def test_a_request_that_was_sent_behind_another_is_answered() -> None:
    async with serving(slow, head_seconds=0.3) as port:
        last = HEAD + b"Connection: close\r\n\r\n"
        whole = await answer(port, HEAD + b"\r\nabc" + last, b"a", b"b", b"c", every=0.6)
        assert whole.count(b"abcd") == 2, "the body of the second comes while the first is answered"


async def test_a_slow_body_is_the_applications_affair() -> None:
    async with serving(slow, head_seconds=0.3) as port:
        assert (await answer(port, HEAD + b"\r\n", b"a", b"b", b"c", every=0.4)).endswith(b"abcd")


async def test_the_rest_of_a_refused_request_has_its_time() -> None:
    async with serving(hasty, head_seconds=0.5) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"\r\n")
        assert b"no" in await reader.readuntil(b"no")
        writer.write(b"abc" + HEAD + b"\r\n")
        await reader.readuntil(b"no")
        assert await asyncio.wait_for(reader.read(), 3) == b"", "and then it is over"
        writer.close()


async def test_whoever_hangs_up_is_told_of_whatever_waits_to_be_read() -> None:
    """A second request waits behind the first, and so the server reads nothing."""
    told: list[float] = []

    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        await scope["extensions"][GONE]
        told.append(asyncio.get_running_loop().time())

    async with serving(waiting) as port:
        large = HEAD.replace(b"3", b"30000") + b"\r\n" + b"abc" * 10_000
        for ahead in (b"", HEAD + b"\r\nabc", large):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HEAD + b"\r\nabc" + ahead)
            await asyncio.sleep(0.1)
            assert told == []
            left = asyncio.get_running_loop().time()
            writer.close()
            while not told:
                await asyncio.sleep(0.01)
                assert asyncio.get_running_loop().time() - left < 2
            assert told.pop() - left < 1


def heading(*headers: tuple[bytes, bytes], joined: bool = False) -> dict[str, Any]:
    return {"type": "http.response.start", "status": 200, "headers": list(headers), JOINED: joined}


async def test_pieces_are_written_at_once_and_in_their_order() -> None:
    async def writing(scope: Any, receive: Any, send: Any) -> None:
        write = scope["extensions"][WRITE]
        await send(heading())
        assert write(b"one")
        await send({"type": "http.response.body", "body": b"two", "more_body": True})
        assert write(b"three")
        assert not write(b""), "no chunk says so little without ending the answer"
        await send({"type": "http.response.body"})

    async with serving(writing) as port:
        whole = await answer(port, HEAD + b"Connection: close\r\n\r\nabc")
        assert whole.endswith(b"\r\n\r\n3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n")


async def test_nothing_is_written_at_once_where_the_length_was_told() -> None:
    async def writing(scope: Any, receive: Any, send: Any) -> None:
        await send(heading((b"content-length", b"2")))
        assert not scope["extensions"][WRITE](b"no")
        await send({"type": "http.response.body", "body": b"ok"})

    async with serving(writing) as port:
        assert (await answer(port, HEAD + b"Connection: close\r\n\r\nabc")).endswith(b"\r\n\r\nok")


async def test_nothing_is_written_at_once_to_a_slow_client_and_nothing_is_said_of_one_who_left() -> None:
    told: list[str] = []

    async def writing(scope: Any, receive: Any, send: Any) -> None:
        write = scope["extensions"][WRITE]
        await send(heading())
        while write(b"x" * 65536):
            pass
        told.append("slow")
        await scope["extensions"][GONE]
        assert write(b"x"), "as `send`: there is nobody to be slow"
        told.append("gone")

    async with serving(writing) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"\r\nabc")
        while not told:
            await asyncio.sleep(0.01)
        writer.close()
        async with asyncio.timeout(3):
            while told != ["slow", "gone"]:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("method", [b"POST", b"HEAD"])
@pytest.mark.parametrize("length", [2, None])
async def test_a_head_that_waits_for_its_body_arrives_with_it(method: bytes, length: int | None) -> None:
    async def joining(scope: Any, receive: Any, send: Any) -> None:
        await send(heading(*([(b"content-length", b"2")] if length else []), joined=True))
        await send({"type": "http.response.body", "body": b"ok"})

    async with serving(joining) as port:
        request = method + HEAD.removeprefix(b"POST") + b"Connection: close\r\n\r\nabc"
        whole = await answer(port, request)
        head, _, body = whole.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert body == (b"" if method == b"HEAD" else b"ok" if length else b"2\r\nok\r\n0\r\n\r\n")


async def test_head_and_first_piece_are_one_write() -> None:
    """The client reads what one write gave, since the second is not made before it has read."""

    async def joining(scope: Any, receive: Any, send: Any) -> None:
        await send(heading((b"content-length", b"4"), joined=True))
        await asyncio.sleep(0.2)
        await send({"type": "http.response.body", "body": b"ab", "more_body": True})
        await asyncio.sleep(0.2)
        await send({"type": "http.response.body", "body": b"cd"})

    async with serving(joining) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"\r\nabc")
        assert (await reader.read(65536)).endswith(b"\r\n\r\nab")
        assert await reader.read(65536) == b"cd"
        writer.close()


async def test_a_head_is_not_lost_when_its_body_never_comes() -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        await send(heading((b"content-length", b"2"), joined=True))

    async with serving(failing) as port:
        whole = await answer(port, HEAD + b"\r\nabc")
        assert whole.startswith(b"HTTP/1.1 200 ")
        assert whole.endswith(b"\r\n\r\n"), "and the connection is closed: a break"


async def quick(scope: Any, receive: Any, send: Any) -> None:
    """Reads the request and answers at once."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


class _Restless(Http11Protocol):
    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.timeout_keep_alive = 0.6  # type: ignore[assignment]  # uvicorn counts in whole seconds


async def test_an_idle_connection_is_closed_and_one_that_is_used_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector_fakes, "Http11Protocol", _Restless)
    loop = asyncio.get_running_loop()
    async with serving(quick, head_seconds=5.0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(4):
            writer.write(HEAD + b"\r\nabc")
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(0.3)
        began = loop.time()
        assert await asyncio.wait_for(reader.read(), 10) == b""
        assert 0.1 < loop.time() - began < 5
        writer.close()


async def test_the_time_for_a_next_head_runs_from_its_first_byte() -> None:
    async with serving(quick, head_seconds=0.5) as port:
        whole = await answer(port, HEAD + b"\r\nabc", b"GET", b" /ne", b"xt HT", every=0.4)
        assert whole.count(b"ok") == 1
        assert await answer(port, HEAD + b"\r\nabc", HEAD[:9], HEAD[9:] + b"Connection: close\r\n\r\nabc", every=0.4)


async def in_parts(scope: Any, receive: Any, send: Any) -> None:
    """Reads the request, and answers without saying how much it will be."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ab", "more_body": True})
    await send({"type": "http.response.body", "body": b"cd", "more_body": scope["path"] == "/broken"})


async def test_a_client_of_http_1_0_gets_no_chunks() -> None:
    async with serving(in_parts) as port:
        head, _, body = (await answer(port, b"GET /x HTTP/1.0\r\n\r\n")).partition(b"\r\n\r\n")
        assert (body, b"transfer-encoding" in head) == (b"abcd", False)
        head, _, body = (await answer(port, b"HEAD /x HTTP/1.0\r\n\r\n")).partition(b"\r\n\r\n")
        assert (head[:15], body) == (b"HTTP/1.1 200 OK", b"")
        new = await answer(port, b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert new.endswith(b"2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n")
        assert (await answer(port, b"GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")).endswith(b"2\r\ncd\r\n")
    async with serving(slow) as port:
        sized = await answer(port, HEAD.replace(b"1.1", b"1.0") + b"\r\nabc")
        assert sized.partition(b"\r\n\r\n")[2] == b"abcd"


async def test_trailers_are_no_headers() -> None:
    """Whether they come with the head, when uvicorn would take them, or later."""
    seen: list[list[tuple[bytes, bytes]]] = []

    async def looking(scope: Any, receive: Any, send: Any) -> None:
        await in_parts(scope, receive, send)
        seen.append(scope["headers"])

    head = b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    rest = b"1\r\na\r\n0\r\nx-to11-authorization: Bearer other\r\n\r\n"
    async with serving(looking) as port:
        for parts in ((head + rest,), (head, rest)):
            assert b"abcd" in (await answer(port, *parts)).replace(b"\r\n2\r\n", b"")
    names = [b"host", b"transfer-encoding", b"connection"]
    assert [[name for name, _ in headers] for headers in seen] == [names, names]
