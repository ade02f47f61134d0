"""What the routes stand on, made once per application, and the counting of who used it and who was turned away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from to11 import log
from to11.api.browser import SessionCookie
from to11.api.rate_limit import RateLimit
from to11.api.threads import Threads
from to11.control.authority import Actor
from to11.control.database import Database
from to11.control.directory import Directory
from to11.control.exchange import Exchange
from to11.control.flush import flush
from to11.control.refusal import RefusedCredentialError
from to11.control.sign_in import BrowserSession, SignIn
from to11.control.tally import AuditTally
from to11.control.tokens import TokenIssuer
from to11.model.defaults import Defaults
from to11.model.endpoints import Endpoints
from to11.model.errors import To11Error
from to11.settings import ApiSettings
from to11.store.reader import Reader

_log = log.get(__name__)

DOOR = "api"
QUERY_THREADS = 8
"""Queries of the span store at a time; more would only slow each other down."""
FLUSH_SECONDS = 1.0


class Waiting(NamedTuple):
    """What is acknowledged and not yet stored, of all projects: bytes in the spools, and the age of the oldest of
    them in seconds."""

    spooled_bytes: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes stand on. `endpoints.api` is the API's public URL, the `iss` of its tokens; `waiting` blocks on
    the disk."""

    settings: ApiSettings
    endpoints: Endpoints
    defaults: Defaults
    cookie: SessionCookie
    database: Database
    directory: Directory
    tokens: TokenIssuer
    exchange: Exchange
    sign_in: SignIn
    tally: AuditTally
    reader: Reader
    waiting: Callable[[], Waiting]
    queries: Threads
    per_credential: RateLimit
    per_address: RateLimit

    def authenticate(self, secret: str, address: str) -> Actor:
        """The actor whose key this is; the use, or the refusal, is counted for the audit log. Blocks.

        Raises UnauthenticatedError, or UnavailableError when the control database does not answer.
        """
        try:
            key = self.directory.authenticate(secret)
        except RefusedCredentialError as error:
            self.tally.denied(error.reason, address=address, door=DOOR, key_id=error.key_id, cause=error.cause.value)
            raise
        self.tally.used(key.id, DOOR)
        return Actor.of(key, address)

    def session(self, secret: str, address: str) -> BrowserSession:
        """The session that a browser's cookie is of; counted as a key is. Blocks. Raises as `authenticate` does."""
        try:
            session = self.sign_in.find(secret, address)
        except RefusedCredentialError as error:
            self.tally.denied(error.reason, address=address, door=DOOR, key_id=error.key_id, cause=error.cause.value)
            raise
        if session.actor.key is not None:
            self.tally.used(session.actor.key.id, DOOR)
        return session

    @asynccontextmanager
    async def counting(self) -> AsyncIterator[None]:
        """Write what was counted to the audit log every second, and all that is left at the end."""
        task = asyncio.create_task(self._flush_for_ever(), name="api-audit-flush")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._flush(all_of_it=True)

    async def _flush_for_ever(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self._flush(all_of_it=False)

    async def _flush(self, *, all_of_it: bool) -> None:
        try:
            await run_in_threadpool(flush, self.database, self.tally, all_of_it=all_of_it)
        except To11Error as error:
            _log.warning("audit log not written, will be tried again", error=error.message)
        except Exception:  # noqa: BLE001 - the task must live on, or the log would fall silent
            _log.exception("audit log not written, will be tried again")
