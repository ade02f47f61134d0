"""Idle connections by route, the one used last first, so that the rest can expire."""

from collections.abc import Hashable

from to11.gateway.upstream.connection import Connection


class Pool:
    """Holds idle connections. A connection closes itself when its time is up; it is then to be forgotten here."""

    def __init__(self, *, max_idle: int, keepalive_seconds: float) -> None:
        self._max_idle = max_idle
        self._keepalive_seconds = keepalive_seconds
        self._idle: dict[Hashable, list[Connection]] = {}

    def take(self, route: Hashable) -> Connection | None:
        """The connection to `route` that was used last and is still open; None when there is none."""
        idle = self._idle.get(route)
        while idle:
            connection = idle.pop()
            if connection.usable:
                return connection
        return None

    def give(self, route: Hashable, connection: Connection) -> None:
        """Keep a connection whose answer was read whole; the oldest makes room."""
        idle = self._idle.setdefault(route, [])
        if len(idle) >= self._max_idle:
            idle.pop(0).close()
        idle.append(connection)
        connection.keep(self._keepalive_seconds)

    def forget(self, route: Hashable, connection: Connection) -> None:
        """A connection closed; it may or may not have been idle."""
        idle = self._idle.get(route)
        if idle is not None and connection in idle:
            idle.remove(connection)
        if not idle:
            self._idle.pop(route, None)

    def close(self) -> None:
        """Close every idle connection."""
        for idle in list(self._idle.values()):
            for connection in idle:
                connection.close()
        self._idle.clear()

    def __len__(self) -> int:
        return sum(len(idle) for idle in self._idle.values())
