"""Pages of lists, newest first: a cursor says where a page ended, so that rows added meanwhile move nothing."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, or_

from to11.model.errors import InvalidRequestError

MAX_LIMIT = 1000


class Position(NamedTuple):
    """The last row of a page."""

    created_at: datetime
    id: str


def checked_limit(limit: int) -> int:
    """The page size itself. Raises InvalidRequestError unless it is 1 to 1000."""
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidRequestError(f"a limit is 1 to {MAX_LIMIT}", details={"field": "limit"})
    return limit


def encode_cursor(*parts: str) -> str:
    """An opaque, URL-safe cursor."""
    return base64.urlsafe_b64encode("\n".join(parts).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, count: int) -> list[str]:
    """The parts of a cursor. Raises InvalidRequestError when there are not `count` of them."""
    try:
        parts = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("utf-8").split("\n")
    except (ValueError, binascii.Error) as error:
        raise bad_cursor() from error
    if len(parts) != count or not all(part.isprintable() for part in parts):
        raise bad_cursor()
    return parts


def bad_cursor() -> InvalidRequestError:
    """The one answer to a cursor that was not ours."""
    return InvalidRequestError("the cursor is not one of this list", details={"field": "cursor"})


def page(query: Select[Any], table: FromClause, cursor: str | None, limit: int) -> Select[Any]:
    """A query for one page of a table with `created_at` and `id`, and one row beyond it."""
    if cursor is not None:
        query = query.where(_after(table, _position(cursor)))
    return query.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(checked_limit(limit) + 1)


def cut(rows: list[Row[Any]], limit: int) -> tuple[list[Row[Any]], str | None]:
    """The page's rows and the cursor of the next page, None at the end of the list."""
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], encode_cursor(last.created_at.isoformat(), last.id)


def _position(cursor: str) -> Position:
    at, row_id = decode_cursor(cursor, 2)
    try:
        return Position(datetime.fromisoformat(at).astimezone(UTC), row_id)
    except (ValueError, OverflowError) as error:
        raise bad_cursor() from error


def _after(table: FromClause, last: Position) -> ColumnElement[bool]:
    return or_(
        table.c.created_at < last.created_at,
        and_(table.c.created_at == last.created_at, table.c.id < last.id),
    )
