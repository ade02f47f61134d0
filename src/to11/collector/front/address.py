"""Who the client is, told to the gRPC server: the name that a relayed connection's socket bears holds its address.

The gRPC library tells its handlers the name of a call's peer and nothing else. Names are abstract (unix(7)), so that
nothing is left on a disk.
"""

import secrets
from collections.abc import Sequence
from itertools import count
from urllib.parse import unquote

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_RUN = secrets.token_hex(8)
_numbers = count(1)


def name_for(client: str) -> bytes:
    """A name no other socket has, with the client's address in it."""
    return f"\0to11-{_RUN}-{next(_numbers)}|{client}".encode()


def client_of(peer: str) -> str:
    """The client's address from gRPC's name of the peer, `unix-abstract:to11-…%7C192.0.2.1`."""
    return unquote(peer).rpartition("|")[2]


class Proxies:
    """Reverse proxies that are believed; what HTTP's side of uvicorn believes, for gRPC."""

    def __init__(self, trusted: Sequence[str]) -> None:
        async def nothing(*_: object) -> None: ...

        self._trusted = ProxyHeadersMiddleware(nothing, list(trusted)).trusted_hosts

    def client(self, address: str, forwarded_for: Sequence[str]) -> str:
        """The client behind `address`, where that is a proxy and says so in its `x-forwarded-for`."""
        if not forwarded_for or address not in self._trusted:
            return address
        return self._trusted.get_trusted_client_address(", ".join(forwarded_for))[0] or address
