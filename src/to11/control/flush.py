"""From the tally to the audit log, and to the time that each key was last used."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from to11.control import audit
from to11.control.audit import Action, Event
from to11.control.database import Database
from to11.control.schema import api_keys
from to11.control.tally import AuditTally, Counted
from to11.model.ids import is_id
from to11.model.tenancy import Tenancy

_CHUNK = 500
"""Parameters of one statement; SQLite's older limit is 999."""

NOBODY = "unknown"
"""The actor where no key is known."""


def flush(database: Database, tally: AuditTally, *, all_of_it: bool = False) -> int:
    """Write down what is due (or everything), and return how many rows that made.

    Raises UnavailableError; nothing is lost then, it is due again next time.
    """
    counted = tally.due(all_of_it=all_of_it)
    if not counted:
        return 0
    try:
        with database.write() as connection:
            tenancies = _tenancies(connection, {item.subject.key_id for item in counted})
            events = [(_event(item, tenancies.get(item.subject.key_id)), _time(item.last)) for item in counted]
            audit.record_all(connection, events)
            _touch(connection, [item for item in counted if item.subject.key_id in tenancies])
    except BaseException:
        tally.restore(counted)
        raise
    return len(counted)


def _tenancies(connection: Connection, key_ids: Iterable[str]) -> dict[str, Tenancy]:
    wanted = sorted(key_id for key_id in key_ids if is_id(key_id, "key"))
    found: dict[str, Tenancy] = {}
    for start in range(0, len(wanted), _CHUNK):
        columns = api_keys.c["id", "organization_id", "workspace_id", "project_id"]
        query = select(*columns).where(api_keys.c.id.in_(wanted[start : start + _CHUNK]))
        found |= {
            row.id: Tenancy(row.organization_id, row.workspace_id, row.project_id) for row in connection.execute(query)
        }
    return found


def _event(item: Counted, tenancy: Tenancy | None) -> Event:
    subject = item.subject
    details: dict[str, Any] = {"count": item.count, "since": _time(item.first).isoformat()}
    for name in ("kind", "reason", "cause"):
        if value := getattr(subject, name):
            details["door" if name == "kind" and subject.action is Action.ACCESS_DENIED else name] = value
    return Event(subject.action, subject.key_id or NOBODY, subject.target, tenancy, subject.address, details)


def _touch(connection: Connection, counted: list[Counted]) -> None:
    used: dict[str, float] = {}
    for item in counted:
        if item.subject.action is not Action.ACCESS_DENIED:
            used[item.subject.key_id] = max(item.last, used.get(item.subject.key_id, 0.0))
    if not used:
        return
    statement = (
        update(api_keys)
        .where(api_keys.c.id == bindparam("used_key"))
        .where(or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < bindparam("used_at")))
        .values(last_used_at=bindparam("used_at"))
    )
    # Sorted, so that two processes never wait for each other's rows.
    connection.execute(statement, [{"used_key": key, "used_at": _time(used[key])} for key in sorted(used)])


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
