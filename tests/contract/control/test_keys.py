"""API keys from creation to revocation."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from support.control import MakeKey
from to11.control import revision
from to11.control.authority import OPERATOR, Actor
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.keys import GRACE_SECONDS, NewKey
from to11.control.refusal import Cause, RefusedCredentialError
from to11.control.schema import api_keys, key_secrets, metadata
from to11.control.secret import digest, looks_right, mint
from to11.model.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from to11.model.tenancy import EnvironmentClass, Preset, Scope, ScopeClass

IN_AN_HOUR = timedelta(hours=1)


def revision_of(database: Database) -> int:
    with database.read() as connection:
        return revision.read(connection)


def expire_secret(database: Database, secret: str) -> None:
    """As if its grace had passed."""
    with database.write() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(key_secrets).where(key_secrets.c.digest == digest(secret)).values(expires_at=past))


def expire_key(database: Database, key_id: str) -> None:
    with database.write() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(expires_at=past))


def test_a_key_is_read_back_as_it_was_made(directory: Directory, first: Bootstrap) -> None:
    expires_at = datetime.now(UTC) + IN_AN_HOUR
    new = NewKey(
        "ingest",
        ScopeClass.WORKSPACE,
        first.workspace_id,
        environment=EnvironmentClass.TEST,
        preset=Preset.WRITE,
        expires_at=expires_at,
    )
    issued = directory.keys.create(OPERATOR, new)
    key = issued.key
    assert issued.secret.startswith("to11_test_")
    assert looks_right(issued.secret)
    assert issued.secret not in repr(issued)
    assert issued.secret.startswith(key.hint.rstrip("…"))
    assert (key.organization_id, key.workspace_id, key.project_id) == (first.organization_id, first.workspace_id, None)
    assert key.scopes == (Scope.OTEL_WRITE, Scope.GATEWAY_INVOKE)
    assert (key.expires_at, key.created_by) == (expires_at, "operator")
    assert (key.revoked_at, key.last_used_at) == (None, None)
    assert directory.keys.get(OPERATOR, key.id) == key
    assert directory.authenticate(issued.secret) == key


def test_the_secret_is_stored_nowhere(database: Database, directory: Directory, first: Bootstrap) -> None:
    rotated = directory.keys.rotate(OPERATOR, first.key_id, 3600)
    with database.read() as connection:
        dump = "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))
    assert digest(first.secret) in dump
    for secret in (first.secret, rotated.secret):
        assert secret not in dump
        assert secret[10:50] not in dump


def test_malformed_unknown_expired_and_revoked_get_one_answer(
    database: Database, directory: Directory, make_key: MakeKey
) -> None:
    expired, revoked, rotated = (make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE) for _ in range(3))
    expire_key(database, expired.key.id)
    directory.keys.revoke(OPERATOR, revoked.key.id)
    directory.keys.rotate(OPERATOR, rotated.key.id, 0)
    unknown = mint(EnvironmentClass.LIVE)
    expected = {
        "": (Cause.MALFORMED, None),
        "\ud800": (Cause.MALFORMED, None),
        unknown: (Cause.UNKNOWN, None),
        expired.secret: (Cause.EXPIRED, expired.key.id),
        revoked.secret: (Cause.REVOKED, revoked.key.id),
        rotated.secret: (Cause.EXPIRED, rotated.key.id),
    }
    answers = set()
    for secret, (cause, key_id) in expected.items():
        with pytest.raises(RefusedCredentialError) as caught:
            directory.authenticate(secret)
        answers.add((caught.value.message, caught.value.reason, str(caught.value.details)))
        assert (caught.value.cause, caught.value.key_id) == (cause, key_id)
    assert len(answers) == 1


@pytest.mark.parametrize(
    "rest",
    [
        {"name": ""},
        {"name": "a\x00"},
        {"scopes": ()},
        {"scopes": None},
        {"preset": Preset.READ},
        {"expires_at": datetime.now(UTC) - timedelta(seconds=1)},
        {"expires_at": datetime(2099, 1, 1)},  # noqa: DTZ001 - the point of the test
    ],
)
def test_bad_requests_make_nothing(
    database: Database, directory: Directory, make_key: MakeKey, rest: dict[str, Any]
) -> None:
    before = revision_of(database), directory.keys.list(OPERATOR)
    with pytest.raises(InvalidRequestError):
        make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE, **rest)
    assert (revision_of(database), directory.keys.list(OPERATOR)) == before


def test_a_key_needs_a_target_of_its_class(first: Bootstrap, make_key: MakeKey) -> None:
    for scope_class, target_id in (
        (ScopeClass.PROJECT, first.workspace_id),
        (ScopeClass.WORKSPACE, first.organization_id),
        (ScopeClass.ORGANIZATION, first.project_id),
        (ScopeClass.PROJECT, "proj_doesnotexist"),
    ):
        with pytest.raises(NotFoundError):
            make_key(scope_class, Scope.OTEL_WRITE, target_id=target_id)


def test_rotation_keeps_the_key_and_lets_the_old_secret_live(
    database: Database, directory: Directory, make_key: MakeKey
) -> None:
    expires_at = datetime.now(UTC) + IN_AN_HOUR
    old = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE, Scope.TRACES_READ, expires_at=expires_at)
    new = directory.keys.rotate(OPERATOR, old.key.id, 3600)
    assert (new.key.id, new.key.scopes, new.key.expires_at) == (old.key.id, old.key.scopes, expires_at)
    assert new.secret.startswith(new.key.hint.rstrip("…"))
    assert new.secret != old.secret
    assert directory.authenticate(old.secret) == directory.authenticate(new.secret) == new.key
    expire_secret(database, old.secret)
    with pytest.raises(UnauthenticatedError):
        directory.authenticate(old.secret)
    assert directory.authenticate(new.secret).id == old.key.id


def test_a_second_rotation_never_lengthens_a_grace(database: Database, directory: Directory, make_key: MakeKey) -> None:
    def ends() -> list[datetime | None]:
        with database.read() as connection:
            query = select(key_secrets.c.expires_at).where(key_secrets.c.key_id == oldest.key.id)
            return list(connection.execute(query.order_by(key_secrets.c.created_at)).scalars())

    oldest = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE)
    directory.keys.rotate(OPERATOR, oldest.key.id, 3600)
    before = ends()[0]
    older = directory.keys.rotate(OPERATOR, oldest.key.id, 604_800)
    assert ends()[0] == before
    assert ends()[2] is None
    newest = directory.keys.rotate(OPERATOR, oldest.key.id, 0)
    for dead in (oldest, older):
        with pytest.raises(UnauthenticatedError):
            directory.authenticate(dead.secret)
    assert directory.authenticate(newest.secret).id == oldest.key.id


@pytest.mark.parametrize("grace", [-1, 1, 3601, 10**12])
def test_other_graces_are_refused(directory: Directory, first: Bootstrap, grace: int) -> None:
    assert GRACE_SECONDS == (0, 3600, 86_400, 604_800)
    with pytest.raises(InvalidRequestError):
        directory.keys.rotate(OPERATOR, first.key_id, grace)


def test_a_dead_key_cannot_be_rotated(database: Database, directory: Directory, make_key: MakeKey) -> None:
    revoked, expired = (make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE).key for _ in range(2))
    directory.keys.revoke(OPERATOR, revoked.id)
    expire_key(database, expired.id)
    for key in (revoked, expired):
        with pytest.raises(ConflictError):
            directory.keys.rotate(OPERATOR, key.id, 0)


def test_revocation_ends_all_secrets_and_is_final(directory: Directory, make_key: MakeKey) -> None:
    old = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE)
    new = directory.keys.rotate(OPERATOR, old.key.id, 604_800)
    revoked = directory.keys.revoke(OPERATOR, old.key.id)
    assert revoked.revoked_at is not None
    for secret in (old.secret, new.secret):
        with pytest.raises(UnauthenticatedError):
            directory.authenticate(secret)
    assert directory.keys.revoke(OPERATOR, old.key.id) == revoked
    entries, _ = directory.audit.list(OPERATOR)
    assert [entry.action for entry in entries if entry.target == old.key.id].count("key.revoked") == 1


def test_every_change_bumps_the_revision(database: Database, directory: Directory, make_key: MakeKey) -> None:
    seen = [revision_of(database)]
    key = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE).key
    seen.append(revision_of(database))
    directory.keys.rotate(OPERATOR, key.id, 0)
    seen.append(revision_of(database))
    directory.keys.revoke(OPERATOR, key.id)
    seen.append(revision_of(database))
    assert seen == sorted(set(seen))


def test_keys_are_listed_in_pages_within_reach(directory: Directory, first: Bootstrap, make_key: MakeKey) -> None:
    wide = make_key(ScopeClass.ORGANIZATION, Scope.KEYS_READ).key
    middle = make_key(ScopeClass.WORKSPACE, Scope.KEYS_READ).key
    narrow = make_key(ScopeClass.PROJECT, Scope.KEYS_READ).key
    foreign = directory.tenants.create_organization(OPERATOR, "foreign")
    stranger = make_key(ScopeClass.ORGANIZATION, Scope.KEYS_READ, target_id=foreign.id).key

    def listed(actor: Actor, **rest: str) -> list[str]:
        found: list[str] = []
        cursor = None
        while True:
            page, cursor = directory.keys.list(actor, cursor=cursor, limit=1, **rest)
            found += [key.id for key in page]
            if cursor is None:
                return found

    assert listed(OPERATOR) == [stranger.id, narrow.id, middle.id, wide.id, first.key_id]
    assert listed(Actor.of(wide)) == [narrow.id, middle.id, wide.id, first.key_id]
    assert listed(Actor.of(middle)) == [narrow.id, middle.id, first.key_id]
    assert listed(Actor.of(narrow)) == [narrow.id, first.key_id]
    assert listed(OPERATOR, project_id=first.project_id) == [narrow.id, first.key_id]
    assert listed(OPERATOR, organization_id=foreign.id) == [stranger.id]
    assert listed(Actor.of(narrow), organization_id=foreign.id) == []
    for hidden in (wide, middle, stranger):
        with pytest.raises(NotFoundError):
            directory.keys.get(Actor.of(narrow), hidden.id)


def test_reading_keys_needs_the_scope_but_for_ones_own(directory: Directory, make_key: MakeKey) -> None:
    key = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE).key
    other = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE).key
    assert directory.keys.get(Actor.of(key), key.id) == key
    with pytest.raises(PermissionDeniedError):
        directory.keys.get(Actor.of(key), other.id)
    with pytest.raises(PermissionDeniedError):
        directory.keys.list(Actor.of(key))
