"""Reading one key or one project, and saying whether a call may go on. No actor: this is how an actor comes to be."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from to11.control import rows
from to11.control.refusal import Cause, refused_key
from to11.control.schema import api_keys, key_secrets, projects
from to11.model.errors import InvalidRequestError, PermissionDeniedError
from to11.model.ids import is_id
from to11.model.tenancy import ApiKey, Project, ScopeClass


@dataclass(frozen=True, slots=True)
class Found:
    """The key that a secret belongs to, and when that secret ends (None unless it was rotated away)."""

    key: ApiKey
    secret_expires_at: datetime | None

    def dies_at(self) -> datetime | None:
        """The earlier of the key's expiry and the end of the secret's grace; None for never."""
        ends = [end for end in (self.key.expires_at, self.secret_expires_at) if end is not None]
        return min(ends, default=None)


def key_by_digest(connection: Connection, digest: str) -> Found | None:
    """The key of a secret, live or not, by the secret's SHA-256.

    The database compares digests; how long that takes tells nothing about a secret that has not been seen.
    """
    query = (
        select(api_keys, key_secrets.c.expires_at.label("secret_expires_at"))
        .join(key_secrets, key_secrets.c.key_id == api_keys.c.id)
        .where(key_secrets.c.digest == digest)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Found(rows.api_key(row), row.secret_expires_at)


def key_by_id(connection: Connection, key_id: str) -> ApiKey | None:
    """A key, live or not."""
    if not is_id(key_id, "key"):
        return None
    row = connection.execute(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
    return None if row is None else rows.api_key(row)


def project_by_id(connection: Connection, project_id: str) -> Project | None:
    """A project."""
    if not is_id(project_id, "proj"):
        return None
    row = connection.execute(select(projects).where(projects.c.id == project_id)).one_or_none()
    return None if row is None else rows.project(row)


def live(found: Found | None, now: datetime) -> ApiKey:
    """The key, when it may be used now. Raises RefusedCredentialError, with one message for every cause."""
    if found is None:
        raise refused_key(Cause.UNKNOWN)
    key = found.key
    if key.revoked_at is not None:
        raise refused_key(Cause.REVOKED, key.id)
    dies_at = found.dies_at()
    if dies_at is not None and now >= dies_at:
        raise refused_key(Cause.EXPIRED, key.id)
    return key


def target_project_id(key: ApiKey, requested: str | None) -> str:
    """Which project a call is for: the one that was named, else the key's own.

    Raises InvalidRequestError PROJECT_REQUIRED when a wider key names none, PermissionDeniedError
    PROJECT_NOT_AUTHORIZED when a project key names another.
    """
    if key.scope_class is not ScopeClass.PROJECT:
        if requested is None:
            message = f"this key spans the projects of its {key.scope_class}; name one"
            raise InvalidRequestError(message, code="PROJECT_REQUIRED")
        return requested
    if requested is not None and requested != key.project_id:
        raise project_not_authorized()
    return str(key.project_id)


def authorized(key: ApiKey, project: Project | None) -> Project:
    """The project, when the key reaches it. Raises PROJECT_NOT_AUTHORIZED, also when there is no such project."""
    if project is None or not key.covers(project):
        raise project_not_authorized()
    return project


def project_not_authorized() -> PermissionDeniedError:
    """One answer whether the project is another's or nobody's."""
    return PermissionDeniedError("the key is not authorized for this project", code="PROJECT_NOT_AUTHORIZED")
