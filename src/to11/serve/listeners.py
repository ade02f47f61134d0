"""Ports are bound by the supervisor before anything starts, and inherited by its children.

A connection that comes while an edge is being restarted waits in the backlog instead of being refused.
"""

import asyncio
import errno
import socket
from dataclasses import dataclass

from to11.model.errors import SettingsError
from to11.settings import Settings

_BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Listeners:
    """The bound sockets, all listening."""

    api: socket.socket
    gateway: socket.socket
    otlp_http: socket.socket
    grpc: socket.socket

    def close(self) -> None:
        """Close all; children keep their own copies."""
        for each in (self.api, self.gateway, self.otlp_http, self.grpc):
            each.close()


async def bind(settings: Settings, *, patience: float) -> Listeners:
    """Bind every listener, waiting up to `patience` seconds for a port that a stopping process still holds.

    Raises SettingsError, naming the setting, when a port is in use or an address cannot be bound.
    """
    bound: list[socket.socket] = []
    try:
        for setting, port in (
            ("api.port", settings.api.port),
            ("gateway.port", settings.gateway.port),
            ("collector.http_port", settings.collector.http_port),
            ("collector.grpc_port", settings.collector.grpc_port),
        ):
            bound.append(await _bind_patiently(setting, settings.host, port, patience=patience))
    except BaseException:
        for each in bound:
            each.close()
        raise
    return Listeners(*bound)


def url_host(host: str) -> str:
    """The host as it stands in a URL that a local client can use."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (only looked up)
    return f"[{reachable}]" if ":" in reachable else reachable


def port_of(listener: socket.socket) -> int:
    """The port a socket is bound to."""
    port: int = listener.getsockname()[1]
    return port


async def _bind_patiently(setting: str, host: str, port: int, *, patience: float) -> socket.socket:
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        try:
            return _listen(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or asyncio.get_running_loop().time() >= deadline:
                raise SettingsError(_explain(error, setting, host, port)) from error
        await asyncio.sleep(0.05)


def _listen(host: str, port: int) -> socket.socket:
    listener = _bound(host, port)
    try:
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


def _bound(host: str, port: int) -> socket.socket:
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
        0
    ]
    made = socket.socket(family, kind, proto)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


def _explain(error: OSError, setting: str, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; choose another with setting '{setting}' (0 picks a free one)"
    return f"cannot listen on {host}:{port} (settings 'host', '{setting}'): {error.strerror or error}"
