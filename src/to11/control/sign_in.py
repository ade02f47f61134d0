"""Signing a browser in: with an API key, or with a code that is good once; and the sessions that come of it.

A session's secret is in the browser's cookie, a code in the link that the operator is shown. Of both, only the SHA-256
is kept, and it is the database that compares digests: how long that takes tells nothing about a secret that has not
been seen. A session that was begun with a key ends with the very secret it was begun with, be it revoked, expired or
rotated away, and can do what the key can. One that was begun with a code is the operator's, as whoever was shown the
link can run commands on the machine.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from to11.control import audit, authority, lookup, secret
from to11.control.audit import Action, Event
from to11.control.authority import OPERATOR, Actor
from to11.control.database import Database
from to11.control.lookup import Found
from to11.control.refusal import Cause, RefusedCredentialError, refused_key
from to11.control.schema import browser_sessions, sign_in_codes
from to11.control.tally import AuditTally
from to11.model.errors import PermissionDeniedError
from to11.model.tenancy import Scope
from to11.settings import SignInSettings

DOOR = "sign-in"

_BYTES = 32
_LENGTH = len(secrets.token_urlsafe(_BYTES))


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """Who is signed in, and when that ends by itself, at the latest."""

    actor: Actor
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session with its secret: the only time that it is seen, and never in a representation."""

    session: BrowserSession
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignInCode:
    """A code that signs one browser in, as the operator, before `expires_at`."""

    expires_at: datetime
    secret: str = field(repr=False)


class SignIn:
    """Begins, finds and ends sessions. Synchronous: call it from a thread. Whoever owns `tally` flushes it.

    Every method may raise UnavailableError.
    """

    def __init__(self, database: Database, settings: SignInSettings, tally: AuditTally) -> None:
        self._database = database
        self._settings = settings
        self._tally = tally

    def with_key(self, credential: str, address: str) -> OpenedSession:
        """A session of the key with this secret, which must hold `traces:read`. Uses and denials are counted.

        Raises RefusedCredentialError, one answer for an unknown, an expired and a revoked key; PermissionDeniedError
        INSUFFICIENT_SCOPE.
        """
        now = datetime.now(UTC)
        key_id: str | None = None
        try:
            found = self._found(credential)
            key = lookup.live(found, now)
            key_id = key.id
            authority.require_scopes_of(key, (Scope.TRACES_READ,))
        except RefusedCredentialError as error:
            self._refused(error, address)
            raise
        except PermissionDeniedError as error:
            self._tally.denied(error.reason, address=address, door=DOOR, key_id=key_id)
            raise
        self._tally.used(key.id, DOOR)
        with self._database.write() as connection:
            session = BrowserSession(Actor.of(key, address), _end(self._ends_at(now), found))
            return self._open(connection, session, secret.digest(credential), now)

    def with_code(self, code: str, address: str) -> OpenedSession:
        """A session of the operator's, for a code that was not used yet and is used now; of two that come with the
        same, one gets it. Raises RefusedCredentialError; denials are counted."""
        now = datetime.now(UTC)
        try:
            if len(code) != _LENGTH:
                raise _refused_code(Cause.MALFORMED)
            with self._database.write() as connection:
                used = delete(sign_in_codes).where(sign_in_codes.c.digest == secret.digest(code))
                row = connection.execute(used.returning(sign_in_codes.c.expires_at)).one_or_none()
                if row is None or now >= row.expires_at:
                    raise _refused_code(Cause.UNKNOWN if row is None else Cause.EXPIRED)
                session = BrowserSession(replace(OPERATOR, address=address), self._ends_at(now))
                return self._open(connection, session, None, now)
        except RefusedCredentialError as error:
            self._refused(error, address)
            raise

    def find(self, session_secret: str, address: str) -> BrowserSession:
        """The session with this secret, for a request from `address`. Raises RefusedCredentialError, with one message
        whether it is unknown, over, or its key is dead; counting is for the caller."""
        if len(session_secret) != _LENGTH:
            raise _refused_session(Cause.MALFORMED)
        now = datetime.now(UTC)
        query = select(browser_sessions).where(browser_sessions.c.digest == secret.digest(session_secret))
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                raise _refused_session(Cause.UNKNOWN)
            found = None if row.key_digest is None else lookup.key_by_digest(connection, row.key_digest)
        if now >= row.expires_at:
            raise _refused_session(Cause.EXPIRED, found.key.id if found else None)
        if row.key_digest is None:
            return BrowserSession(replace(OPERATOR, address=address), row.expires_at)
        try:
            key = lookup.live(found, now)
        except RefusedCredentialError as error:
            raise _refused_session(error.cause, error.key_id) from error
        return BrowserSession(Actor.of(key, address), _end(row.expires_at, found))

    def end(self, session_secret: str, actor: Actor) -> None:
        """End the session with this secret, which is the actor's. Harmless when it has ended already."""
        now = datetime.now(UTC)
        with self._database.write() as connection:
            gone = delete(browser_sessions).where(browser_sessions.c.digest == secret.digest(session_secret))
            if connection.execute(gone).rowcount:
                _record(connection, Action.SESSION_ENDED, actor, now, {})

    def _found(self, credential: str) -> Found | None:
        if not secret.looks_right(credential):
            raise refused_key(Cause.MALFORMED)
        with self._database.read() as connection:
            return lookup.key_by_digest(connection, secret.digest(credential))

    def _ends_at(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self._settings.session_seconds)

    def _open(
        self, connection: Connection, session: BrowserSession, key_digest: str | None, now: datetime
    ) -> OpenedSession:
        _purge(connection, now)
        text = secrets.token_urlsafe(_BYTES)
        connection.execute(
            insert(browser_sessions).values(
                digest=secret.digest(text),
                key_digest=key_digest,
                created_at=now,
                expires_at=session.expires_at,
            )
        )
        details = {"with": "link" if key_digest is None else "key", "expiresAt": session.expires_at.isoformat()}
        _record(connection, Action.SESSION_CREATED, session.actor, now, details)
        return OpenedSession(session, text)

    def _refused(self, error: RefusedCredentialError, address: str) -> None:
        self._tally.denied(error.reason, address=address, door=DOOR, key_id=error.key_id, cause=error.cause.value)


def issue_code(database: Database, settings: SignInSettings) -> SignInCode:
    """A new code, which makes whoever has it the operator: to be shown to nobody else. Blocks.

    Raises UnavailableError.
    """
    now = datetime.now(UTC)
    code = SignInCode(now + timedelta(seconds=settings.link_seconds), secrets.token_urlsafe(_BYTES))
    with database.write() as connection:
        _purge(connection, now)
        digest = secret.digest(code.secret)
        connection.execute(insert(sign_in_codes).values(digest=digest, created_at=now, expires_at=code.expires_at))
        _record(connection, Action.SIGN_IN_LINK_CREATED, OPERATOR, now, {"expiresAt": code.expires_at.isoformat()})
    return code


def end_all(database: Database) -> int:
    """End every session, whoever's, and every code that was not used yet; how many sessions there were. Blocks.

    Raises UnavailableError.
    """
    now = datetime.now(UTC)
    with database.write() as connection:
        _purge(connection, now)
        connection.execute(delete(sign_in_codes))
        ended = connection.execute(delete(browser_sessions)).rowcount
        _record(connection, Action.SESSION_ENDED, OPERATOR, now, {"count": ended})
    return ended


def _purge(connection: Connection, now: datetime) -> None:
    for table in (browser_sessions, sign_in_codes):
        connection.execute(delete(table).where(table.c.expires_at <= now))


def _end(session_end: datetime, found: Found | None) -> datetime:
    key_end = found.dies_at() if found else None
    return session_end if key_end is None else min(session_end, key_end)


def _record(connection: Connection, action: Action, actor: Actor, now: datetime, details: dict[str, Any]) -> None:
    tenancy = None if actor.key is None else actor.key.tenancy()
    audit.record(connection, Event(action, actor.name, actor.name, tenancy, actor.address, details), now)


def _refused_code(cause: Cause) -> RefusedCredentialError:
    message = "the sign-in link is not valid: it was used, or is too old; 'to11 sign-in-link' makes another"
    return RefusedCredentialError(message, cause=cause)


def _refused_session(cause: Cause, key_id: str | None = None) -> RefusedCredentialError:
    return RefusedCredentialError("the session is not valid; sign in again", cause=cause, key_id=key_id)
