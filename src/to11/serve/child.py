"""What both kinds of child share: the plan and the lifeline on standard input, signals, and saying how it goes.

A child writes one JSON line on standard output: `{"ready": true}` when its listeners answer, or `{"error": "…"}`
when it cannot start. After that its standard output is silent.
"""

import asyncio
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable

import uvicorn
import uvloop

from to11 import log
from to11.model.errors import To11Error
from to11.serve.plan import Plan
from to11.settings import Settings

logger = log.get(__name__)

_KEEP_ALIVE_SECONDS = 75

Serve = Callable[[Plan, asyncio.Event, Callable[[], None]], Awaitable[None]]
"""A kind of child: serves until the event is set; calls back once when ready."""


def main() -> None:
    """Run the child that the plan on standard input asks for; exits with 1 when it cannot start."""
    orders = _line()
    if not orders:
        sys.exit("to11: a child process is started by `to11 serve` only")
    plan = Plan.model_validate_json(orders)
    log.configure(plan.settings.log, process=plan.name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to act on
    if plan.role == "core":
        from to11.serve.core import serve  # an edge never loads the store
    else:
        from to11.serve.edge import serve  # the core never loads the doors
    if not _line():
        return  # the supervisor has thought better of it
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(plan, serve))
    except (To11Error, OSError) as error:
        _say({"error": str(error)})
        logger.error("cannot go on", cause=str(error))
        sys.exit(1)


async def _run(plan: Plan, serve: Serve) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_reader(0, _lifeline, loop, stop)
    try:
        await serve(plan, stop, lambda: _say({"ready": True}))
    finally:
        loop.remove_reader(0)


def _lifeline(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if not os.read(0, 4096):
        loop.remove_reader(0)
        if not stop.is_set():
            logger.warning("supervisor is gone, stopping")
        stop.set()


def _line() -> bytes:
    """The next line from the supervisor, empty when there is none."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(0, 1)  # unbuffered: what follows belongs to the lifeline
        if not part:
            return b""
        line += part
    return line


def settle_memory() -> None:
    """Take what start-up left out of the garbage collector's sight, so that a collection looks only at what requests
    made: modules and classes live as long as the process anyway, and looking at them stalls the event loop."""
    gc.collect()
    gc.freeze()


def _say(status: dict[str, object]) -> None:
    try:
        os.write(1, json.dumps(status).encode() + b"\n")
    except OSError:
        pass  # the supervisor is gone; the lifeline tells


class HttpListener:
    """A uvicorn server on an inherited socket, without signal handlers of its own."""

    def __init__(self, app: object, fd: int, settings: Settings, *, name: str, lifespan: bool = False) -> None:
        self._socket = socket.socket(fileno=fd)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,  # type: ignore[arg-type]  # any ASGI callable
                http="httptools",
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
        self._task = asyncio.create_task(self._server._serve([self._socket]), name=f"http-{self._name}")  # noqa: SLF001 (serve() would take over the signals)
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise To11Error(f"the {self._name} listener ended at once")
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Stop accepting, let running requests end within the grace limit; may be called twice."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
