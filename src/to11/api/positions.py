"""Pages of the span store's lists: a cursor holds the window too, so that a relative one stays put while one pages."""

from dataclasses import replace
from typing import TypeVar

from to11.api import cursors
from to11.model.search import Cursor, SpanFilter, TraceFilter

F = TypeVar("F", TraceFilter, SpanFilter)

_SHAPE = (int, int, int, str)


def listing(kind: str, project_id: str, asked: TraceFilter | SpanFilter) -> str:
    """What is being listed: all but the window."""
    return repr((kind, project_id, replace(asked, start_ns=0, end_ns=0)))


def resume(text: str | None, asked: F, kind: str, project_id: str) -> tuple[F, Cursor | None]:
    """The filter and the place to go on from; both as asked where there is no cursor yet.

    With a cursor the window is that of the first page. Raises InvalidRequestError for a cursor that is not of this
    list.
    """
    if text is None:
        return asked, None
    values = cursors.decode(text, listing=listing(kind, project_id, asked), shape=_SHAPE)
    start_ns, end_ns, at_ns, identifier = values
    return (
        replace(asked, start_ns=int(start_ns), end_ns=int(end_ns)),
        Cursor(start_ns=int(at_ns), id=str(identifier)),
    )


def following(cursor: Cursor | None, asked: F, kind: str, project_id: str) -> str | None:
    """The cursor of the next page; None after the last one."""
    if cursor is None:
        return None
    values: cursors.Values = [asked.start_ns, asked.end_ns, cursor.start_ns, cursor.id]
    return cursors.encode(values, listing=listing(kind, project_id, asked))
