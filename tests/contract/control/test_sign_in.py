"""Signing a browser in: with a key, with a code that is good once; how sessions are found, and how they end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from support.control import MakeKey
from to11.control import sign_in as sign_ins
from to11.control.audit import Action, AuditEntry
from to11.control.authority import OPERATOR, Actor
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.refusal import Cause, RefusedCredentialError
from to11.control.schema import api_keys, browser_sessions, sign_in_codes
from to11.control.sign_in import SignIn, issue_code
from to11.control.tally import AuditTally
from to11.model.errors import PermissionDeniedError
from to11.model.tenancy import Scope, ScopeClass
from to11.settings import SignInSettings

SETTINGS = SignInSettings()
WEEK = timedelta(days=7)
ADDRESS = "192.0.2.7"


@pytest.fixture
def tally() -> AuditTally:
    return AuditTally()


@pytest.fixture
def signing(database: Database, tally: AuditTally) -> SignIn:
    return SignIn(database, SETTINGS, tally)


def refused(call: Callable[[str, str], object], secret: str, cause: Cause) -> RefusedCredentialError:
    with pytest.raises(RefusedCredentialError) as caught:
        call(secret, ADDRESS)
    assert caught.value.cause is cause
    return caught.value


def told(directory: Directory, *actions: Action) -> list[AuditEntry]:
    return [entry for entry in directory.audit.list(OPERATOR, limit=1000)[0] if entry.action in actions]


def soon(moment: datetime, expected: timedelta) -> bool:
    return abs(moment - datetime.now(UTC) - expected) < timedelta(minutes=1)


def make_old(database: Database) -> None:
    """What has been begun so far ends now."""
    with database.write() as connection:
        for table in (browser_sessions, sign_in_codes):
            connection.execute(update(table).values(expires_at=datetime.now(UTC)))


def test_a_keys_session_is_the_keys(signing: SignIn, directory: Directory, make_key: MakeKey) -> None:
    issued = make_key(ScopeClass.WORKSPACE, Scope.TRACES_READ, Scope.KEYS_READ)
    opened = signing.with_key(issued.secret, ADDRESS)
    assert opened.session.actor == Actor(issued.key, issued.key.id, ADDRESS)
    assert soon(opened.session.expires_at, WEEK)
    found = signing.find(opened.secret, "198.51.100.1")
    assert found.actor == Actor(issued.key, issued.key.id, "198.51.100.1")
    assert found.expires_at == opened.session.expires_at
    assert signing.with_key(issued.secret, ADDRESS).secret != opened.secret
    created = told(directory, Action.SESSION_CREATED)[0]
    assert (created.actor, created.target, created.address) == (issued.key.id, issued.key.id, ADDRESS)
    assert (created.organization_id, created.workspace_id) == (issued.key.organization_id, issued.key.workspace_id)
    assert created.details["with"] == "key"


def test_a_codes_session_is_the_operators(signing: SignIn, database: Database, directory: Directory) -> None:
    code = issue_code(database, SETTINGS)
    assert soon(code.expires_at, timedelta(minutes=10))
    opened = signing.with_code(code.secret, ADDRESS)
    assert signing.find(opened.secret, ADDRESS).actor == Actor(None, "operator", ADDRESS)
    assert soon(opened.session.expires_at, WEEK)
    created, link = told(directory, Action.SESSION_CREATED, Action.SIGN_IN_LINK_CREATED)
    assert (created.actor, created.target, created.address, created.organization_id) == (
        "operator",
        "operator",
        ADDRESS,
        None,
    )
    assert created.details["with"] == "link"
    assert (link.actor, link.details) == ("operator", {"expiresAt": code.expires_at.isoformat()})


def test_secrets_are_neither_stored_nor_shown(
    signing: SignIn, database: Database, directory: Directory, first: Bootstrap
) -> None:
    code, other = issue_code(database, SETTINGS), issue_code(database, SETTINGS)
    opened = signing.with_code(code.secret, ADDRESS), signing.with_key(first.secret, ADDRESS)
    secrets = [code.secret, other.secret, *(one.secret for one in opened)]
    assert all(len(secret) == 43 for secret in secrets)  # 256 bits in base64url
    assert len(set(secrets)) == 4
    stored = ""
    with database.read() as connection:
        for table in ("browser_sessions", "sign_in_codes", "audit_log"):
            stored += str(connection.execute(text(f"SELECT * FROM {table}")).all())
    for secret in secrets:
        assert secret not in stored + repr((code, other, opened, told(directory, *Action)))


def test_a_code_is_good_once(signing: SignIn, database: Database) -> None:
    code = issue_code(database, SETTINGS).secret
    opened = signing.with_code(code, ADDRESS)
    refused(signing.with_code, code, Cause.UNKNOWN)
    assert signing.find(opened.secret, ADDRESS).actor.key is None


def test_of_many_at_once_one_gets_the_session(signing: SignIn, database: Database) -> None:
    code = issue_code(database, SETTINGS).secret

    def attempt(_number: int) -> bool:
        try:
            signing.with_code(code, ADDRESS)
        except RefusedCredentialError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(24))) == 1


def test_a_code_goes_out_of_date(signing: SignIn, database: Database) -> None:
    code = issue_code(database, SETTINGS).secret
    make_old(database)
    refused(signing.with_code, code, Cause.EXPIRED)


def test_a_session_ends_by_itself(signing: SignIn, database: Database, first: Bootstrap) -> None:
    begun = signing.with_key(first.secret, ADDRESS), signing.with_code(issue_code(database, SETTINGS).secret, ADDRESS)
    make_old(database)
    errors = [refused(signing.find, one.secret, Cause.EXPIRED) for one in begun]
    assert [error.key_id for error in errors] == [first.key_id, None]


def test_what_is_over_is_forgotten(signing: SignIn, database: Database, first: Bootstrap) -> None:
    def rows() -> tuple[int, int]:
        with database.read() as connection:
            sessions = connection.execute(select(browser_sessions)).all()
            return len(sessions), len(connection.execute(select(sign_in_codes)).all())

    issue_code(database, SETTINGS)
    signing.with_key(first.secret, ADDRESS)
    make_old(database)
    assert rows() == (1, 1)
    issue_code(database, SETTINGS)
    assert rows() == (0, 1)
    make_old(database)
    signing.with_key(first.secret, ADDRESS)
    assert rows() == (1, 0)


def test_signing_out_ends_one_session_and_is_told_once(
    signing: SignIn, database: Database, directory: Directory, first: Bootstrap
) -> None:
    one, other = signing.with_key(first.secret, ADDRESS), signing.with_key(first.secret, ADDRESS)
    signing.end(one.secret, one.session.actor)
    signing.end(one.secret, one.session.actor)
    refused(signing.find, one.secret, Cause.UNKNOWN)
    assert signing.find(other.secret, ADDRESS).actor.name == first.key_id
    (ended,) = told(directory, Action.SESSION_ENDED)
    assert (ended.actor, ended.target, ended.project_id) == (first.key_id, first.key_id, first.project_id)


def test_all_are_signed_out_at_once(
    signing: SignIn, database: Database, directory: Directory, first: Bootstrap
) -> None:
    sessions = [
        signing.with_key(first.secret, ADDRESS),
        signing.with_code(issue_code(database, SETTINGS).secret, ADDRESS),
    ]
    code = issue_code(database, SETTINGS).secret
    assert sign_ins.end_all(database) == 2
    for one in sessions:
        refused(signing.find, one.secret, Cause.UNKNOWN)
    refused(signing.with_code, code, Cause.UNKNOWN)
    (ended,) = told(directory, Action.SESSION_ENDED)
    assert (ended.actor, ended.details) == ("operator", {"count": 2})
    assert sign_ins.end_all(database) == 0
    signing.find(signing.with_key(first.secret, ADDRESS).secret, ADDRESS)


class TestTheKeyOfASession:
    def test_a_revoked_key_takes_its_sessions_along(
        self, signing: SignIn, database: Database, directory: Directory, first: Bootstrap, make_key: MakeKey
    ) -> None:
        key = make_key(ScopeClass.PROJECT, Scope.TRACES_READ)
        sessions = [signing.with_key(key.secret, ADDRESS) for _ in range(2)]
        others = [
            signing.with_key(first.secret, ADDRESS),
            signing.with_code(issue_code(database, SETTINGS).secret, ADDRESS),
        ]
        directory.keys.revoke(OPERATOR, key.key.id)
        for one in sessions:
            error = refused(signing.find, one.secret, Cause.REVOKED)
            assert error.key_id == key.key.id
            assert "session" in error.message
        for one in others:
            signing.find(one.secret, ADDRESS)

    def test_a_session_ends_with_its_key_at_the_latest(
        self, signing: SignIn, database: Database, make_key: MakeKey
    ) -> None:
        ends = datetime.now(UTC) + timedelta(hours=1)
        key = make_key(ScopeClass.PROJECT, Scope.TRACES_READ, expires_at=ends)
        opened = signing.with_key(key.secret, ADDRESS)
        assert opened.session.expires_at == ends == signing.find(opened.secret, ADDRESS).expires_at
        with database.write() as connection:
            connection.execute(update(api_keys).values(expires_at=datetime.now(UTC)))
        refused(signing.find, opened.secret, Cause.EXPIRED)

    def test_a_secret_that_is_rotated_away_takes_its_sessions_along_after_the_grace(
        self, signing: SignIn, directory: Directory, make_key: MakeKey
    ) -> None:
        key = make_key(ScopeClass.PROJECT, Scope.TRACES_READ)
        old = signing.with_key(key.secret, ADDRESS)
        rotated = directory.keys.rotate(OPERATOR, key.key.id, 3600)
        assert soon(signing.find(old.secret, ADDRESS).expires_at, timedelta(hours=1))
        young = signing.with_key(rotated.secret, ADDRESS)
        directory.keys.rotate(OPERATOR, key.key.id, 0)
        refused(signing.find, old.secret, Cause.EXPIRED)
        refused(signing.find, young.secret, Cause.EXPIRED)


class TestRefusals:
    def test_keys_are_refused_with_one_message_and_counted(
        self, signing: SignIn, directory: Directory, tally: AuditTally, make_key: MakeKey
    ) -> None:
        revoked = make_key(ScopeClass.PROJECT, Scope.TRACES_READ)
        directory.keys.revoke(OPERATOR, revoked.key.id)
        rotated = make_key(ScopeClass.PROJECT, Scope.TRACES_READ)
        directory.keys.rotate(OPERATOR, rotated.key.id, 0)
        expected = {
            revoked.secret: Cause.REVOKED,
            rotated.secret: Cause.EXPIRED,
            "to11_live_" + "0" * 46: Cause.MALFORMED,
            "nonsense": Cause.MALFORMED,
            "\ud800": Cause.MALFORMED,
        }
        messages = {refused(signing.with_key, text, cause).message for text, cause in expected.items()}
        assert len(messages) == 1
        counted = {(one.subject.cause, one.subject.kind, one.subject.address): one.count for one in tally.due()}
        assert counted == {
            ("revoked", sign_ins.DOOR, ADDRESS): 1,
            ("expired", sign_ins.DOOR, ADDRESS): 1,
            ("malformed", sign_ins.DOOR, ADDRESS): 3,
        }

    def test_a_key_must_read_traces(self, signing: SignIn, tally: AuditTally, make_key: MakeKey) -> None:
        key = make_key(ScopeClass.PROJECT, *(scope for scope in Scope if scope is not Scope.TRACES_READ))
        with pytest.raises(PermissionDeniedError) as caught:
            signing.with_key(key.secret, ADDRESS)
        assert (caught.value.reason, caught.value.details) == ("INSUFFICIENT_SCOPE", {"required": ["traces:read"]})
        (denied,) = tally.due()
        assert (denied.subject.key_id, denied.subject.reason) == (key.key.id, "INSUFFICIENT_SCOPE")

    @pytest.mark.parametrize("code", ["", "nonsense", "0" * 43, "é" * 43, "\ud800" * 43, "x" * 100_000])
    def test_codes_are_refused_and_counted(self, signing: SignIn, tally: AuditTally, code: str) -> None:
        refused(signing.with_code, code, Cause.UNKNOWN if len(code) == 43 else Cause.MALFORMED)
        (denied,) = tally.due()
        assert (denied.subject.kind, denied.subject.reason) == (sign_ins.DOOR, "INVALID_CREDENTIAL")

    def test_neither_is_taken_for_the_other(self, signing: SignIn, database: Database, first: Bootstrap) -> None:
        code = issue_code(database, SETTINGS).secret
        session = signing.with_key(first.secret, ADDRESS).secret
        refused(signing.find, code, Cause.UNKNOWN)
        refused(signing.with_code, session, Cause.UNKNOWN)
        refused(signing.find, first.secret, Cause.MALFORMED)

    def test_a_use_is_counted(self, signing: SignIn, tally: AuditTally, first: Bootstrap) -> None:
        signing.with_key(first.secret, ADDRESS)
        (used,) = tally.due()
        assert (used.subject.action, used.subject.key_id) == (Action.KEY_USED, first.key_id)
