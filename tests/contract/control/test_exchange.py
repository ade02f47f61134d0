"""The exchange of an API key for a collector token."""

import pytest

from support.control import MakeKey
from to11.control.authority import OPERATOR
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.exchange import Exchange
from to11.control.flush import flush
from to11.control.secret import mint
from to11.control.tally import AuditTally
from to11.control.tokens import TokenIssuer
from to11.model.errors import InvalidRequestError, PermissionDeniedError, UnauthenticatedError
from to11.model.tenancy import EnvironmentClass, Scope, ScopeClass
from to11.settings import TokenSettings

ADDRESS = "192.0.2.9"


@pytest.fixture
def tally() -> AuditTally:
    return AuditTally()


@pytest.fixture
def exchange(database: Database, tally: AuditTally) -> Exchange:
    return Exchange(database, TokenIssuer(database, TokenSettings(), "https://api.example.org"), tally)


def test_a_project_key_needs_to_name_nothing(exchange: Exchange, first: Bootstrap) -> None:
    result = exchange.exchange(first.secret, None, ADDRESS)
    assert (result.project_id, result.scope_class) == (first.project_id, ScopeClass.PROJECT)
    assert result.scopes == ("otel:write",)
    assert result.token not in repr(result)
    assert exchange.exchange(first.secret, first.project_id, ADDRESS).project_id == first.project_id


@pytest.mark.parametrize("scope_class", [ScopeClass.ORGANIZATION, ScopeClass.WORKSPACE])
def test_a_wider_key_must_name_a_project(
    exchange: Exchange, first: Bootstrap, make_key: MakeKey, scope_class: ScopeClass
) -> None:
    secret = make_key(scope_class, Scope.OTEL_WRITE).secret
    with pytest.raises(InvalidRequestError) as caught:
        exchange.exchange(secret, None, ADDRESS)
    assert caught.value.reason == "PROJECT_REQUIRED"
    result = exchange.exchange(secret, first.project_id, ADDRESS)
    assert (result.project_id, result.scope_class) == (first.project_id, scope_class)


def test_projects_out_of_reach_and_nowhere_get_one_answer(
    exchange: Exchange, directory: Directory, first: Bootstrap, make_key: MakeKey
) -> None:
    room = directory.tenants.create_workspace(OPERATOR, first.organization_id, "room")
    cousin = directory.tenants.create_project(OPERATOR, room.id, "cousin")
    narrow = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE).secret
    middle = make_key(ScopeClass.WORKSPACE, Scope.OTEL_WRITE).secret
    answers = set()
    for secret in (narrow, middle):
        for requested in (cousin.id, "proj_doesnotexist", "", "\x00", "\ud800"):
            with pytest.raises(PermissionDeniedError) as caught:
                exchange.exchange(secret, requested, ADDRESS)
            answers.add((caught.value.reason, caught.value.message, str(caught.value.details)))
    ((reason, _, _),) = answers
    assert reason == "PROJECT_NOT_AUTHORIZED"


def test_the_key_must_hold_the_scope(exchange: Exchange, make_key: MakeKey) -> None:
    everything_else = [scope for scope in Scope if scope is not Scope.OTEL_WRITE]
    with pytest.raises(PermissionDeniedError) as caught:
        exchange.exchange(make_key(ScopeClass.PROJECT, *everything_else).secret, None, ADDRESS)
    assert (caught.value.reason, caught.value.details) == ("INSUFFICIENT_SCOPE", {"required": ["otel:write"]})


def test_dead_and_unknown_keys_get_one_answer(exchange: Exchange, directory: Directory, make_key: MakeKey) -> None:
    revoked = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE)
    directory.keys.revoke(OPERATOR, revoked.key.id)
    answers = set()
    for secret in ("", "nonsense", "\ud800", mint(EnvironmentClass.LIVE), revoked.secret):
        with pytest.raises(UnauthenticatedError) as caught:
            exchange.exchange(secret, None, ADDRESS)
        answers.add((caught.value.reason, caught.value.message, str(caught.value.details)))
    ((reason, _, _),) = answers
    assert reason == "INVALID_CREDENTIAL"


def test_uses_and_denials_are_in_the_log(
    exchange: Exchange,
    database: Database,
    directory: Directory,
    tally: AuditTally,
    first: Bootstrap,
    make_key: MakeKey,
) -> None:
    reader = make_key(ScopeClass.PROJECT, Scope.TRACES_READ)
    revoked = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE)
    directory.keys.revoke(OPERATOR, revoked.key.id)
    exchange.exchange(first.secret, None, ADDRESS)
    exchange.exchange(first.secret, None, ADDRESS)
    for secret in (reader.secret, revoked.secret, "nonsense"):
        with pytest.raises((UnauthenticatedError, PermissionDeniedError)):
            exchange.exchange(secret, None, ADDRESS)
    flush(database, tally)
    told = {
        (entry.action, entry.actor, entry.target, entry.details["count"], entry.details.get("cause"))
        for entry in directory.audit.list(OPERATOR)[0]
        if entry.address == ADDRESS
    }
    assert told == {
        ("token.exchanged", first.key_id, first.project_id, 2, None),
        ("access.denied", reader.key.id, reader.key.id, 1, None),
        ("access.denied", revoked.key.id, revoked.key.id, 1, "revoked"),
        ("access.denied", "unknown", "", 1, "malformed"),
    }
    assert directory.keys.get(OPERATOR, first.key_id).last_used_at is not None
