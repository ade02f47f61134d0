import pytest

from support.collector_fakes import CLAIMS, TOKEN, FakeAccess
from to11.collector.auth import Gate, bearer_token
from to11.control.refusal import Cause, RefusedCredentialError
from to11.model.errors import PermissionDeniedError, UnauthenticatedError, UnavailableError


@pytest.mark.parametrize("header", ["Bearer abc", "bearer abc", "BEARER abc", "  Bearer   abc "])
def test_the_scheme_is_read_in_any_case(header: str) -> None:
    assert bearer_token(header) == "abc"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic abc", "abc", "Bearer a b", "Bearer a, Bearer b"]
)
def test_no_token(header: str | None) -> None:
    with pytest.raises(UnauthenticatedError) as raised:
        bearer_token(header)
    assert "abc" not in raised.value.message


@pytest.mark.parametrize("cached", [True, False])
async def test_a_good_token_is_admitted_and_its_use_noted(cached: bool) -> None:
    access = FakeAccess()
    access.cached = cached
    assert await Gate(access).admit(f"Bearer {TOKEN}", "10.0.0.1") is CLAIMS
    assert access.uses == [("key_1", "collector")]
    assert access.denied == []


@pytest.mark.parametrize(
    ("header", "error", "reason"),
    [
        (None, None, "INVALID_CREDENTIAL"),
        ("Bearer other", None, "INVALID_CREDENTIAL"),
        ("Bearer other", PermissionDeniedError("no scope"), "INSUFFICIENT_SCOPE"),
    ],
)
async def test_a_refusal_is_noted(header: str | None, error: PermissionDeniedError | None, reason: str) -> None:
    access = FakeAccess()
    access.error = error
    with pytest.raises(type(error) if error else UnauthenticatedError):
        await Gate(access).admit(header, "10.0.0.1")
    assert access.denied == [(reason, "10.0.0.1", "collector")]
    assert access.uses == []


async def test_a_database_that_does_not_answer_is_no_denial() -> None:
    access = FakeAccess()
    access.error = UnavailableError("the control database does not answer")
    with pytest.raises(UnavailableError):
        await Gate(access).admit("Bearer other", "10.0.0.1")
    assert access.denied == []


async def test_the_key_and_the_cause_of_a_refusal_are_noted() -> None:
    access = FakeAccess()
    access.error = RefusedCredentialError("the token is not valid", cause=Cause.REVOKED, key_id="key_9")
    with pytest.raises(UnauthenticatedError):
        await Gate(access).admit("Bearer other", "10.0.0.1")
    assert access.denied == [("INVALID_CREDENTIAL", "10.0.0.1", "collector")]
    assert access.causes == [("key_9", Cause.REVOKED)]
