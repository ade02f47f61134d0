"""The edges' cached view of keys, projects and tokens.

The hot path is `cached_*`: one SHA-256 and a dictionary, no await. What it does not know is looked up in the database
on a thread. A named task reads the revision every `poll_seconds`; a change of it drops all that is cached, so that a
revocation is felt within that time. While the revision cannot be read nothing new is trusted, and after
`max_stale_seconds` nothing at all.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from to11 import log as logs
from to11.control import lookup, revision, secret
from to11.control.database import Database
from to11.control.flush import flush
from to11.control.lookups import FOREVER, Lookups
from to11.control.refusal import Cause, RefusedCredentialError, refused_key
from to11.control.signing import find_public_key
from to11.control.tally import AuditTally
from to11.control.tokens import MAX_LENGTH, TokenVerifier, malformed
from to11.model.errors import RetryableError, UnavailableError
from to11.model.tenancy import ApiKey, Project, TokenClaims
from to11.settings import ControlSettings, TokenSettings

log = logs.get(__name__)

CAPACITY = 10_000
"""Keys, tokens and projects remembered, of each; some 10 MB when full."""

FLUSH_SECONDS = 5.0
LOOKUP_THREADS = 4


class Access:
    """Who may do what, for a door. Belongs to one event loop; `start` it before use, `close` it after."""

    def __init__(self, database: Database, tokens: TokenSettings, control: ControlSettings, *, issuer: str) -> None:
        """`issuer` is the API's public URL, as the tokens name it. The database is the caller's to close."""
        self.tally = AuditTally()
        self._database = database
        self._control = control
        self._skew = tokens.clock_skew_seconds
        self._verifier = TokenVerifier(tokens, issuer)
        # The poll has a thread of its own, so that no crowd of look-ups and no flush can delay a revocation.
        self._poller = ThreadPoolExecutor(1, "to11-control-poll")
        self._threads = ThreadPoolExecutor(LOOKUP_THREADS, "to11-control")
        lookups = partial(Lookups, executor=self._threads, capacity=CAPACITY, timeout_seconds=control.max_stale_seconds)
        self._keys: Lookups[bytes, ApiKey] = lookups("control-key")
        self._tokens: Lookups[bytes, TokenClaims] = lookups("control-token")
        self._projects: Lookups[str, Project] = lookups("control-project")
        self._tasks: list[asyncio.Task[None]] = []
        self._revision = -1
        self._fresh_until = float("-inf")
        self._answers = True
        self._closed = False

    async def start(self) -> None:
        """Read the revision once, then keep reading it. Raises UnavailableError when the database does not answer."""
        try:
            await self._poll()
        except TimeoutError as error:
            raise UnavailableError("the control database does not answer in time") from error
        self._tasks = [
            asyncio.create_task(self._keep_polling(), name="control-revision"),
            asyncio.create_task(self._keep_flushing(), name="control-audit"),
        ]

    async def close(self) -> None:
        """Stop the tasks and write down what was counted. Harmless when done twice."""
        if self._closed:
            return
        self._closed = True
        self._fresh_until = float("-inf")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for lookups in (self._keys, self._tokens, self._projects):
            await lookups.close()
        try:
            async with asyncio.timeout(self._control.max_stale_seconds):
                await self.flush(all_of_it=True)
        except (RetryableError, TimeoutError) as error:
            log.warning("the last uses and denials are not in the audit log", error=str(error.__cause__ or error))
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._poller.shutdown(wait=False, cancel_futures=True)

    def cached_key(self, text: str) -> ApiKey | None:
        """The key of a secret, if it is known to be good right now. Never waits."""
        if len(text) != secret.SECRET_LENGTH or time.monotonic() >= self._fresh_until:
            return None
        return self._keys.cached(secret.fingerprint(text))

    async def key(self, text: str) -> ApiKey:
        """The live key of a secret.

        Raises RefusedCredentialError (an UnauthenticatedError) with one message whether it is malformed, unknown,
        expired or revoked; UnavailableError when the database does not answer.
        """
        self._require_fresh()
        if not secret.looks_right(text):
            raise refused_key(Cause.MALFORMED)
        digest = secret.fingerprint(text)
        return await self._keys.find(digest, lambda: self._load_key(digest.hex()))

    def cached_project(self, key: ApiKey, requested: str | None) -> Project | None:
        """The project that a call is for, if it is known to be right. Never waits."""
        project_id = key.project_id if requested is None else requested
        if project_id is None or time.monotonic() >= self._fresh_until:
            return None
        project = self._projects.cached(project_id)
        return project if project is not None and key.covers(project) else None

    async def project(self, key: ApiKey, requested: str | None) -> Project:
        """The project that a call is for: the one that was requested, else the key's own.

        Raises InvalidRequestError PROJECT_REQUIRED when a wider key names none; PermissionDeniedError
        PROJECT_NOT_AUTHORIZED for a project out of the key's reach, also when it does not exist; UnavailableError.
        """
        self._require_fresh()
        project_id = lookup.target_project_id(key, requested)
        project = await self._projects.find(project_id, lambda: self._load_project(project_id))
        return lookup.authorized(key, project)

    def cached_token(self, token: str) -> TokenClaims | None:
        """What a token says, if it is known to be good right now. Never waits."""
        if len(token) > MAX_LENGTH or time.monotonic() >= self._fresh_until:
            return None
        return self._tokens.cached(secret.fingerprint(token))

    async def token(self, token: str) -> TokenClaims:
        """What a collector token says, when signature, issuer, audience, times and scope are right and its key lives.

        Raises RefusedCredentialError (an UnauthenticatedError), PermissionDeniedError INSUFFICIENT_SCOPE,
        UnavailableError.
        """
        self._require_fresh()
        if not token or len(token) > MAX_LENGTH:
            raise malformed()
        return await self._tokens.find(secret.fingerprint(token), lambda: self._load_token(token))

    def note_use(self, key_id: str, kind: str) -> None:
        """Count one use of a key, for example kind `gateway`; the audit log has it later."""
        self.tally.used(key_id, kind)

    def note_denied(self, reason: str, *, address: str, key_id: str | None = None, door: str, cause: str = "") -> None:
        """Count one denial; `reason` is the error's code, `cause` (and key) that of a RefusedCredentialError."""
        self.tally.denied(reason, address=address, door=door, key_id=key_id, cause=cause)

    async def flush(self, *, all_of_it: bool = False) -> None:
        """Write down the uses and denials that are due, or all. Raises UnavailableError; nothing is lost then."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, lambda: flush(self._database, self.tally, all_of_it=all_of_it))

    def _require_fresh(self) -> None:
        if time.monotonic() >= self._fresh_until:
            raise UnavailableError("the control database does not answer")

    def _load_key(self, digest: str) -> tuple[ApiKey, float]:
        with self._database.read() as connection:
            found = lookup.key_by_digest(connection, digest)
        return lookup.live(found, datetime.now(UTC)), _seconds(found.dies_at() if found else None)

    def _load_project(self, project_id: str) -> tuple[Project, float]:
        with self._database.read() as connection:
            project = lookup.project_by_id(connection, project_id)
        if project is None:
            raise lookup.project_not_authorized()
        return project, FOREVER

    def _load_token(self, token: str) -> tuple[TokenClaims, float]:
        with self._database.read() as connection:
            claims = self._verifier.verify(token, lambda kid: find_public_key(connection, kid))
            key = lookup.key_by_id(connection, claims.key_id)
        if key is None or not key.is_live(datetime.now(UTC)):
            cause = Cause.REVOKED if key is None or key.revoked_at else Cause.EXPIRED
            raise RefusedCredentialError("the token's API key is not valid", cause=cause, key_id=claims.key_id)
        return claims, min(claims.expires_at + self._skew, _seconds(key.expires_at))

    async def _poll(self) -> None:
        started = time.monotonic()
        async with asyncio.timeout(self._control.max_stale_seconds):
            seen = await asyncio.get_running_loop().run_in_executor(self._poller, self._read_revision)
        if seen != self._revision:
            for lookups in (self._keys, self._tokens, self._projects):
                lookups.clear()
            self._revision = seen
        self._fresh_until = started + self._control.max_stale_seconds

    def _read_revision(self) -> int:
        with self._database.read() as connection:
            return revision.read(connection)

    async def _keep_polling(self) -> None:
        while True:
            await asyncio.sleep(self._control.poll_seconds)
            try:
                await self._poll()
            except (RetryableError, TimeoutError) as error:
                self._tell(answers=False, error=str(error.__cause__ or repr(error)))
            except Exception as error:  # noqa: BLE001 - the loop must live on; what is cached goes stale meanwhile
                self._tell(answers=False, error=repr(error))
            else:
                self._tell(answers=True)

    def _tell(self, *, answers: bool, error: str = "") -> None:
        if answers != self._answers:
            self._answers = answers
            if answers:
                log.info("the control database answers again")
            else:
                log.warning("the control database does not answer", error=error)

    async def _keep_flushing(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except RetryableError as error:
                log.warning("cannot write to the audit log yet", error=str(error.__cause__ or error))
            except Exception:  # the loop must live on; nothing is lost, it is counted again
                log.exception("cannot write to the audit log")


def _seconds(end: datetime | None) -> float:
    return FOREVER if end is None else end.timestamp()
