"""The audit log: who did what to what, when, from where. Rows are only ever added.

Each row says where in the tenancy tree it belongs, so that whoever may read the log sees what lies within reach.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from to11.control import paging
from to11.control.authority import Actor, not_found, reaches_organization, require_scope, within_reach
from to11.control.database import Database
from to11.control.schema import audit_log, organizations
from to11.model.tenancy import Scope, Tenancy

MAX_ADDRESS = 64
_MAX_TEXT = 100


class Action(StrEnum):
    """What the log tells of."""

    ORGANIZATION_CREATED = "organization.created"
    WORKSPACE_CREATED = "workspace.created"
    PROJECT_CREATED = "project.created"
    PROJECT_UPDATED = "project.updated"
    KEY_CREATED = "key.created"
    KEY_ROTATED = "key.rotated"
    KEY_REVOKED = "key.revoked"
    KEY_USED = "key.used"
    TOKEN_EXCHANGED = "token.exchanged"  # noqa: S105 - the name of an action, not a secret
    ACCESS_DENIED = "access.denied"
    SIGNING_KEY_CREATED = "signing_key.created"
    SIGN_IN_LINK_CREATED = "sign_in_link.created"
    SESSION_CREATED = "session.created"
    SESSION_ENDED = "session.ended"


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be written down.

    `tenancy` is that of what it is about: a key's own for all that is done to it and with it, also when it is turned
    away. None for what is nobody's, or when nobody knows whose it is.
    """

    action: Action
    actor: str
    target: str
    tenancy: Tenancy | None
    address: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the log. Uses and denials are counted: `details` has `count`, and `since` for the first of them.

    Of the three ids of the place it belongs to, those below that place are None, and all are for nobody's.
    """

    id: int
    at: datetime
    organization_id: str | None
    workspace_id: str | None
    project_id: str | None
    actor: str
    action: str
    target: str
    address: str
    details: dict[str, Any]


def record(connection: Connection, event: Event, at: datetime) -> None:
    """Write an event down, in the transaction of what it tells of."""
    record_all(connection, [(event, at)])


def record_all(connection: Connection, events: Sequence[tuple[Event, datetime]]) -> None:
    """Write events down, each with its time; there must be at least one."""
    connection.execute(insert(audit_log), [_columns(event, at) for event, at in events])


def _columns(event: Event, at: datetime) -> dict[str, Any]:
    tenancy = event.tenancy
    return {
        "at": at,
        "organization_id": tenancy and tenancy.organization_id,
        "workspace_id": tenancy and tenancy.workspace_id,
        "project_id": tenancy and tenancy.project_id,
        "actor": _plain(event.actor, _MAX_TEXT),
        "action": event.action.value,
        "target": _plain(event.target, _MAX_TEXT),
        "address": _plain(event.address, MAX_ADDRESS),
        "details": dict(event.details),
    }


class AuditLog:
    """Reading the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self,
        actor: Actor,
        *,
        organization_id: str | None = None,
        project_id: str | None = None,
        target: str | None = None,
        actions: Collection[str] = (),
        cursor: str | None = None,
        limit: int = 100,
    ) -> tuple[list[AuditEntry], str | None]:
        """One page, newest first, and the cursor of the next.

        Needs `audit:read`. A key reads the rows of its project, of its workspace and the projects in it, or of its
        whole organization, whichever it reaches; the operator reads every row, also those of nobody's. With
        `organization_id` only that organization's, which must be wholly within reach (NotFoundError); with
        `project_id`, `target` and `actions` only rows that belong to that project, are about that thing, and tell of
        one of those actions.
        """
        require_scope(actor, Scope.AUDIT_READ)
        query = select(audit_log).where(within_reach(actor, audit_log))
        if project_id is not None:
            query = query.where(audit_log.c.project_id == project_id)
        if target is not None:
            query = query.where(audit_log.c.target == target)
        if actions:
            query = query.where(audit_log.c.action.in_(actions))
        query = query.order_by(audit_log.c.id.desc()).limit(paging.checked_limit(limit) + 1)
        if cursor is not None:
            query = query.where(audit_log.c.id < _position(cursor))
        with self._database.read() as connection:
            if organization_id is not None:
                _require_organization(connection, actor, organization_id)
                query = query.where(audit_log.c.organization_id == organization_id)
            found = list(connection.execute(query))
        following = paging.encode_cursor(str(found[limit - 1].id)) if len(found) > limit else None
        return [_entry(row) for row in found[:limit]], following


def _require_organization(connection: Connection, actor: Actor, organization_id: str) -> None:
    known = connection.execute(select(organizations.c.id).where(organizations.c.id == organization_id)).first()
    if known is None or not reaches_organization(actor, organization_id):
        raise not_found("organization", organization_id)


def _position(cursor: str) -> int:
    (text,) = paging.decode_cursor(cursor, 1)
    # 18 digits fit in 63 bits.
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise paging.bad_cursor()
    return int(text)


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        organization_id=row.organization_id,
        workspace_id=row.workspace_id,
        project_id=row.project_id,
        actor=row.actor,
        action=row.action,
        target=row.target,
        address=row.address,
        details=dict(row.details),
    )


def _plain(text: str, length: int) -> str:
    """What came from outside (an address, the id of a thing asked for), made fit to be stored and shown."""
    return "".join(character if character.isprintable() else "�" for character in text[:length])
