"""The way in to tenants and keys, and the first of each."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select

from to11.control import keys, revision, tenants
from to11.control.audit import AuditLog
from to11.control.authority import OPERATOR, Actor
from to11.control.database import Database
from to11.control.keys import Keys, NewKey
from to11.control.schema import organizations
from to11.control.tenants import Tenants
from to11.model.errors import ConflictError
from to11.model.tenancy import ApiKey, Scope, ScopeClass


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """What an empty database was given. The secret is shown once."""

    organization_id: str
    workspace_id: str
    project_id: str
    key_id: str
    secret: str = field(repr=False)


class Directory:
    """Tenants, keys and the audit log of one control database. Synchronous: call it from a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.tenants = Tenants(database)
        self.keys = Keys(database)
        self.audit = AuditLog(database)

    def authenticate(self, secret: str) -> ApiKey:
        """See `Keys.authenticate`."""
        return self.keys.authenticate(secret)

    def is_empty(self) -> bool:
        """Whether there is no organization yet, so that `bootstrap` would do its work."""
        with self._database.read() as connection:
            return connection.execute(select(organizations.c.id).limit(1)).first() is None

    def bootstrap(self, actor: Actor = OPERATOR) -> Bootstrap:
        """The first organization, workspace and project, and a key that holds every scope and never ends.

        It is a project key, so that a first call need not name a project. What it cannot reach (another project, a
        workspace) the operator creates.
        Raises ConflictError when there is an organization already; of two processes that try, one succeeds.
        """
        with self._database.write() as connection:
            revision.bump(connection)
            if connection.execute(select(organizations.c.id).limit(1)).first() is not None:
                raise ConflictError("the control database is not empty")
            organization = tenants.insert_organization(connection, actor, "Default organization")
            workspace = tenants.insert_workspace(connection, actor, organization, "Default workspace")
            project = tenants.insert_project(connection, actor, workspace, "Default project")
            new = NewKey("First key", ScopeClass.PROJECT, project.id, scopes=tuple(Scope))
            issued = keys.insert(connection, actor, new, datetime.now(UTC))
        return Bootstrap(organization.id, workspace.id, project.id, issued.key.id, issued.secret)
