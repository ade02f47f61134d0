"""Ports for servers that cannot pick one themselves."""

import contextlib
import secrets
import socket
from collections.abc import Sequence
from pathlib import Path

_FROM, _TO = 16_384, 65_536
_GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has, and that nobody gets by chance before a server listens on it.

    The system gives every connection, and every listener that asks for any, a port of a range of its own: those that
    are free there may be taken a moment later, by whatever else is running. This one lies outside, if anything does.
    """
    first, last = map(int, _GIVEN.read_text().split())
    outside: Sequence[int] = [*range(_FROM, first), *range(last + 1, _TO)] or range(_FROM, _TO)
    while True:
        port = secrets.choice(outside)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
