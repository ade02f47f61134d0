"""What both kinds of child share: the plan and the lifeline on standard input, signals, and saying how it goes.

A child writes one JSON line on standard output: `{"ready": true}` when its listeners answer, or `{"error": "…"}`
when it cannot start. After that its standard output is silent.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable

import uvloop

from to11 import log
from to11.model.errors import To11Error
from to11.serve.plan import Plan

logger = log.get(__name__)

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


def _say(status: dict[str, object]) -> None:
    try:
        os.write(1, json.dumps(status).encode() + b"\n")
    except OSError:
        pass  # the supervisor is gone; the lifeline tells
