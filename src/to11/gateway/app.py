"""The gateway as an ASGI application. Start reading here: routes, then `calls`."""

import asyncio
import os
import ssl
from collections.abc import Callable
from typing import Final

from to11 import log
from to11.gateway.asgi import Header, Receive, Scope, Send, answer
from to11.gateway.calls import Calls
from to11.gateway.errors import MethodNotAllowedError, body_of, headers_of, shape_of
from to11.gateway.ports import Access, Spool
from to11.gateway.providers import Providers
from to11.gateway.recorder import Recorder
from to11.gateway.routes import error_format_of, find
from to11.gateway.upstream import Proxies, Upstream
from to11.model.errors import To11Error
from to11.model.measurements import Measurements
from to11.record.policy import DEFAULT, Policy
from to11.settings import GatewaySettings

logger = log.get(__name__)

_PROBES: Final = frozenset({"/health", "/ready"})
_PROBE_METHODS: Final = ("GET", "HEAD")


class Gateway:
    """Door 1. Serve it with an HTTP server that closes the connection when an answer is left incomplete (uvicorn does),
    that tells of hang-ups as `hangup` wants it (`serve.http11` does, and offers what `asgi` names), that adds no `date`
    and `server` headers (the provider's are passed on), and without lifespan and web sockets.

    To stop: stop the server, `drain()` the running calls, `close()`. Belongs to one event loop.
    """

    def __init__(
        self,
        access: Access,
        spool: Spool,
        providers: Providers,
        settings: GatewaySettings,
        ready: Callable[[], bool],
        *,
        policy: Policy = DEFAULT,
        proxies: Proxies | None = None,
        tls: ssl.SSLContext | None = None,
        edges: int = 1,
        count: Callable[[Measurements], None] | None = None,
    ) -> None:
        """`policy` is what of a call goes into its spans. `proxies` default to the environment's, `tls` to the system's
        trust; `edges` is how many processes share the providers' limits; `count` is the recorder's. Raises
        SettingsError for a proxy that is not spoken."""
        self._ready = ready
        self._recorder = Recorder(spool, policy, count)
        self._upstream = Upstream(settings, proxies=proxies or Proxies(os.environ), tls=tls)
        self._calls = Calls(access, self._upstream, providers, self._recorder, settings, edges=edges)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the gateway does not speak '{scope['type']}'")
        if scope["path"] in _PROBES:
            await self._probe(scope, send)
            return
        try:
            endpoint = find(scope)
        except To11Error as error:
            await _refuse(scope, send, error)
            return
        await self._calls.serve(endpoint, scope, receive, send)

    @property
    def running(self) -> int:
        """How many calls are under way or not recorded yet."""
        return len(self._calls.running)

    @property
    def recorded(self) -> int:
        """How many records the spool took."""
        return self._recorder.recorded

    @property
    def unrecorded(self) -> int:
        """How many calls left nothing behind, as was wished."""
        return self._recorder.unrecorded

    @property
    def dropped(self) -> int:
        """How many records were given up before the spool was asked."""
        return self._recorder.dropped

    async def drain(self, grace: float) -> None:
        """Let running calls end, for `grace` seconds; then cut the rest off. Returns when all are recorded."""
        try:
            async with asyncio.timeout(grace):
                await self._calls.idle()
        except TimeoutError:
            logger.warning("calls cut off by the stop", calls=self.running)
            await self._calls.cut_off()
        await self._recorder.settle()

    async def close(self) -> None:
        """Close the connections to the providers and let go of everything."""
        self._upstream.close()
        self._calls.close()
        self._recorder.close()

    async def _probe(self, scope: Scope, send: Send) -> None:
        if scope["method"] not in _PROBE_METHODS:
            await _refuse(scope, send, MethodNotAllowedError(scope["method"], ", ".join(_PROBE_METHODS)))
        elif scope["path"] == "/health" or self._ready():
            await answer(send, 200, b'{"status":"ok"}', [])
        else:
            await answer(send, 503, b'{"status":"not ready"}', [])


async def _refuse(scope: Scope, send: Send, error: To11Error) -> None:
    """Refuse what belongs to no endpoint."""
    request_id = "req_" + os.urandom(12).hex()
    header: Header = (b"x-to11-request-id", request_id.encode("ascii"))
    their = error_format_of(scope)
    body = body_of(error, their, request_id)
    await answer(send, shape_of(error).status, body, [*headers_of(error, their, request_id), header])
