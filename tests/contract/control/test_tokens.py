"""Signing keys over time, and the tokens that they sign."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from sqlalchemy import func, select

from support.control import MakeKey
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.refusal import RefusedCredentialError
from to11.control.schema import signing_keys
from to11.control.signing import MAX_LEAD, SigningKeys, find_public_key
from to11.control.tokens import AUDIENCE, TokenIssuer, TokenVerifier
from to11.model.errors import UnavailableError
from to11.model.tenancy import ApiKey, Project, Scope, ScopeClass, TokenClaims
from to11.settings import TokenSettings

ISSUER = "https://api.example.org"
SETTINGS = TokenSettings()
PERIOD = timedelta(days=SETTINGS.signing_key_days)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def key(make_key: MakeKey) -> ApiKey:
    return make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE).key


@pytest.fixture
def project(directory: Directory, first: Bootstrap) -> Project:
    return Project(first.project_id, first.organization_id, first.workspace_id, "p", NOW)


def kids(keys: SigningKeys) -> list[str]:
    return [key["kid"] for key in keys.jwks()["keys"]]


def stored(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(signing_keys)).scalar_one())


def verify(database: Database, token: str, issuer: str = ISSUER) -> TokenClaims:
    with database.read() as connection:
        return TokenVerifier(SETTINGS, issuer).verify(token, lambda kid: find_public_key(connection, kid))


def test_a_token_says_what_the_page_says(database: Database, key: ApiKey, project: Project) -> None:
    issuer = TokenIssuer(database, SETTINGS, ISSUER)
    before = datetime.now(UTC).replace(microsecond=0)
    token, expires_at = issuer.issue(key, project)
    assert timedelta() <= expires_at - before - timedelta(minutes=15) <= timedelta(seconds=5)
    # A stock library verifies it with nothing but the published key set.
    (published,) = issuer.jwks()["keys"]
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["kid"]) == ("ES256", published["kid"])
    claims: dict[str, Any] = jwt.decode(
        token, jwt.PyJWK(published), algorithms=["ES256"], audience=AUDIENCE, issuer=ISSUER
    )
    assert len(claims.pop("jti")) >= 16
    assert claims.pop("iat") == claims.pop("nbf") == expires_at.timestamp() - 900
    assert claims == {
        "iss": ISSUER,
        "sub": project.id,
        "aud": "to11-collector",
        "scope": "otel:write",
        "org": project.organization_id,
        "key": key.id,
        "exp": int(expires_at.timestamp()),
    }
    assert verify(database, token) == TokenClaims(
        project.id, project.organization_id, key.id, ("otel:write",), int(expires_at.timestamp())
    )


def test_the_key_set_tells_no_private_part(database: Database) -> None:
    (published,) = SigningKeys(database, SETTINGS).jwks()["keys"]
    assert set(published) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert (published["kty"], published["crv"], published["use"], published["alg"]) == ("EC", "P-256", "sig", "ES256")


def test_two_tokens_are_never_the_same(database: Database, key: ApiKey, project: Project, clock: Clock) -> None:
    issuer = TokenIssuer(database, SETTINGS, ISSUER, clock=clock)
    assert issuer.issue(key, project)[0] != issuer.issue(key, project)[0]


def test_a_token_never_outlives_its_key(database: Database, key: ApiKey, project: Project, clock: Clock) -> None:
    issuer = TokenIssuer(database, SETTINGS, ISSUER, clock=clock)
    ending = replace(key, expires_at=NOW + timedelta(minutes=3, milliseconds=700))
    assert issuer.issue(ending, project)[1] == NOW + timedelta(minutes=3)


def test_a_key_from_elsewhere_is_not_accepted(
    database: Database, key: ApiKey, project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Database(f"sqlite:///{tmp_path_factory.mktemp('other') / 'control.db'}")
    other.migrate()
    token, _ = TokenIssuer(other, SETTINGS, ISSUER).issue(key, project)
    other.close()
    TokenIssuer(database, SETTINGS, ISSUER).issue(key, project)
    with pytest.raises(RefusedCredentialError):
        verify(database, token)


def test_a_token_of_another_issuer_is_not_accepted(database: Database, key: ApiKey, project: Project) -> None:
    token, _ = TokenIssuer(database, SETTINGS, ISSUER).issue(key, project)
    with pytest.raises(RefusedCredentialError):
        verify(database, token, "https://elsewhere.example.org")


def test_the_next_key_is_published_before_it_signs(database: Database, clock: Clock) -> None:
    keys = SigningKeys(database, SETTINGS, clock=clock)
    first = keys.signer().kid
    clock.now = NOW + PERIOD - MAX_LEAD - timedelta(seconds=1)
    assert kids(keys) == [first]
    clock.now = NOW + PERIOD - MAX_LEAD
    published = kids(keys)
    assert published[0] == first
    assert len(published) == 2
    clock.now = NOW + PERIOD - timedelta(seconds=1)
    assert (keys.signer().kid, kids(keys)) == (first, published)
    clock.now = NOW + PERIOD
    assert (keys.signer().kid, kids(keys)) == (published[1], published)


def test_a_retired_key_stays_until_its_last_token_is_dead(database: Database, clock: Clock) -> None:
    keys = SigningKeys(database, SETTINGS, clock=clock)
    old = keys.signer().kid
    clock.now = NOW + PERIOD - MAX_LEAD
    keys.signer()
    last_token_dead = NOW + PERIOD + timedelta(seconds=SETTINGS.lifetime_seconds + SETTINGS.clock_skew_seconds)
    clock.now = last_token_dead
    assert old in kids(keys)
    clock.now = last_token_dead + timedelta(seconds=SETTINGS.clock_skew_seconds)
    assert old not in kids(keys)
    # Its private part goes with the next change.
    clock.now = NOW + 2 * PERIOD - MAX_LEAD
    assert len(kids(keys)) == stored(database) == 2


def test_after_a_long_sleep_the_old_key_signs_through_the_lead(database: Database, clock: Clock) -> None:
    old = SigningKeys(database, SETTINGS, clock=clock).signer().kid
    clock.now = NOW + 10 * PERIOD
    keys = SigningKeys(database, SETTINGS, clock=clock)
    assert keys.signer().kid == old
    assert len(kids(keys)) == 2
    clock.now += MAX_LEAD
    assert keys.signer().kid != old


def test_several_issuers_make_one_key(url: str, clock: Clock) -> None:
    barrier = threading.Barrier(4)

    def sign(_number: int) -> str:
        database = Database(url)
        barrier.wait(10)
        try:
            return SigningKeys(database, SETTINGS, clock=clock).signer().kid
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(sign, range(4)))) == 1


def test_a_database_that_cannot_be_written_stops_no_signing(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable() -> None:
        raise UnavailableError("read-only")

    keys = SigningKeys(database, SETTINGS, clock=clock)
    first = keys.signer().kid
    monkeypatch.setattr(database, "write", unavailable)
    clock.now = NOW + PERIOD
    assert keys.signer().kid == first
    with pytest.raises(UnavailableError):
        SigningKeys(database, SETTINGS, clock=lambda: NOW - timedelta(days=1)).signer()


def test_keys_are_told_in_the_audit_log_and_bump_the_revision(database: Database, directory: Directory) -> None:
    from to11.control import revision
    from to11.control.authority import OPERATOR

    with database.read() as connection:
        before = revision.read(connection)
    kid = SigningKeys(database, SETTINGS).signer().kid
    with database.read() as connection:
        assert revision.read(connection) > before
    (entry,), _ = directory.audit.list(OPERATOR)
    assert (entry.action, entry.target, entry.actor) == ("signing_key.created", kid, "to11")
    assert (entry.organization_id, entry.workspace_id, entry.project_id) == (None, None, None)
