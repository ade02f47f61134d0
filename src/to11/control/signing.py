"""ES256 signing keys (RFC 7518): kept in the database, published before they sign and until nobody needs them.

A key signs from `signs_from` until its successor does. The successor is made, and stands in the key set (JWKS), a lead
time before: a verifier that caches the set has it by then. A retired key stays until its last token is dead.
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from jwt.algorithms import ECAlgorithm
from sqlalchemy import Connection, Row, delete, insert, select

from to11 import log as logs
from to11.control import audit, revision
from to11.control.audit import Action, Event
from to11.control.database import Database
from to11.control.schema import signing_keys
from to11.model.errors import UnavailableError
from to11.model.ids import new_id
from to11.settings import TokenSettings

log = logs.get(__name__)

ALGORITHM = "ES256"
ACTOR = "to11"
"""Who the audit log says made a key."""

MAX_LEAD = timedelta(days=1)
"""A day: longer than any verifier may be expected to cache a key set."""

_REREAD_SECONDS = 60.0
"""Another process may have made the next key; far shorter than any lead."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key pair."""

    kid: str
    public_jwk: dict[str, Any]
    signs_from: datetime
    private_key: EllipticCurvePrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When keys are made, sign and go. Pure; lists of keys are in the order of `signs_from`."""

    period: timedelta
    lead: timedelta
    tail: timedelta

    @classmethod
    def of(cls, settings: TokenSettings) -> "Schedule":
        """The settings' schedule. Each side's clock may be off by the skew, hence twice."""
        period = timedelta(days=settings.signing_key_days)
        tail = timedelta(seconds=settings.lifetime_seconds + 2 * settings.clock_skew_seconds)
        return cls(period, min(MAX_LEAD, period / 2), tail)

    def signer(self, keys: Sequence[SigningKey], now: datetime) -> SigningKey | None:
        """The key that signs now."""
        begun = [key for key in keys if key.signs_from <= now]
        return begun[-1] if begun else None

    def next_from(self, keys: Sequence[SigningKey], now: datetime) -> datetime | None:
        """From when a new key is to sign, when one is to be made now."""
        if self.signer(keys, now) is None:
            return now
        due = keys[-1].signs_from + self.period
        return max(due, now + self.lead) if now >= due - self.lead else None

    def dead(self, keys: Sequence[SigningKey], now: datetime) -> list[str]:
        """The ids of keys whose last token is dead."""
        return [key.kid for key, successor in pairwise(keys) if successor.signs_from + self.tail <= now]


class SigningKeys:
    """The signing keys of one control database; makes and drops keys as they are asked for. Safe between threads."""

    def __init__(
        self, database: Database, settings: TokenSettings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._schedule = Schedule.of(settings)
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: list[SigningKey] = []
        self._read_at = float("-inf")

    def signer(self) -> SigningKey:
        """The key to sign with now. Raises UnavailableError when it is not known and the database does not answer."""
        keys, now = self._current()
        signer = self._schedule.signer(keys, now)
        assert signer is not None, "next_from makes one"  # noqa: S101
        return signer

    def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set (RFC 7517): the keys that have signed, sign, and will sign."""
        keys, now = self._current()
        dead = self._schedule.dead(keys, now)
        return {"keys": [key.public_jwk for key in keys if key.kid not in dead]}

    def _current(self) -> tuple[list[SigningKey], datetime]:
        with self._lock:
            now = self._clock()
            if time.monotonic() - self._read_at > _REREAD_SECONDS:
                self._keys = self._read()
            if self._schedule.next_from(self._keys, now) is not None:
                self._keys = self._renewed(now)
            return self._keys, now

    def _read(self) -> list[SigningKey]:
        started = time.monotonic()
        with self._database.read() as connection:
            keys = _stored(connection)
        self._read_at = started
        return keys

    def _renewed(self, now: datetime) -> list[SigningKey]:
        try:
            return self._renew(now)
        except UnavailableError as error:
            if self._schedule.signer(self._keys, now) is None:
                raise
            # The present key is good for as long as it takes.
            log.warning("cannot make the next signing key yet", error=str(error.__cause__ or error))
            return self._keys

    def _renew(self, now: datetime) -> list[SigningKey]:
        with self._database.write() as connection:
            # Verifiers hear of it by the revision; under its lock, of several processes only one makes the key.
            revision.bump(connection)
            keys = _stored(connection)
            signs_from = self._schedule.next_from(keys, now)
            if signs_from is not None:
                _make(connection, signs_from, now)
            if dead := self._schedule.dead(keys, now):
                connection.execute(delete(signing_keys).where(signing_keys.c.kid.in_(dead)))
            return _stored(connection)


def find_public_key(connection: Connection, kid: str) -> EllipticCurvePublicKey | None:
    """The public key of a token's `kid`."""
    query = select(signing_keys.c.public_jwk).where(signing_keys.c.kid == kid)
    jwk = connection.execute(query).scalar_one_or_none()
    if jwk is None:
        return None
    key = ECAlgorithm.from_jwk(jwk)
    return key if isinstance(key, EllipticCurvePublicKey) else None


def _make(connection: Connection, signs_from: datetime, now: datetime) -> None:
    private_key = generate_private_key(SECP256R1())
    kid = new_id("sig")
    jwk = json.loads(ECAlgorithm.to_jwk(private_key.public_key()))
    pem = private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    connection.execute(
        insert(signing_keys).values(
            kid=kid,
            private_pem=pem.decode("ascii"),
            public_jwk=jwk | {"kid": kid, "use": "sig", "alg": ALGORITHM},
            created_at=now,
            signs_from=signs_from,
        )
    )
    event = Event(Action.SIGNING_KEY_CREATED, ACTOR, kid, None, details={"signsFrom": signs_from.isoformat()})
    audit.record(connection, event, now)


def _stored(connection: Connection) -> list[SigningKey]:
    query = select(signing_keys).order_by(signing_keys.c.signs_from, signing_keys.c.kid)
    return [_signing_key(row) for row in connection.execute(query)]


def _signing_key(row: Row[Any]) -> SigningKey:
    private_key = serialization.load_pem_private_key(row.private_pem.encode("ascii"), password=None)
    if not isinstance(private_key, EllipticCurvePrivateKey):
        raise TypeError(f"signing key {row.kid} is not an EC key")
    return SigningKey(row.kid, dict(row.public_jwk), row.signs_from, private_key)
