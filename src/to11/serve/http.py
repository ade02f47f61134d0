"""What a child serves HTTP with: uvicorn on an inherited socket, in a process whose memory has settled."""

import asyncio
import functools
import gc
import socket
from collections.abc import Callable

import uvicorn

from to11.model.errors import To11Error
from to11.serve.http11 import Http11Protocol
from to11.settings import Settings

_KEEP_ALIVE_SECONDS = 75
_GC_OBJECTS = 10_000
"""So many more objects than before are there when the garbage collector looks at the new ones; Python's 700 are made by
ten calls, and looking that often costs two to four percent of the processor time."""


def settle_memory() -> None:
    """Take what start-up left out of the garbage collector's sight, so that a collection looks only at what requests
    made: modules and classes live as long as the process anyway, and looking at them stalls the event loop.

    Nor does it look after every few calls: what a call leaves is freed without it, unless an error made a circle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_OBJECTS)


class HttpListener:
    """A uvicorn server on an inherited socket, without signal handlers of its own.

    With no socket, `fd` None, it serves the connections that someone else accepts: see `protocol`.
    """

    def __init__(
        self,
        app: object,
        fd: int | None,
        settings: Settings,
        *,
        name: str,
        lifespan: bool = False,
        protocol: type[Http11Protocol] = Http11Protocol,
    ) -> None:
        self._sockets = [] if fd is None else [socket.socket(fileno=fd)]
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,  # type: ignore[arg-type]  # any ASGI callable
                http=functools.partial(protocol, head_seconds=settings.head_timeout_seconds),  # type: ignore[arg-type]
                loop="none",
                ws="none",
                lifespan="on" if lifespan else "off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=list(settings.trusted_proxies),
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=max(1, round(settings.grace_seconds)),
            )
        )
        self._name = name
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Accept connections; returns when they are being accepted. Raises To11Error when the server ends first."""
        self._task = asyncio.create_task(self._server._serve(self._sockets), name=f"http-{self._name}")  # noqa: SLF001 (serve() would take over the signals)
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise To11Error(f"the {self._name} listener ended at once")
            await asyncio.sleep(0.005)

    def protocol(self, lost: Callable[[], None]) -> asyncio.Protocol:
        """The protocol for one more connection, to be given its transport; calls back when that is lost."""
        config = self._server.config
        made: asyncio.Protocol = config.http_protocol_class(
            config=config, server_state=self._server.server_state, app_state=self._server.lifespan.state, lost=lost
        )  # type: ignore[call-arg]  # ours
        return made

    async def stop(self) -> None:
        """Stop accepting, let running requests end within the grace limit; may be called twice."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
