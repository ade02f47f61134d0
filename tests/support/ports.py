"""Ports for servers that cannot pick one themselves."""

import contextlib
import secrets
import socket
from pathlib import Path

_FROM = 16_384
_GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has, and that nobody gets by chance before a server listens on it.

    The system gives every connection, and every listener that asks for any, a port of a range of its own: those that
    are free there may be taken a moment later, by whatever else is running. This one lies below that range.
    """
    below = int(_GIVEN.read_text().split()[0])
    while True:
        port = _FROM + secrets.randbelow(below - _FROM)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
