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
from to11.control.keys import NewKey
from to11.control.tally import AuditTally
from to11.model.errors import InvalidRequestError, NotFoundError, PermissionDeniedError, UnavailableError
from to11.model.tenancy import ApiKey, Scope, ScopeClass


class Town:
    """Two workspaces with three projects, another organization, and a key that reads the log in each place."""

    def __init__(self, directory: Directory, first: Bootstrap) -> None:
        self.first = first
        tenants = directory.tenants
        self.other_workspace = tenants.create_workspace(OPERATOR, first.organization_id, "other").id
        self.sibling = tenants.create_project(OPERATOR, first.workspace_id, "sibling").id
        self.cousin = tenants.create_project(OPERATOR, self.other_workspace, "cousin").id
        foreign = tenants.create_organization(OPERATOR, "foreign")
        abroad = tenants.create_workspace(OPERATOR, foreign.id, "abroad")
        stranger = tenants.create_project(OPERATOR, abroad.id, "stranger")
        places = {
            "own": (ScopeClass.PROJECT, first.project_id),
            "sibling": (ScopeClass.PROJECT, self.sibling),
            "cousin": (ScopeClass.PROJECT, self.cousin),
            "stranger": (ScopeClass.PROJECT, stranger.id),
            "workspace": (ScopeClass.WORKSPACE, first.workspace_id),
            "other workspace": (ScopeClass.WORKSPACE, self.other_workspace),
            "organization": (ScopeClass.ORGANIZATION, first.organization_id),
        }
        self.keys: dict[str, ApiKey] = {}
        for name, (scope_class, target) in places.items():
            new = NewKey(name, scope_class, target, scopes=[Scope.AUDIT_READ])
            self.keys[name] = directory.keys.create(OPERATOR, new).key


def entries(directory: Directory, *actions: str, **rest: Any) -> list[AuditEntry]:
    found, _ = directory.audit.list(OPERATOR, limit=1000, **rest)
    return [entry for entry in found if not actions or entry.action in actions]


def place(entry: AuditEntry) -> tuple[str | None, str | None, str | None]:
    return entry.organization_id, entry.workspace_id, entry.project_id


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
    assert place(created) == (first.organization_id, first.workspace_id, first.project_id)
    assert created.address == "192.0.2.7"
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


@pytest.mark.parametrize("scope_class", ScopeClass)
def test_the_log_needs_its_scope(directory: Directory, make_key: MakeKey, scope_class: ScopeClass) -> None:
    everything_else = [scope for scope in Scope if scope is not Scope.AUDIT_READ]
    without = Actor.of(make_key(scope_class, *everything_else).key)
    with pytest.raises(PermissionDeniedError):
        directory.audit.list(without)


@pytest.fixture
def town(directory: Directory, first: Bootstrap) -> Town:
    return Town(directory, first)


def test_each_row_belongs_to_the_place_of_what_it_tells(directory: Directory, town: Town) -> None:
    organization, workspace = town.first.organization_id, town.first.workspace_id
    told = {entry.target: place(entry) for entry in entries(directory)}
    assert told[organization] == (organization, None, None)
    assert told[workspace] == (organization, workspace, None)
    assert told[town.first.project_id] == (organization, workspace, town.first.project_id)
    assert told[town.sibling] == (organization, workspace, town.sibling)
    assert told[town.cousin] == (organization, town.other_workspace, town.cousin)
    assert told[town.keys["organization"].id] == (organization, None, None)
    assert told[town.keys["workspace"].id] == (organization, workspace, None)
    assert told[town.keys["sibling"].id] == (organization, workspace, town.sibling)


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("own", {"own"}),
        ("sibling", {"sibling"}),
        ("cousin", {"cousin"}),
        ("stranger", {"stranger"}),
        ("workspace", {"own", "sibling", "workspace"}),
        ("other workspace", {"cousin", "other workspace"}),
        ("organization", {"own", "sibling", "cousin", "workspace", "other workspace", "organization"}),
    ],
)
def test_a_key_reads_what_lies_within_its_reach(
    database: Database, directory: Directory, town: Town, reader: str, seen: set[str]
) -> None:
    tally = AuditTally()
    for key in town.keys.values():
        tally.used(key.id, "gateway")
        tally.exchanged(key.id, key.project_id or town.sibling, "192.0.2.1")
        tally.denied("PROJECT_NOT_AUTHORIZED", address="192.0.2.1", door="gateway", key_id=key.id)
    tally.denied("INVALID_CREDENTIAL", address="192.0.2.1", door="gateway", cause="unknown")
    flush(database, tally)
    found, _ = directory.audit.list(Actor.of(town.keys[reader]), limit=1000)
    keys = [town.keys[name] for name in seen]

    def told(action: str) -> set[str]:
        return {entry.target for entry in found if entry.action == action}

    for action in ("key.used", "token.exchanged", "access.denied"):
        assert {entry.actor for entry in found if entry.action == action} == {key.id for key in keys}
    assert told("key.created") & {key.id for key in town.keys.values()} == {key.id for key in keys}
    assert told("project.created") == {key.project_id for key in keys if key.scope_class is ScopeClass.PROJECT}
    assert told("workspace.created") == {key.workspace_id for key in keys if key.scope_class is ScopeClass.WORKSPACE}


def test_the_first_key_reads_how_its_project_began(directory: Directory, first: Bootstrap) -> None:
    found, _ = directory.audit.list(Actor.of(directory.authenticate(first.secret)))
    assert [(entry.action, entry.target) for entry in found] == [
        ("key.created", first.key_id),
        ("project.created", first.project_id),
    ]


def test_rotation_and_revocation_are_seen_within_the_project(directory: Directory, town: Town) -> None:
    directory.keys.rotate(OPERATOR, town.keys["own"].id, 0)
    directory.keys.revoke(OPERATOR, town.keys["own"].id)
    for reader, seen in (("own", ["key.revoked", "key.rotated", "key.created"]), ("sibling", []), ("cousin", [])):
        found, _ = directory.audit.list(Actor.of(town.keys[reader]))
        assert [entry.action for entry in found if entry.target == town.keys["own"].id] == seen


def test_a_narrow_log_is_read_in_pages(directory: Directory, town: Town) -> None:
    for name in ("own", "sibling", "own", "cousin", "own"):
        directory.keys.rotate(OPERATOR, town.keys[name].id, 0)
    reader = Actor.of(town.keys["own"])
    whole, _ = directory.audit.list(reader)
    assert [entry.action for entry in whole].count("key.rotated") == 3
    seen: list[AuditEntry] = []
    cursor = None
    while True:
        page, cursor = directory.audit.list(reader, cursor=cursor, limit=2)
        seen += page
        if cursor is None:
            break
    assert seen == whole


def test_rows_are_found_by_what_they_are_about(directory: Directory, town: Town) -> None:
    own, sibling = town.keys["own"], town.keys["sibling"]
    for key in (own, sibling, own):
        directory.keys.rotate(OPERATOR, key.id, 0)
    directory.keys.revoke(OPERATOR, own.id)
    about = entries(directory, target=own.id)
    assert [entry.action for entry in about] == ["key.revoked", "key.rotated", "key.rotated", "key.created"]
    assert {entry.target for entry in about} == {own.id}
    rotated = entries(directory, actions=["key.rotated"])
    assert [entry.target for entry in rotated] == [own.id, sibling.id, own.id]
    assert len(entries(directory, target=own.id, actions=["key.rotated", "key.created"])) == 3
    of_project = entries(directory, project_id=town.sibling)
    assert {entry.target for entry in of_project} == {town.sibling, sibling.id}
    assert entries(directory, project_id=town.sibling, target=own.id) == []
    for nothing in ({"target": "key_none"}, {"project_id": "proj_none"}, {"actions": ["no.such"]}):
        assert entries(directory, **nothing) == []


def test_filters_show_nothing_from_beyond_the_reach(directory: Directory, town: Town) -> None:
    reader = Actor.of(town.keys["own"])
    stranger = town.keys["stranger"]
    for filters in ({"target": stranger.id}, {"project_id": stranger.project_id}, {"project_id": town.sibling}):
        assert directory.audit.list(reader, **filters) == ([], None)
    found, _ = directory.audit.list(reader, actions=["key.created"])
    assert [entry.target for entry in found] == [reader.name, town.first.key_id]


def test_filtered_rows_come_in_pages(directory: Directory, town: Town) -> None:
    for _ in range(5):
        directory.keys.rotate(OPERATOR, town.keys["own"].id, 0)
        directory.keys.rotate(OPERATOR, town.keys["sibling"].id, 0)
    seen: list[AuditEntry] = []
    cursor = None
    while True:
        filters: dict[str, Any] = {"target": town.keys["own"].id, "actions": ["key.rotated"]}
        page, cursor = directory.audit.list(OPERATOR, cursor=cursor, limit=2, **filters)
        seen += page
        if cursor is None:
            break
    assert [entry.target for entry in seen] == [town.keys["own"].id] * 5
    assert len({entry.id for entry in seen}) == 5


def test_one_organization_is_asked_for_by_who_reaches_it(directory: Directory, town: Town) -> None:
    own, foreign = town.first.organization_id, town.keys["stranger"].organization_id
    assert {entry.organization_id for entry in entries(directory, organization_id=foreign)} == {foreign}
    assert {entry.organization_id for entry in entries(directory)} == {own, foreign}
    wide = Actor.of(town.keys["organization"])
    assert directory.audit.list(wide, organization_id=own) == directory.audit.list(wide)
    for reader, organization_id in (
        ("organization", foreign),
        ("organization", "org_nonsense"),
        ("workspace", own),
        ("own", own),
        ("own", foreign),
    ):
        with pytest.raises(NotFoundError):
            directory.audit.list(Actor.of(town.keys[reader]), organization_id=organization_id)
    with pytest.raises(NotFoundError):
        directory.audit.list(OPERATOR, organization_id="org_nonsense")


def test_uses_are_counted_and_remembered_on_the_key(database: Database, directory: Directory, first: Bootstrap) -> None:
    tally = AuditTally()
    before = datetime.now(UTC)
    for _ in range(1000):
        tally.used(first.key_id, "gateway")
    tally.used(first.key_id, "collector")
    assert flush(database, tally) == 2
    told = {entry.details["kind"]: entry for entry in entries(directory, "key.used")}
    assert {kind: entry.details["count"] for kind, entry in told.items()} == {"gateway": 1000, "collector": 1}
    assert told["gateway"].actor == first.key_id
    assert place(told["gateway"]) == (first.organization_id, first.workspace_id, first.project_id)
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
    assert (told["unknown"].actor, place(told["unknown"])) == ("unknown", (None, None, None))
    assert told["revoked"].actor == first.key_id
    assert place(told["revoked"]) == (first.organization_id, first.workspace_id, first.project_id)
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
