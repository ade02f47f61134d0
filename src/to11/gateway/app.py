"""The gateway as an ASGI application. Start reading here: routes, then `calls`."""

import asyncio
import os
import ssl
from collections.abc import Callable
from typing import Final

from to11 import log
from to11.gateway.asgi import Header, Receive, Scope, Send, answer
from to11.gateway.calls import Calls
from to11.gateway.endpoints import ENDPOINTS, ErrorFormat
from to11.gateway.errors import MethodNotAllowedError, body_of, headers_of, shape_of
from to11.gateway.ports import Access, Spool
from to11.gateway.providers import Providers
from to11.gateway.recorder import Recorder
from to11.gateway.upstream import Proxies, Upstream
from to11.model.errors import NotFoundError, To11Error
from to11.model.measurements import Measurements
from to11.settings import GatewaySettings

logger = log.get(__name__)

_PROBE_METHODS: Final = ("GET", "HEAD")


class Gateway:
    """Door 1. Serve it with an HTTP server that closes the connection when an answer is left incomplete (uvicorn does),
    that adds no `date` and `server` headers (the provider's are passed on), and without lifespan and web sockets.

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
        proxies: Proxies | None = None,
        tls: ssl.SSLContext | None = None,
        count: Callable[[Measurements], None] | None = None,
    ) -> None:
        """`proxies` default to the environment's, `tls` to the system's trust; `count` is the recorder's. Raises
        SettingsError for a proxy that is not spoken."""
        self._ready = ready
        self._recorder = Recorder(spool, capture_content=settings.capture_content, count=count)
        self._upstream = Upstream(settings, proxies=proxies or Proxies(os.environ), tls=tls)
        self._calls = Calls(access, self._upstream, providers, self._recorder, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the gateway does not speak '{scope['type']}'")
        path, method = scope["path"], scope["method"]
        endpoint = ENDPOINTS.get(path)
        if endpoint is None:
            await self._probe(path, method, send)
        elif method != endpoint.method:
            await _refuse(send, MethodNotAllowedError(method, endpoint.method))
        else:
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
        self._recorder.close()

    async def _probe(self, path: str, method: str, send: Send) -> None:
        if path not in ("/health", "/ready"):
            await _refuse(send, NotFoundError(f"there is nothing at {method} {path}"))
        elif method not in _PROBE_METHODS:
            await _refuse(send, MethodNotAllowedError(method, ", ".join(_PROBE_METHODS)))
        elif path == "/health" or self._ready():
            await answer(send, 200, b'{"status":"ok"}', [])
        else:
            await answer(send, 503, b'{"status":"not ready"}', [])


async def _refuse(send: Send, error: To11Error) -> None:
    """Refuse what belongs to no endpoint, in OpenAI's format, the one that most callers know."""
    request_id: Header = (b"x-to11-request-id", b"req_" + os.urandom(12).hex().encode("ascii"))
    await answer(send, shape_of(error).status, body_of(error, ErrorFormat.OPENAI), [*headers_of(error), request_id])
