"""What the supervisor tells a child, as one JSON line on the child's standard input; a second line lets it begin.

Settings travel there and not on the command line, since a database URL may hold a password. The pipe stays open as a
lifeline: when it ends, the supervisor is gone and the child stops.
"""

from typing import Literal

from pydantic import BaseModel

from to11.model.endpoints import Endpoints
from to11.settings import Settings

GO = "go"
"""The second line: children load side by side, and begin their work one after the other."""


class Plan(BaseModel):
    """One child's orders. Sockets are inherited file descriptors, bound and listening."""

    role: Literal["core", "edge"]
    index: int
    settings: Settings
    endpoints: Endpoints
    """The addresses that clients use."""
    api_fd: int = -1
    gateway_fd: int = -1
    otlp_fds: tuple[int, ...] = ()

    @property
    def issuer(self) -> str:
        """The API's public address: the issuer of tokens."""
        return self.endpoints.api

    @property
    def name(self) -> str:
        """How the process is called in logs."""
        return "core" if self.role == "core" else f"edge-{self.index}"
