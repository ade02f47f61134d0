"""The client: a request in, the head of its answer out; connections are pooled per origin."""

import ssl
from dataclasses import dataclass
from functools import partial

from to11.gateway.upstream.connect import default_tls, open_connection
from to11.gateway.upstream.connection import Connection
from to11.gateway.upstream.origin import Origin
from to11.gateway.upstream.pool import Pool
from to11.gateway.upstream.proxies import Proxies, Proxy
from to11.gateway.upstream.request import Request, Timeouts, Upload, framing, serialize_head
from to11.gateway.upstream.response import Response
from to11.settings import GatewaySettings

_BODILESS_METHODS = frozenset({b"HEAD"})


@dataclass(frozen=True, slots=True, eq=False)
class _Route:
    """How an origin is reached; one object for each, so that it is its own key."""

    origin: Origin
    proxy: Proxy | None
    host: bytes
    """The Host header."""


class Upstream:
    """Sends requests to providers. Belongs to one event loop."""

    def __init__(self, settings: GatewaySettings, *, proxies: Proxies, tls: ssl.SSLContext | None = None) -> None:
        self._timeouts = Timeouts(
            settings.connect_timeout_seconds, settings.first_byte_timeout_seconds, settings.idle_timeout_seconds
        )
        self._max_connection_seconds = settings.max_connection_seconds
        self._proxies = proxies
        self._tls = tls or default_tls()
        self._pool = Pool(max_idle=settings.max_idle_connections, keepalive_seconds=settings.keepalive_seconds)
        self._open: set[Connection] = set()
        self._routes: dict[tuple[Origin, bool], _Route] = {}

    async def send(self, request: Request, *, fresh: bool = False) -> Response:
        """Send a request and return when its answer's head came; the caller closes the response.

        A kept connection is used where there is one, but for `fresh` and for a body that can be sent once only. Raises
        UpstreamError: StaleConnection when a kept connection turned out to be closed before any byte of an answer
        came. Raises what an upload's pieces raise. Cancelling ends the request.
        """
        route = self._route(request.origin, request.direct)
        head, body = _head(request, route), request.body
        timeouts = request.timeouts or self._timeouts
        once = isinstance(body, Upload) and not body.again
        connection = None if fresh or once else self._pool.take(route)
        reused = connection is not None
        if connection is None:
            connection = await self._connect(route, timeouts.connect)
        bodiless = request.method in _BODILESS_METHODS
        return await connection.send(head, body, timeouts, bodiless=bodiless, reused=reused)

    @property
    def idle(self) -> int:
        """How many connections wait for a next request."""
        return len(self._pool)

    @property
    def open(self) -> int:
        """How many connections are open, in use or idle."""
        return len(self._open)

    def close(self) -> None:
        """Close every connection, running exchanges included."""
        self._pool.close()
        for connection in list(self._open):
            connection.close()

    def _route(self, origin: Origin, direct: bool) -> _Route:
        route = self._routes.get((origin, direct))
        if route is None:
            proxy = None if direct else self._proxies.route(origin)
            route = self._routes[origin, direct] = _Route(origin, proxy, origin.host_header.encode("ascii"))
        return route

    async def _connect(self, route: _Route, seconds: float) -> Connection:
        make = partial(
            Connection, self._max_connection_seconds, partial(self._pool.give, route), partial(self._lost, route)
        )
        connection = await open_connection(route.origin, route.proxy, self._tls, make, timeout=seconds)
        if connection.usable:  # it may have been closed again meanwhile
            self._open.add(connection)
        return connection

    def _lost(self, route: _Route, connection: Connection) -> None:
        self._open.discard(connection)
        self._pool.forget(route, connection)


def _head(request: Request, route: _Route) -> bytes:
    target, headers, proxy = request.target, request.headers, route.proxy
    if proxy is not None and not route.origin.tls:
        target = b"http://" + route.host + target
        if proxy.authorization:
            headers = [*headers, (b"proxy-authorization", proxy.authorization)]
    length, told = framing(request.method, request.body)
    return serialize_head(request.method, target, route.host, [*headers, *told] if told else headers, length)
