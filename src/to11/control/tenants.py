"""Organizations, workspaces and projects: create, list, get; change a project."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypedDict

from sqlalchemy import Connection, FromClause, Select, insert, select, update

from to11.control import audit, authority, names, paging, revision, rows
from to11.control.audit import Action, Event
from to11.control.authority import Actor, not_found
from to11.control.database import Database
from to11.control.lookup import project_by_id
from to11.control.schema import organizations, projects, workspaces
from to11.model.capture import Capture
from to11.model.errors import InvalidRequestError
from to11.model.ids import is_id, new_id
from to11.model.tenancy import (
    MAX_RETENTION_DAYS,
    Organization,
    Project,
    Scope,
    ScopeClass,
    Tenancy,
    Workspace,
)

_TOLD = {"name": "name", "capture": "capture", "retention_days": "retentionDays"}
"""What can change of a project, and how the audit log calls it."""


class ProjectChanges(TypedDict, total=False):
    """What is to be another of a project; what is left out stays."""

    name: str
    capture: Capture | None
    """None for no wish."""
    retention_days: int | None
    """1 to MAX_RETENTION_DAYS; None for as long as the deployment says."""


class Tenants:
    """The tenancy tree. Every method may raise UnavailableError; what an actor cannot reach is a NotFoundError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create_organization(self, actor: Actor, name: str) -> Organization:
        """A new organization; the operator alone may (PermissionDeniedError)."""
        authority.require_operator(actor)
        with self._database.write() as connection:
            revision.bump(connection)
            return insert_organization(connection, actor, name)

    def list_organizations(
        self, actor: Actor, *, cursor: str | None = None, limit: int = 100
    ) -> tuple[list[Organization], str | None]:
        """One page of the organizations wholly within reach, newest first, and the cursor of the next."""
        query = select(organizations)
        if (key := actor.key) is not None:
            reached = key.organization_id if key.scope_class is ScopeClass.ORGANIZATION else None
            query = query.where(organizations.c.id == reached)
        found, following = self._page(query, organizations, cursor, limit)
        return [rows.organization(row) for row in found], following

    def get_organization(self, actor: Actor, organization_id: str) -> Organization:
        """An organization wholly within reach."""
        with self._database.read() as connection:
            return organization_in_reach(connection, actor, organization_id)

    def create_workspace(self, actor: Actor, organization_id: str, name: str) -> Workspace:
        """A new workspace; needs `projects:write` and the organization within reach."""
        authority.require_scope(actor, Scope.PROJECTS_WRITE)
        with self._database.write() as connection:
            revision.bump(connection)
            actor = authority.confirmed(connection, actor, datetime.now(UTC))
            organization = organization_in_reach(connection, actor, organization_id)
            return insert_workspace(connection, actor, organization, name)

    def list_workspaces(
        self, actor: Actor, *, organization_id: str | None = None, cursor: str | None = None, limit: int = 100
    ) -> tuple[list[Workspace], str | None]:
        """One page of the workspaces wholly within reach, newest first, and the cursor of the next."""
        query = select(workspaces)
        if (key := actor.key) is not None:
            query = query.where(workspaces.c.organization_id == key.organization_id)
            if key.scope_class is not ScopeClass.ORGANIZATION:
                reached = key.workspace_id if key.scope_class is ScopeClass.WORKSPACE else None
                query = query.where(workspaces.c.id == reached)
        if organization_id is not None:
            query = query.where(workspaces.c.organization_id == organization_id)
        found, following = self._page(query, workspaces, cursor, limit)
        return [rows.workspace(row) for row in found], following

    def get_workspace(self, actor: Actor, workspace_id: str) -> Workspace:
        """A workspace wholly within reach."""
        with self._database.read() as connection:
            return workspace_in_reach(connection, actor, workspace_id)

    def create_project(self, actor: Actor, workspace_id: str, name: str) -> Project:
        """A new project; needs `projects:write` and the workspace within reach."""
        authority.require_scope(actor, Scope.PROJECTS_WRITE)
        with self._database.write() as connection:
            revision.bump(connection)
            actor = authority.confirmed(connection, actor, datetime.now(UTC))
            workspace = workspace_in_reach(connection, actor, workspace_id)
            return insert_project(connection, actor, workspace, name)

    def list_projects(
        self,
        actor: Actor,
        *,
        organization_id: str | None = None,
        workspace_id: str | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> tuple[list[Project], str | None]:
        """One page of the projects within reach, newest first, and the cursor of the next."""
        query = select(projects).where(authority.within_reach(actor, projects))
        if organization_id is not None:
            query = query.where(projects.c.organization_id == organization_id)
        if workspace_id is not None:
            query = query.where(projects.c.workspace_id == workspace_id)
        found, following = self._page(query, projects, cursor, limit)
        return [rows.project(row) for row in found], following

    def get_project(self, actor: Actor, project_id: str) -> Project:
        """A project within reach."""
        with self._database.read() as connection:
            return project_in_reach(connection, actor, project_id)

    def update_project(self, actor: Actor, project_id: str, changes: ProjectChanges) -> Project:
        """A project with these changes; needs `projects:write` and the project within reach.

        Every process knows within `control.poll_seconds`. What is as it was is no change; the audit log has the others,
        and under `before` what they were. Raises InvalidRequestError for a bad name or a number of days that is none.
        """
        authority.require_scope(actor, Scope.PROJECTS_WRITE)
        with self._database.write() as connection:
            revision.bump(connection)
            now = datetime.now(UTC)
            actor = authority.confirmed(connection, actor, now)
            before = project_in_reach(connection, actor, project_id)
            after = replace(before, **_checked(changes))
            changed = [name for name in changes if getattr(after, name) != getattr(before, name)]
            if changed:
                statement = update(projects).where(projects.c.id == before.id)
                connection.execute(statement.values({name: getattr(after, name) for name in changed}))
                _record_update(connection, actor, before, after, changed, now)
        return after

    def _page(
        self, query: Select[Any], table: FromClause, cursor: str | None, limit: int
    ) -> tuple[list[Any], str | None]:
        query = paging.page(query, table, cursor, limit)
        with self._database.read() as connection:
            return paging.cut(list(connection.execute(query)), limit)


def organization_in_reach(connection: Connection, actor: Actor, organization_id: str) -> Organization:
    """An organization wholly within the actor's reach. Raises NotFoundError."""
    query = select(organizations).where(organizations.c.id == organization_id)
    row = connection.execute(query).one_or_none() if is_id(organization_id, "org") else None
    if row is None or not authority.reaches_organization(actor, row.id):
        raise not_found("organization", organization_id)
    return rows.organization(row)


def workspace_in_reach(connection: Connection, actor: Actor, workspace_id: str) -> Workspace:
    """A workspace wholly within the actor's reach. Raises NotFoundError."""
    query = select(workspaces).where(workspaces.c.id == workspace_id)
    row = connection.execute(query).one_or_none() if is_id(workspace_id, "ws") else None
    if row is None or not authority.reaches_workspace(actor, found := rows.workspace(row)):
        raise not_found("workspace", workspace_id)
    return found


def project_in_reach(connection: Connection, actor: Actor, project_id: str) -> Project:
    """A project within the actor's reach. Raises NotFoundError."""
    found = project_by_id(connection, project_id)
    if found is None or not authority.reaches_project(actor, found):
        raise not_found("project", project_id)
    return found


def insert_organization(connection: Connection, actor: Actor, name: str) -> Organization:
    """Store a new organization and its audit row; the caller has asked `authority`."""
    made = Organization(new_id("org"), names.checked(name), datetime.now(UTC))
    connection.execute(insert(organizations).values(id=made.id, name=made.name, created_at=made.created_at))
    _record_creation(connection, actor, Action.ORGANIZATION_CREATED, made, Tenancy(made.id))
    return made


def insert_workspace(connection: Connection, actor: Actor, organization: Organization, name: str) -> Workspace:
    """Store a new workspace and its audit row; the caller has asked `authority`."""
    made = Workspace(new_id("ws"), organization.id, names.checked(name), datetime.now(UTC))
    connection.execute(
        insert(workspaces).values(
            id=made.id, organization_id=made.organization_id, name=made.name, created_at=made.created_at
        )
    )
    _record_creation(connection, actor, Action.WORKSPACE_CREATED, made, Tenancy(made.organization_id, made.id))
    return made


def insert_project(connection: Connection, actor: Actor, workspace: Workspace, name: str) -> Project:
    """Store a new project and its audit row; the caller has asked `authority`."""
    made = Project(new_id("proj"), workspace.organization_id, workspace.id, names.checked(name), datetime.now(UTC))
    connection.execute(
        insert(projects).values(
            id=made.id,
            organization_id=made.organization_id,
            workspace_id=made.workspace_id,
            name=made.name,
            created_at=made.created_at,
        )
    )
    tenancy = Tenancy(made.organization_id, made.workspace_id, made.id)
    _record_creation(connection, actor, Action.PROJECT_CREATED, made, tenancy)
    return made


def _record_creation(
    connection: Connection,
    actor: Actor,
    action: Action,
    made: Organization | Workspace | Project,
    tenancy: Tenancy,
) -> None:
    event = Event(action, actor.name, made.id, tenancy, actor.address, {"name": made.name})
    audit.record(connection, event, made.created_at)


def _checked(changes: ProjectChanges) -> ProjectChanges:
    days = changes.get("retention_days")
    if days is not None and not 1 <= days <= MAX_RETENTION_DAYS:
        message = f"spans are kept for 1 to {MAX_RETENTION_DAYS} days"
        raise InvalidRequestError(message, details={"field": "retentionDays"})
    if "name" in changes:
        return {**changes, "name": names.checked(changes["name"])}
    return changes


def _record_update(
    connection: Connection, actor: Actor, before: Project, after: Project, changed: Sequence[str], now: datetime
) -> None:
    details = {_TOLD[name]: getattr(after, name) for name in changed}
    details["before"] = {_TOLD[name]: getattr(before, name) for name in changed}
    tenancy = Tenancy(before.organization_id, before.workspace_id, before.id)
    audit.record(connection, Event(Action.PROJECT_UPDATED, actor.name, before.id, tenancy, actor.address, details), now)
