"""Organizations, workspaces, projects: what is created can be read back, by whoever reaches it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from support.control import MakeKey
from to11.control import revision
from to11.control.authority import OPERATOR, Actor
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.tenants import ProjectChanges
from to11.model.capture import Capture
from to11.model.errors import ConflictError, InvalidRequestError, NotFoundError, PermissionDeniedError
from to11.model.tenancy import EnvironmentClass, Scope, ScopeClass

ALL = ScopeClass.ORGANIZATION, ScopeClass.WORKSPACE, ScopeClass.PROJECT


def test_bootstrap_fills_an_empty_database_once(directory: Directory) -> None:
    assert directory.is_empty()
    first = directory.bootstrap()
    assert not directory.is_empty()
    key = directory.authenticate(first.secret)
    assert (key.id, key.project_id, key.workspace_id) == (first.key_id, first.project_id, first.workspace_id)
    assert (key.scope_class, key.environment) == (ScopeClass.PROJECT, EnvironmentClass.LIVE)
    assert (set(key.scopes), key.expires_at) == (set(Scope), None)
    assert first.secret not in repr(first)
    with pytest.raises(ConflictError):
        directory.bootstrap()
    assert len(directory.tenants.list_organizations(OPERATOR)[0]) == 1


def test_what_is_created_is_read_back(directory: Directory, first: Bootstrap) -> None:
    tenants = directory.tenants
    organization = tenants.create_organization(OPERATOR, "  Société Générale  ")
    workspace = tenants.create_workspace(OPERATOR, organization.id, "Räume")
    project = tenants.create_project(OPERATOR, workspace.id, "プロジェクト")
    assert organization.name == "Société Générale"
    assert tenants.get_organization(OPERATOR, organization.id) == organization
    assert tenants.get_workspace(OPERATOR, workspace.id) == workspace
    assert tenants.get_project(OPERATOR, project.id) == project
    assert project.organization_id == organization.id
    assert datetime.now(UTC) - project.created_at < timedelta(minutes=1)
    assert tenants.list_projects(OPERATOR, organization_id=organization.id) == ([project], None)
    assert tenants.list_projects(OPERATOR, workspace_id=workspace.id) == ([project], None)
    assert tenants.list_workspaces(OPERATOR, organization_id=organization.id) == ([workspace], None)


def test_lists_page_newest_first(directory: Directory, first: Bootstrap) -> None:
    tenants = directory.tenants
    made = [tenants.create_project(OPERATOR, first.workspace_id, f"p{number}") for number in range(5)]
    expected = [project.id for project in reversed(made)] + [first.project_id]
    seen: list[str] = []
    cursor = None
    while True:
        page, cursor = tenants.list_projects(OPERATOR, cursor=cursor, limit=2)
        seen += [project.id for project in page]
        if cursor is None:
            break
        # What is added meanwhile moves nothing.
        tenants.create_project(OPERATOR, first.workspace_id, "late")
    assert seen == expected


def test_a_projects_wish_is_kept_told_and_taken_back(directory: Directory, first: Bootstrap) -> None:
    tenants = directory.tenants
    before = tenants.get_project(OPERATOR, first.project_id)
    assert before.capture is None
    for wish in (*Capture, None):
        changed = tenants.update_project(OPERATOR, first.project_id, {"capture": wish})
        assert changed == replace(before, capture=wish)
        assert tenants.get_project(OPERATOR, first.project_id) == changed
        assert tenants.list_projects(OPERATOR) == ([changed], None)


def test_a_changed_wish_is_in_the_audit_log(directory: Directory, first: Bootstrap) -> None:
    directory.tenants.update_project(OPERATOR, first.project_id, {"capture": Capture.FULL})
    directory.tenants.update_project(OPERATOR, first.project_id, {"capture": Capture.NONE})
    latest = directory.audit.list(OPERATOR)[0][0]
    assert (latest.action, latest.actor, latest.target) == ("project.updated", "operator", first.project_id)
    assert latest.details == {"capture": "none", "before": {"capture": "full"}}
    assert latest.project_id == first.project_id


def test_a_projects_name_and_retention_change_together(directory: Directory, first: Bootstrap) -> None:
    tenants = directory.tenants
    before = tenants.get_project(OPERATOR, first.project_id)
    assert before.retention_days is None
    changed = tenants.update_project(OPERATOR, first.project_id, {"name": " RAG ", "retention_days": 30})
    assert changed == replace(before, name="RAG", retention_days=30) == tenants.get_project(OPERATOR, first.project_id)
    latest = directory.audit.list(OPERATOR)[0][0]
    assert latest.details == {
        "name": "RAG",
        "retentionDays": 30,
        "before": {"name": before.name, "retentionDays": None},
    }
    assert tenants.update_project(OPERATOR, first.project_id, {"retention_days": None}) == replace(before, name="RAG")


def test_what_stays_as_it_is_is_not_in_the_audit_log(directory: Directory, first: Bootstrap) -> None:
    tenants = directory.tenants
    tenants.update_project(OPERATOR, first.project_id, {"name": "RAG", "retention_days": 7})
    latest = directory.audit.list(OPERATOR)[0][0]
    again = tenants.update_project(OPERATOR, first.project_id, {"name": "RAG", "retention_days": 7})
    assert (again.name, again.retention_days) == ("RAG", 7)
    assert directory.audit.list(OPERATOR)[0][0] == latest
    tenants.update_project(OPERATOR, first.project_id, {"name": "RAG", "retention_days": 8})
    assert directory.audit.list(OPERATOR)[0][0].details == {"retentionDays": 8, "before": {"retentionDays": 7}}


@pytest.mark.parametrize("changes", [{"name": ""}, {"name": "a\nb"}, {"retention_days": 0}, {"retention_days": 18_251}])
def test_a_change_that_makes_no_sense_is_refused_by_name(
    directory: Directory, first: Bootstrap, changes: ProjectChanges
) -> None:
    before = directory.tenants.get_project(OPERATOR, first.project_id)
    with pytest.raises(InvalidRequestError) as caught:
        directory.tenants.update_project(OPERATOR, first.project_id, changes)
    assert caught.value.details == {"field": "name" if "name" in changes else "retentionDays"}
    assert directory.tenants.get_project(OPERATOR, first.project_id) == before


def test_who_may_change_a_project(directory: Directory, first: Bootstrap, make_key: MakeKey) -> None:
    tenants = directory.tenants
    sibling = tenants.create_project(OPERATOR, first.workspace_id, "sibling")
    reader = Actor.of(make_key(ScopeClass.PROJECT, Scope.TRACES_READ).key)
    with pytest.raises(PermissionDeniedError):
        tenants.update_project(reader, first.project_id, {"capture": Capture.NONE})
    writer = Actor.of(make_key(ScopeClass.PROJECT, Scope.PROJECTS_WRITE).key)
    assert tenants.update_project(writer, first.project_id, {"capture": Capture.NONE}).capture is Capture.NONE
    for other in (sibling.id, "proj_none"):
        with pytest.raises(NotFoundError):
            tenants.update_project(writer, other, {"capture": Capture.NONE})
    assert tenants.get_project(OPERATOR, sibling.id).capture is None


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_limits_are_checked(directory: Directory, limit: int) -> None:
    with pytest.raises(InvalidRequestError):
        directory.tenants.list_projects(OPERATOR, limit=limit)


@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAA", "MjAyNgpw", "!!!!", "A" * 5000])
def test_foreign_cursors_are_refused(directory: Directory, cursor: str) -> None:
    with pytest.raises(InvalidRequestError):
        directory.tenants.list_projects(OPERATOR, cursor=cursor)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b", "a\nb", "\ud800", "a\u200eb"])
def test_names_are_checked(directory: Directory, first: Bootstrap, name: str) -> None:
    with pytest.raises(InvalidRequestError):
        directory.tenants.create_project(OPERATOR, first.workspace_id, name)


@pytest.mark.parametrize("identifier", ["", "proj_none", "ws_0", "a\x00b", "\ud800", "proj_" + "x" * 5000])
def test_what_is_not_there_is_not_found(directory: Directory, first: Bootstrap, identifier: str) -> None:
    for get in (directory.tenants.get_organization, directory.tenants.get_workspace, directory.tenants.get_project):
        with pytest.raises(NotFoundError):
            get(OPERATOR, identifier)


def test_creating_bumps_the_revision(database: Database, directory: Directory, first: Bootstrap) -> None:
    def number() -> int:
        with database.read() as connection:
            return revision.read(connection)

    seen = [number()]
    organization = directory.tenants.create_organization(OPERATOR, "other")
    seen.append(number())
    workspace = directory.tenants.create_workspace(OPERATOR, organization.id, "other")
    seen.append(number())
    directory.tenants.create_project(OPERATOR, workspace.id, "other")
    seen.append(number())
    assert seen == sorted(set(seen))


def test_a_key_sees_what_it_reaches_and_no_more(directory: Directory, first: Bootstrap, make_key: MakeKey) -> None:
    tenants = directory.tenants
    sibling = tenants.create_project(OPERATOR, first.workspace_id, "sibling")
    room = tenants.create_workspace(OPERATOR, first.organization_id, "room")
    cousin = tenants.create_project(OPERATOR, room.id, "cousin")
    foreign = tenants.create_organization(OPERATOR, "foreign")
    foreign_room = tenants.create_workspace(OPERATOR, foreign.id, "foreign")
    stranger = tenants.create_project(OPERATOR, foreign_room.id, "stranger")

    home = first.project_id
    expected = {
        ScopeClass.ORGANIZATION: (
            {first.organization_id},
            {first.workspace_id, room.id},
            {home, sibling.id, cousin.id},
        ),
        ScopeClass.WORKSPACE: (set(), {first.workspace_id}, {home, sibling.id}),
        ScopeClass.PROJECT: (set(), set(), {home}),
    }
    for scope_class, (organizations, workspaces, projects) in expected.items():
        actor = Actor.of(make_key(scope_class, Scope.TRACES_READ).key)
        assert {item.id for item in tenants.list_organizations(actor)[0]} == organizations
        assert {item.id for item in tenants.list_workspaces(actor)[0]} == workspaces
        assert {item.id for item in tenants.list_projects(actor)[0]} == projects
        for project in (home, sibling.id, cousin.id, stranger.id):
            if project in projects:
                assert tenants.get_project(actor, project).id == project
            else:
                with pytest.raises(NotFoundError):
                    tenants.get_project(actor, project)
        for workspace in (first.workspace_id, room.id, foreign_room.id):
            if workspace in workspaces:
                assert tenants.get_workspace(actor, workspace).id == workspace
            else:
                with pytest.raises(NotFoundError):
                    tenants.get_workspace(actor, workspace)
        with pytest.raises(NotFoundError):
            tenants.get_organization(actor, foreign.id)
        assert tenants.list_projects(actor, organization_id=foreign.id) == ([], None)
        assert tenants.list_workspaces(actor, organization_id=foreign.id) == ([], None)


def test_creating_needs_the_scope_and_the_reach(directory: Directory, first: Bootstrap, make_key: MakeKey) -> None:
    tenants = directory.tenants
    reader = Actor.of(make_key(ScopeClass.ORGANIZATION, Scope.TRACES_READ).key)
    with pytest.raises(PermissionDeniedError) as caught:
        tenants.create_project(reader, first.workspace_id, "p")
    assert (caught.value.reason, caught.value.details) == ("INSUFFICIENT_SCOPE", {"required": ["projects:write"]})

    narrow, middle, wide = (Actor.of(make_key(scope_class, Scope.PROJECTS_WRITE).key) for scope_class in reversed(ALL))
    assert tenants.create_project(middle, first.workspace_id, "p").workspace_id == first.workspace_id
    room = tenants.create_workspace(wide, first.organization_id, "w")
    assert tenants.create_project(wide, room.id, "p").workspace_id == room.id
    for actor, workspace_id in ((narrow, first.workspace_id), (middle, room.id)):
        with pytest.raises(NotFoundError):
            tenants.create_project(actor, workspace_id, "p")
    with pytest.raises(NotFoundError):
        tenants.create_workspace(middle, first.organization_id, "w")
    with pytest.raises(PermissionDeniedError):
        tenants.create_organization(wide, "o")
