"""What the gateway needs of other rooms, no wider than it uses it.

`control.access.Access` and `ingest.spool.Spool` fit; so do a test's own.
"""

from typing import Protocol

from to11.ingest.spool import EntryKind
from to11.model.tenancy import ApiKey, Project


class Access(Protocol):
    """Who a key belongs to and where it may go. The `cached_` forms answer at once, or None when they would wait."""

    async def key(self, secret: str, /) -> ApiKey:
        """The key of a secret. Raises UnauthenticatedError, UnavailableError."""

    def cached_key(self, secret: str, /) -> ApiKey | None:
        """The key, if it is known to be good right now."""

    async def project(self, key: ApiKey, requested: str | None) -> Project:
        """The project a call is for. Raises InvalidRequestError, PermissionDeniedError, UnavailableError."""

    def cached_project(self, key: ApiKey, requested: str | None) -> Project | None:
        """The project, if it is known right now."""

    def note_use(self, key_id: str, kind: str) -> None:
        """Count a use of a key."""

    def note_denied(self, reason: str, *, address: str, key_id: str | None = None, door: str, cause: str = "") -> None:
        """Count a refusal."""


class Spool(Protocol):
    """Where records go."""

    def offer(self, kind: EntryKind, project_id: str, payload: bytes) -> bool:
        """Hand over an entry without waiting; False when it was dropped."""
