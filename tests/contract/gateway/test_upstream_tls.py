"""The client over TLS and through proxies."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from support.certificates import server_context
from support.gateway_fakes import until
from support.upstream import Peer, Script, chunked, plain, respond, respond_and_close, stand_in
from to11.gateway.upstream import ConnectFailed, Origin, Proxies, Request, TimedOut, Upstream
from to11.gateway.upstream.connect import default_tls
from to11.settings import GatewaySettings

MIB = 1024 * 1024


@asynccontextmanager
async def client(
    trusted: Path | None, environ: dict[str, str] | None = None, **settings: Any
) -> AsyncIterator[Upstream]:
    tls = default_tls()
    if trusted is not None:
        tls.load_verify_locations(trusted / "cert.pem")
    upstream = Upstream(GatewaySettings(**settings), proxies=Proxies(environ or {}), tls=tls)
    try:
        yield upstream
    finally:
        upstream.close()
        await until(lambda: upstream.open == 0)


def request(port: int, *, scheme: str = "https", host: str = "localhost", body: bytes = b"{}") -> Request:
    return Request(Origin(scheme, host, port), b"POST", b"/v1/x", [], body)


async def body_of(upstream: Upstream, wanted: Request) -> bytes:
    response = await upstream.send(wanted)
    pieces = []
    while data := await response.read():
        pieces.append(data)
    response.close()
    return b"".join(pieces)


def tunnel(answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n") -> tuple[Script, list[bytes]]:
    """A proxy that answers CONNECT and then carries bytes both ways, and the heads it got."""
    heads: list[bytes] = []

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def script(peer: Peer) -> None:
        heads.append(await peer.reader.readuntil(b"\r\n\r\n"))
        await peer.send(answer)
        if b" 200 " in answer:
            host, _, port = heads[-1].split(b" ")[1].rpartition(b":")
            reader, writer = await asyncio.open_connection(host.decode(), int(port))
            await asyncio.gather(copy(reader, peer.writer), copy(peer.reader, writer))

    return script, heads


async def test_tls(tmp_path: Path) -> None:
    seen: list[str | None] = []
    server = server_context(tmp_path, "localhost")
    server.sni_callback = lambda _socket, name, _context: seen.append(name)
    async with stand_in(respond(plain(b"secret")), tls=server) as peer, client(tmp_path) as upstream:
        for _ in range(3):
            assert await body_of(upstream, request(peer.port)) == b"secret"
        assert (peer.connections, seen) == (1, ["localhost"])


async def test_http_1_1_is_agreed_on(tmp_path: Path) -> None:
    agreed: list[str | None] = []

    async def script(peer: Peer) -> None:
        agreed.append(peer.writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await respond(plain(b"x"))(peer)

    async with stand_in(script, tls=server_context(tmp_path, "localhost")) as peer, client(tmp_path) as upstream:
        await body_of(upstream, request(peer.port))
    assert agreed == ["http/1.1"]


async def test_an_address_as_the_name(tmp_path: Path) -> None:
    server = server_context(tmp_path, "127.0.0.1")
    async with stand_in(respond(plain(b"x")), tls=server) as peer, client(tmp_path) as upstream:
        assert await body_of(upstream, request(peer.port, host="127.0.0.1")) == b"x"


@pytest.mark.parametrize(("names", "trusted"), [(("localhost",), False), (("elsewhere.example",), True)])
async def test_a_certificate_that_does_not_hold(tmp_path: Path, names: tuple[str], trusted: bool) -> None:
    server = server_context(tmp_path, *names)
    async with stand_in(respond(plain(b"x")), tls=server) as peer, client(tmp_path if trusted else None) as upstream:
        with pytest.raises(ConnectFailed, match="certificate") as caught:
            await upstream.send(request(peer.port))
        assert caught.value.error_type == "tls"
        assert peer.requests == []


async def test_a_peer_that_does_not_speak_tls(tmp_path: Path) -> None:
    async def plaintext(peer: Peer) -> None:
        await peer.reader.read(1)
        await peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with stand_in(plaintext) as peer, client(None) as upstream:
        with pytest.raises(ConnectFailed) as caught:
            await upstream.send(request(peer.port))
        assert caught.value.error_type == "tls"


async def test_a_handshake_that_takes_too_long() -> None:
    async def silent(peer: Peer) -> None:
        await peer.closed()

    async with stand_in(silent) as peer, client(None, connect_timeout_seconds=0.2) as upstream:
        with pytest.raises(TimedOut) as caught:
            await upstream.send(request(peer.port))
        assert caught.value.phase == "connect"
        await until(lambda: peer.open == 0)


async def test_a_slow_reader_slows_the_provider_over_tls(tmp_path: Path) -> None:
    sent = 0

    async def flood(peer: Peer) -> None:
        nonlocal sent
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (32 * MIB))
        for _ in range(32):
            await peer.send(bytes(MIB))
            sent += 1

    async with stand_in(flood, tls=server_context(tmp_path, "localhost")) as peer, client(tmp_path) as upstream:
        response = await upstream.send(request(peer.port))
        await asyncio.sleep(0.3)
        assert sent < 16
        total = 0
        while data := await response.read():
            total += len(data)
        assert total == 32 * MIB
        response.close()


async def test_a_large_upload_over_tls(tmp_path: Path) -> None:
    async def count(peer: Peer) -> None:
        received = await peer.request()
        await peer.send(plain(b"%d" % len(received.body)))

    async with stand_in(count, tls=server_context(tmp_path, "localhost")) as peer, client(tmp_path) as upstream:
        assert await body_of(upstream, request(peer.port, body=bytes(8 * MIB))) == b"%d" % (8 * MIB)


async def test_leaving_an_answer_closes_tls(tmp_path: Path) -> None:
    server = server_context(tmp_path, "localhost")
    async with stand_in(respond(chunked(b"a", end=False)), tls=server) as peer, client(tmp_path) as upstream:
        response = await upstream.send(request(peer.port))
        response.close()
        await until(lambda: peer.open == 0 and upstream.open == 0)


async def test_http_goes_to_the_proxy_in_absolute_form() -> None:
    async with stand_in(respond(plain(b"proxied"))) as proxy:
        environ = {"HTTP_PROXY": f"http://user:pass@127.0.0.1:{proxy.port}"}
        async with client(None, environ) as upstream:
            for _ in range(2):
                wanted = request(80, scheme="http", host="api.example.com")
                assert await body_of(upstream, wanted) == b"proxied"
    assert proxy.connections == 1
    assert proxy.requests[0].line == b"POST http://api.example.com/v1/x HTTP/1.1"
    assert proxy.requests[0].values(b"host") == [b"api.example.com"]
    assert proxy.requests[0].values(b"proxy-authorization") == [b"Basic dXNlcjpwYXNz"]


async def test_https_goes_through_a_tunnel(tmp_path: Path) -> None:
    script, heads = tunnel()
    server = server_context(tmp_path, "localhost")
    async with stand_in(respond(plain(b"tunneled")), tls=server) as peer, stand_in(script) as proxy:
        environ = {"HTTPS_PROXY": f"http://user:pass@127.0.0.1:{proxy.port}"}
        async with client(tmp_path, environ) as upstream:
            for _ in range(2):
                assert await body_of(upstream, request(peer.port)) == b"tunneled"
            assert (proxy.connections, peer.connections) == (1, 1)
        await until(lambda: proxy.open == 0 and peer.open == 0)
    assert heads[0].startswith(b"CONNECT localhost:%d HTTP/1.1\r\n" % peer.port)
    assert b"proxy-authorization: Basic dXNlcjpwYXNz\r\n" in heads[0]
    assert peer.requests[0].values(b"proxy-authorization") == []


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nearly bytes that nobody asked for",
        b"nonsense\r\n\r\n",
        b"",
    ],
)
async def test_a_proxy_that_gives_no_tunnel(answer: bytes) -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.send(answer)
        peer.close()

    async with stand_in(script) as proxy, client(None, {"ALL_PROXY": f"127.0.0.1:{proxy.port}"}) as upstream:
        with pytest.raises(ConnectFailed) as caught:
            await upstream.send(request(443))
        assert caught.value.error_type == "proxy"
        await until(lambda: proxy.open == 0)


async def test_a_certificate_that_does_not_hold_behind_a_tunnel(tmp_path: Path) -> None:
    script, _ = tunnel()
    server = server_context(tmp_path, "elsewhere.example")
    async with stand_in(respond(plain(b"x")), tls=server) as peer, stand_in(script) as proxy:
        async with client(tmp_path, {"ALL_PROXY": f"127.0.0.1:{proxy.port}"}) as upstream:
            with pytest.raises(ConnectFailed) as caught:
                await upstream.send(request(peer.port))
            assert caught.value.error_type == "tls"
        await until(lambda: proxy.open == 0)


async def test_a_silent_proxy() -> None:
    async def silent(peer: Peer) -> None:
        await peer.closed()

    async with stand_in(silent) as proxy:
        environ = {"ALL_PROXY": f"127.0.0.1:{proxy.port}"}
        async with client(None, environ, connect_timeout_seconds=0.2) as upstream:
            with pytest.raises(TimedOut):
                await upstream.send(request(443))
        await until(lambda: proxy.open == 0)


async def test_what_must_go_direct_goes_direct() -> None:
    async with (
        stand_in(respond_and_close(plain(b"direct"))) as peer,
        client(None, {"ALL_PROXY": "127.0.0.1:1"}) as upstream,
    ):
        wanted = request(peer.port, scheme="http", host="127.0.0.1")._replace(direct=True)
        assert await body_of(upstream, wanted) == b"direct"


def test_the_system_s_trust() -> None:
    context = default_tls()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
