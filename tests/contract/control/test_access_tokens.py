"""Collector tokens at the edge: verified once, remembered for as long as they and their keys live."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from sqlalchemy import update

from support.control import ISSUER, MakeKey
from to11.control.access import Access
from to11.control.database import Database
from to11.control.directory import Bootstrap
from to11.control.exchange import Exchange
from to11.control.refusal import Cause, RefusedCredentialError
from to11.control.schema import api_keys
from to11.control.signing import SigningKey, SigningKeys
from to11.control.tokens import AUDIENCE
from to11.model.errors import PermissionDeniedError, UnauthenticatedError
from to11.model.tenancy import Scope, ScopeClass
from to11.settings import TokenSettings

TOKENS = TokenSettings()
NAMES = ("iss", "sub", "aud", "scope", "org", "key", "iat", "nbf", "exp", "jti")


class Forge:
    """Signs whatever it is asked to, by default a good token."""

    def __init__(self, signer: SigningKey, first: Bootstrap) -> None:
        self.kid = signer.kid
        self.private_key: Any = signer.private_key
        self.secret = first.secret
        self.now = int(time.time())
        self.good: dict[str, Any] = {
            "iss": ISSUER,
            "sub": first.project_id,
            "aud": AUDIENCE,
            "scope": "otel:write",
            "org": first.organization_id,
            "key": first.key_id,
            "iat": self.now,
            "nbf": self.now,
            "exp": self.now + 900,
            "jti": "one",
        }

    def sign(
        self,
        claims: dict[str, Any] | None = None,
        *,
        signing_key: Any = None,
        algorithm: str = "ES256",
        headers: dict[str, Any] | None = None,
    ) -> str:
        """A token with these claims changed; a claim of None is left out."""
        kept = {name: value for name, value in (self.good | (claims or {})).items() if value is not None}
        key = signing_key or self.private_key
        return jwt.encode(kept, key, algorithm=algorithm, headers=headers or {"kid": self.kid})

    def shifted(self, **seconds: int) -> str:
        """A token with times relative to now."""
        return self.sign({name: self.now + shift for name, shift in seconds.items()})

    def without(self, name: str) -> str:
        """A token that lacks a claim."""
        return self.sign({name: None})

    def with_foreign_signature(self) -> str:
        """The signature of another token."""
        return self.sign().rpartition(".")[0] + "." + self.sign({"jti": "two"}).rpartition(".")[2]


@pytest.fixture
def forge(database: Database, first: Bootstrap) -> Forge:
    return Forge(SigningKeys(database, TOKENS).signer(), first)


async def test_a_token_is_verified_once(
    access: Access, exchange: Exchange, first: Bootstrap, queries: list[str]
) -> None:
    result = exchange.exchange(first.secret, None, "")
    assert access.cached_token(result.token) is None
    claims = await access.token(result.token)
    assert (claims.project_id, claims.key_id, claims.scopes) == (first.project_id, first.key_id, ("otel:write",))
    assert claims.expires_at == result.expires_at.timestamp()
    queries.clear()
    assert access.cached_token(result.token) is claims
    assert await access.token(result.token) is claims
    assert queries == []


async def test_a_token_dies_with_its_time(
    access: Access, exchange: Exchange, first: Bootstrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = exchange.exchange(first.secret, None, "")
    await access.token(result.token)
    end = result.expires_at.timestamp() + TOKENS.clock_skew_seconds
    monkeypatch.setattr(time, "time", lambda: end - 0.1)
    assert access.cached_token(result.token) is not None
    monkeypatch.setattr(time, "time", lambda: end)
    assert access.cached_token(result.token) is None


async def test_a_token_dies_with_its_keys_expiry(
    access: Access, database: Database, exchange: Exchange, make_key: MakeKey
) -> None:
    issued = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE)
    token = exchange.exchange(issued.secret, None, "").token
    with database.write() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(api_keys).where(api_keys.c.id == issued.key.id).values(expires_at=past))
    with pytest.raises(RefusedCredentialError) as caught:
        await access.token(token)
    assert caught.value.cause is Cause.EXPIRED


async def test_good_tokens_are_taken_within_the_skew(access: Access, forge: Forge, first: Bootstrap) -> None:
    good = [forge.sign(), forge.shifted(exp=-2, iat=-9, nbf=-9), forge.shifted(nbf=3, iat=3)]
    assert {(await access.token(token)).project_id for token in good} == {first.project_id}


BAD: dict[str, Callable[[Forge], str]] = {
    "empty": lambda forge: "",
    "an API key": lambda forge: forge.secret,
    "words": lambda forge: "not a token",
    "not ASCII": lambda forge: "é.é.é",
    "not Unicode": lambda forge: "\ud800",
    "too long": lambda forge: forge.sign({"pad": "x" * 4096}),
    "no signature": lambda forge: forge.sign().rpartition(".")[0] + ".",
    "foreign signature": lambda forge: forge.with_foreign_signature(),
    "cut": lambda forge: forge.sign()[:-4],
    "expired": lambda forge: forge.shifted(exp=-60),
    "not yet": lambda forge: forge.shifted(nbf=60),
    "from the future": lambda forge: forge.shifted(iat=60),
    "other audience": lambda forge: forge.sign({"aud": "elsewhere"}),
    "other issuer": lambda forge: forge.sign({"iss": "https://elsewhere.example.org"}),
    "unsigned": lambda forge: jwt.api_jws.encode(b"{}", "", algorithm="none", headers={"kid": forge.kid}),
    "symmetric": lambda forge: forge.sign(signing_key="x" * 40, algorithm="HS256"),
    "unknown kid": lambda forge: forge.sign(headers={"kid": "sig_unknown"}),
    "kid with a NUL": lambda forge: forge.sign(headers={"kid": "sig_\x00"}),
    "no kid": lambda forge: forge.sign(headers={"typ": "JWT"}),
    "forged": lambda forge: forge.sign(signing_key=generate_private_key(SECP256R1())),
    "unknown key": lambda forge: forge.sign({"key": "key_none"}),
    "key with a NUL": lambda forge: forge.sign({"key": "key_\x00"}),
    "claims of other types": lambda forge: forge.sign({"org": 7}),
}


@pytest.mark.parametrize("what", BAD)
async def test_bad_tokens_are_refused(access: Access, forge: Forge, what: str) -> None:
    await access.token(forge.sign())
    token = BAD[what](forge)
    for _ in range(2):
        assert access.cached_token(token) is None
        with pytest.raises(UnauthenticatedError):
            await access.token(token)


async def test_every_claim_is_needed(access: Access, forge: Forge) -> None:
    await access.token(forge.sign())
    for name in NAMES:
        with pytest.raises(UnauthenticatedError):
            await access.token(forge.without(name))


async def test_a_token_without_the_scope_is_denied(access: Access, forge: Forge) -> None:
    for scope in ("traces:read", "", "otel:writer"):
        with pytest.raises(PermissionDeniedError) as caught:
            await access.token(forge.sign({"scope": scope}))
        assert (caught.value.reason, caught.value.details) == ("INSUFFICIENT_SCOPE", {"required": ["otel:write"]})


async def test_a_token_is_good_the_moment_a_new_signing_key_made_it(
    access: Access, exchange: Exchange, first: Bootstrap
) -> None:
    with pytest.raises(UnauthenticatedError):
        await access.token("a.b.c")
    # The first exchange makes the first signing key; no poll has seen it.
    assert (await access.token(exchange.exchange(first.secret, None, "").token)).key_id == first.key_id
