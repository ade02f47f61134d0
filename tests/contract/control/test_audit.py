"""The audit log: what is done is told, what is counted is told in bounds, and who may read it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.control import MakeKey
from to11.control import tally as tallies
from to11.control.audit import AuditEntry
from to11.control.authority import OPERATOR, Actor
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.flush import flush
from to11.control.tally import AuditTally
from to11.model.errors import InvalidRequestError, NotFoundError, PermissionDeniedError, UnavailableError
from to11.model.tenancy import Scope, ScopeClass


def entries(directory: Directory, *actions: str, **rest: Any) -> list[AuditEntry]:
    found, _ = directory.audit.list(OPERATOR, limit=1000, **rest)
    return [entry for entry in found if not actions or entry.action in actions]


def test_changes_are_told_with_who_what_and_where(directory: Directory, first: Bootstrap, make_key: MakeKey) -> None:
    admin = make_key(ScopeClass.ORGANIZATION, *Scope).key
    actor = Actor.of(admin, "192.0.2.7")
    project = directory.tenants.create_project(actor, first.workspace_id, "p")
    made = make_key(ScopeClass.PROJECT, Scope.OTEL_WRITE, actor=actor, name="k").key
    directory.keys.rotate(actor, made.id, 3600)
    directory.keys.revoke(actor, made.id)
    told = [(entry.action, entry.target) for entry in entries(directory) if entry.actor == admin.id]
    assert told == [
        ("key.revoked", made.id),
        ("key.rotated", made.id),
        ("key.created", made.id),
        ("project.created", project.id),
    ]
    created = entries(directory, "key.created")[0]
    assert (created.organization_id, created.address) == (first.organization_id, "192.0.2.7")
    assert created.details["name"] == "k"
    assert created.details["scopes"] == ["otel:write"]
    assert datetime.now(UTC) - created.at < timedelta(minutes=1)
    assert [entry.actor for entry in entries(directory, "organization.created", "workspace.created")] == [
        "operator"
    ] * 2


def test_the_log_is_read_in_pages(directory: Directory, first: Bootstrap) -> None:
    everything = entries(directory)
    seen: list[AuditEntry] = []
    cursor = None
    while True:
        page, cursor = directory.audit.list(OPERATOR, cursor=cursor, limit=3)
        seen += page
        if cursor is None:
            break
        directory.tenants.create_organization(OPERATOR, "later")
    assert seen == everything
    assert len(everything) == 4
    assert [entry.id for entry in everything] == sorted((entry.id for entry in everything), reverse=True)


@pytest.mark.parametrize("cursor", ["", "eA", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_foreign_cursors_are_refused(directory: Directory, cursor: str) -> None:
    with pytest.raises(InvalidRequestError):
        directory.audit.list(OPERATOR, cursor=cursor)


def test_a_key_reads_its_own_organizations_log(directory: Directory, first: Bootstrap, make_key: MakeKey) -> None:
    foreign = directory.tenants.create_organization(OPERATOR, "foreign")
    wide = Actor.of(make_key(ScopeClass.ORGANIZATION, Scope.AUDIT_READ).key)
    found, _ = directory.audit.list(wide)
    assert {entry.organization_id for entry in found} == {first.organization_id}
    assert {entry.organization_id for entry in entries(directory, organization_id=foreign.id)} == {foreign.id}
    with pytest.raises(NotFoundError):
        directory.audit.list(wide, organization_id=foreign.id)
    narrow = Actor.of(make_key(ScopeClass.PROJECT, Scope.AUDIT_READ).key)
    with pytest.raises(NotFoundError):
        directory.audit.list(narrow)
    without = Actor.of(make_key(ScopeClass.ORGANIZATION, Scope.TRACES_READ).key)
    with pytest.raises(PermissionDeniedError):
        directory.audit.list(without)


def test_uses_are_counted_and_remembered_on_the_key(database: Database, directory: Directory, first: Bootstrap) -> None:
    tally = AuditTally()
    before = datetime.now(UTC)
    for _ in range(1000):
        tally.used(first.key_id, "gateway")
    tally.used(first.key_id, "collector")
    assert flush(database, tally) == 2
    told = {entry.details["kind"]: entry for entry in entries(directory, "key.used")}
    assert {kind: entry.details["count"] for kind, entry in told.items()} == {"gateway": 1000, "collector": 1}
    assert (told["gateway"].actor, told["gateway"].organization_id) == (first.key_id, first.organization_id)
    assert datetime.fromisoformat(told["gateway"].details["since"]) >= before
    last_used_at = directory.keys.get(OPERATOR, first.key_id).last_used_at
    assert last_used_at is not None
    assert before <= last_used_at <= datetime.now(UTC)
    assert flush(database, tally, all_of_it=True) == 0


def test_last_use_never_goes_back(
    database: Database, directory: Directory, first: Bootstrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally, late = AuditTally(), AuditTally()
    with monkeypatch.context() as patched:
        patched.setattr("time.time", lambda: 1_000_000.0)
        late.used(first.key_id, "gateway")
    tally.used(first.key_id, "gateway")
    flush(database, tally)
    newest = directory.keys.get(OPERATOR, first.key_id).last_used_at
    flush(database, late)
    assert directory.keys.get(OPERATOR, first.key_id).last_used_at == newest


def test_denials_name_the_key_only_when_it_is_known(database: Database, directory: Directory, first: Bootstrap) -> None:
    tally = AuditTally()
    tally.denied("INVALID_CREDENTIAL", address="192.0.2.1", door="gateway", cause="unknown")
    tally.denied("INVALID_CREDENTIAL", address="192.0.2.1", door="gateway", cause="revoked", key_id=first.key_id)
    flush(database, tally)
    told = {entry.details["cause"]: entry for entry in entries(directory, "access.denied")}
    assert (told["unknown"].actor, told["unknown"].organization_id) == ("unknown", None)
    assert (told["revoked"].actor, told["revoked"].organization_id) == (first.key_id, first.organization_id)
    assert told["revoked"].address == "192.0.2.1"
    details = dict(told["revoked"].details)
    assert details.pop("since")
    assert details == {"count": 1, "reason": "INVALID_CREDENTIAL", "cause": "revoked", "door": "gateway"}
    assert directory.keys.get(OPERATOR, first.key_id).last_used_at is None


def test_a_flood_makes_few_rows_and_loses_no_count(database: Database, directory: Directory) -> None:
    tally = AuditTally()
    for number in range(5000):
        tally.denied("INVALID_CREDENTIAL", address=f"2001:db8::{number:x}", door="collector", cause="unknown")
    rows = flush(database, tally)
    assert rows <= tallies.DENIAL_CAPACITY + 1
    told = entries(directory, "access.denied")
    assert len(told) == rows
    assert sum(entry.details["count"] for entry in told) == 5000


def test_hostile_addresses_and_ids_can_be_stored(database: Database, directory: Directory) -> None:
    tally = AuditTally()
    tally.denied("R\x00", address="a\x00b\n" + "x" * 500, door="d\x00", key_id="key_\x00\ud800" + "y" * 500)
    flush(database, tally)
    (entry,) = entries(directory, "access.denied")
    assert entry.address.startswith("a�b�x")
    assert len(entry.address) == 64


def test_what_cannot_be_written_is_not_lost(
    url: str, database: Database, directory: Directory, first: Bootstrap
) -> None:
    tally = AuditTally()
    tally.used(first.key_id, "gateway")
    tally.denied("INVALID_CREDENTIAL", address="192.0.2.1", door="gateway")
    broken = Database("postgresql://nobody@127.0.0.1:1/none")
    started = time.monotonic()
    with pytest.raises(UnavailableError):
        flush(broken, tally)
    assert time.monotonic() - started < 5
    tally.used(first.key_id, "gateway")
    assert flush(database, tally, all_of_it=True) == 2
    assert [entry.details["count"] for entry in entries(directory, "key.used")] == [2]
    broken.close()
