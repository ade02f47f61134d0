"""Opening connections: TCP, TLS with SNI, and CONNECT through a proxy. Every library error becomes one of ours here."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from to11.gateway.upstream.addresses import connected_socket
from to11.gateway.upstream.connection import Connection
from to11.gateway.upstream.errors import Broken, ConnectFailed, TimedOut, UpstreamError, connect_failed
from to11.gateway.upstream.origin import Origin
from to11.gateway.upstream.proxies import Proxy
from to11.gateway.upstream.reader import ResponseReader
from to11.gateway.upstream.request import Header, serialize_head

_KEEPALIVE_IDLE_SECONDS, _KEEPALIVE_PROBE_SECONDS = 60, 30
_HEAD_END = b"\r\n\r\n"
_OK, _MULTIPLE_CHOICES = 200, 300

_P = TypeVar("_P", bound=asyncio.Protocol)


def default_tls() -> ssl.SSLContext:
    """The system's trust store (or SSL_CERT_FILE, SSL_CERT_DIR), HTTP/1.1 by ALPN."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


async def open_connection(
    origin: Origin,
    proxy: Proxy | None,
    tls: ssl.SSLContext,
    make: Callable[[], Connection],
    *,
    timeout: float,  # noqa: ASYNC109 (one limit for resolving, connecting, tunnel and TLS together)
) -> Connection:
    """A connection that is ready for a request, within `timeout` seconds.

    Raises ConnectFailed or TimedOut; nothing stays open then, nor when it is cancelled.
    """
    try:
        async with asyncio.timeout(timeout):
            if proxy is None:
                return await _direct(origin, tls, make)
            return await _proxied(origin, proxy, tls, make)
    except TimeoutError as error:
        raise TimedOut("connect", timeout) from error


async def _direct(origin: Origin, tls: ssl.SSLContext, make: Callable[[], Connection]) -> Connection:
    return (await _open(make, origin.host, origin.port, str(origin), tls if origin.tls else None))[1]


async def _proxied(origin: Origin, proxy: Proxy, tls: ssl.SSLContext, make: Callable[[], Connection]) -> Connection:
    where = f"the proxy {proxy.host}:{proxy.port}"
    if not origin.tls:
        return (await _open(make, proxy.host, proxy.port, where, None))[1]
    transport, tunnel = await _open(_Tunnel, proxy.host, proxy.port, where, None)
    connection = make()
    try:
        await tunnel.establish(origin, proxy)
        loop = asyncio.get_running_loop()
        secured = await loop.start_tls(transport, connection, tls, server_hostname=origin.host)
    except BaseException as error:
        transport.abort()
        if isinstance(error, OSError) and not isinstance(error, TimeoutError):
            raise connect_failed(error, str(origin)) from error
        raise
    if secured is None:  # closed during the handshake
        raise ConnectFailed(f"{origin} closed the connection during the TLS handshake", "tls")
    connection.connection_made(secured)  # start_tls leaves this to us
    return connection


async def _open(
    make: Callable[[], _P], host: str, port: int, where: str, tls: ssl.SSLContext | None
) -> tuple[asyncio.Transport, _P]:
    loop = asyncio.get_running_loop()
    raw: socket.socket | None = None
    try:
        raw = await connected_socket(host, port)
        _keep_alive(raw)
        return await loop.create_connection(make, sock=raw, ssl=tls, server_hostname=host if tls else None)
    except BaseException as error:
        if raw is not None:
            raw.close()
        if not isinstance(error, OSError) or isinstance(error, TimeoutError):
            raise  # also the system's own limit, where it came before ours
        raise connect_failed(error, where) from error


def _keep_alive(raw: socket.socket) -> None:
    """Probe silent connections, so that an answer that takes minutes survives the NATs on its way."""
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _KEEPALIVE_IDLE_SECONDS)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _KEEPALIVE_PROBE_SECONDS)


class _Tunnel(asyncio.Protocol):
    """Asks a proxy for a tunnel and reads its answer; what flows afterwards is not its business."""

    def __init__(self) -> None:
        self._reader = ResponseReader(self)
        self._transport: asyncio.Transport | None = None
        self._status = 0
        self._tail = b""
        self._answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def establish(self, origin: Origin, proxy: Proxy) -> None:
        """Return when the tunnel stands. Raises ConnectFailed when the proxy does not give one."""
        if self._transport is None:
            raise ConnectFailed("the proxy closed the connection", "proxy")
        authority = origin.authority.encode("ascii")
        headers = [(b"proxy-authorization", proxy.authorization)] if proxy.authorization else []
        self._reader.expect(bodiless=True)
        self._transport.write(serialize_head(b"CONNECT", authority, authority, headers, None))
        await self._answered

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's transport is a Transport

    def data_received(self, data: bytes) -> None:
        self._tail = (self._tail + data)[-len(_HEAD_END) :]
        try:
            self._reader.feed(data)
        except Broken as error:
            self._fail(ConnectFailed(f"the proxy's answer to CONNECT: {error.message}", "proxy"))

    def connection_lost(self, _exc: Exception | None) -> None:
        self._transport = None
        self._fail(ConnectFailed("the proxy closed the connection before it answered CONNECT", "proxy"))

    def on_head(self, status: int, _headers: list[Header]) -> None:
        self._status = status

    def on_data(self, data: bytes) -> None:
        """No body belongs to an answer to CONNECT; the reader refuses one."""

    def on_end(self, _reusable: bool) -> None:
        if not _OK <= self._status < _MULTIPLE_CHOICES:
            self._fail(ConnectFailed(f"the proxy answered CONNECT with status {self._status}", "proxy"))
        elif self._tail != _HEAD_END:  # whoever sent these bytes, they are not the origin's
            self._fail(ConnectFailed("the proxy sent data before the tunnel was used", "proxy"))
        elif not self._answered.done():
            self._answered.set_result(None)

    def _fail(self, error: UpstreamError) -> None:
        if not self._answered.done():
            self._answered.set_exception(error)
            self._answered.exception()  # seen, also when nobody waits any more
