"""What the collector asks of its neighbours: `control.access.Access`, `ingest.spool.Spool` and
`control.ingest_tally.IngestTally` have it."""

from typing import Protocol

from to11.control.ingest_tally import Answer
from to11.ingest.spool import EntryKind
from to11.model.tenancy import TokenClaims


class Tokens(Protocol):
    """Who a bearer token speaks for."""

    def cached_token(self, token: str) -> TokenClaims | None:
        """The claims where the token is known good right now; never waits."""
        ...

    async def token(self, token: str) -> TokenClaims:
        """The claims. Raises UnauthenticatedError, PermissionDeniedError or UnavailableError."""
        ...

    def note_use(self, key_id: str, kind: str) -> None:
        """Count a use of the key behind a token."""
        ...

    def note_denied(self, reason: str, *, address: str, key_id: str | None = None, door: str, cause: str = "") -> None:
        """Write a refused attempt down for the audit log, with what the caller is not told: key and cause."""
        ...


class Appender(Protocol):
    """Where checked requests go."""

    async def append(self, kind: EntryKind, project_id: str, payload: bytes) -> None:
        """Return when the entry is on disk. Raises UnavailableError."""
        ...


class Ledger(Protocol):
    """Where each project's own account is kept."""

    def add(
        self, project_id: str, answer: Answer, *, reason: str = "", spans: int = 0, size: int = 0, message: str = ""
    ) -> None:
        """One more request with this answer."""
        ...
