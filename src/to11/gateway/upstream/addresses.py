"""TCP to a name that has several addresses: whichever answers first (RFC 8305, "happy eyeballs").

uvloop's `create_connection` tries one address after the other, each for as long as the kernel does, so that one dead
address would take the whole time there is to connect.
"""

import asyncio
import socket
from itertools import chain, zip_longest
from typing import Any, Final

HEAD_START_SECONDS: Final = 0.25
"""How long an address may take before the next one is tried beside it (RFC 8305 section 5)."""

Address = tuple[int, Any]
"""Family, and what `connect` takes in that family."""


async def connected_socket(host: str, port: int) -> socket.socket:
    """A TCP connection to the first address of `host` that answers. Raises OSError when none does."""
    found = await _resolve(host, port)
    addresses = in_turn([(family, address) for family, _, _, _, address in found])
    if not addresses:
        raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
    if len(addresses) == 1:
        return await _connect(addresses[0])
    return await _race(addresses)


async def _resolve(host: str, port: int) -> list[tuple[Any, ...]]:
    """What the system's resolver finds, in a thread of the loop's."""
    return list(await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM))


def in_turn(addresses: list[Address]) -> list[Address]:
    """The resolver's order, but the families take turns: it is often a whole family that does not work."""
    if not addresses:
        return []
    first = [each for each in addresses if each[0] == addresses[0][0]]
    others = [each for each in addresses if each[0] != addresses[0][0]]
    return [each for each in chain.from_iterable(zip_longest(first, others)) if each is not None]


async def _connect(address: Address) -> socket.socket:
    raw = socket.socket(address[0], socket.SOCK_STREAM)
    try:
        raw.setblocking(False)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(raw, address[1])
    except BaseException:
        raw.close()
        raise
    return raw


async def _race(addresses: list[Address]) -> socket.socket:
    """One attempt after the other, the next one begun when one failed or took too long. Losers are closed."""
    running: set[asyncio.Task[socket.socket]] = set()
    errors: list[OSError] = []
    waiting = list(reversed(addresses))
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.create_task(_connect(waiting.pop()), name="upstream-connect"))
            patience = HEAD_START_SECONDS if waiting else None
            done, running = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            winner = _settle(done, errors)
            if winner is not None:
                return winner
    finally:
        await _call_off(running)
    raise errors[0]


def _settle(done: set[asyncio.Task[socket.socket]], errors: list[OSError]) -> socket.socket | None:
    """The connection among attempts that have ended; a second one is closed."""
    winner: socket.socket | None = None
    for attempt in done:
        error = attempt.exception()
        if isinstance(error, OSError):
            errors.append(error)
        elif winner is None:
            winner = attempt.result()
        else:
            attempt.result().close()
    return winner


async def _call_off(running: set[asyncio.Task[socket.socket]]) -> None:
    for attempt in running:
        attempt.cancel()
    for outcome in await asyncio.gather(*running, return_exceptions=True):
        if isinstance(outcome, socket.socket):
            outcome.close()  # it got through in the same moment
