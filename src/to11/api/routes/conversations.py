"""One session: its figures, and its traces as one conversation. The work is done in the threads kept for queries."""

from typing import Annotated
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter, Query, Response

from to11.api import cursors
from to11.api.caller import TheServices
from to11.api.conversations import Conversations
from to11.api.described import READ, failures
from to11.api.parameters import PageParameters
from to11.api.present import figures
from to11.api.responses import page_of, success
from to11.api.routes.queries import ReadableProject
from to11.api.schemas import conversation as schema
from to11.api.schemas.base import Page, Success
from to11.api.schemas.traces import Session
from to11.api.times import invalid
from to11.model.errors import NotFoundError
from to11.model.search import Cursor

routes = APIRouter(prefix="/v1/projects/{projectId}", tags=["traces"])


@routes.get(
    "/sessions/{sessionId}",
    summary="Get a session",
    response_model=Success[Session],
    responses=failures(*READ, 404),
)
async def get_project_session(
    project_id: ReadableProject, services: TheServices, session_id: schema.SessionId
) -> Response:
    """The figures of a session, of all its traces, whenever they were."""

    def answer() -> Response:
        identifier = _session_id(session_id)
        found = services.reader.session(project_id, identifier)
        if found is None:
            raise _no_session(identifier)
        return success(figures.session(found))

    return await services.queries.run(answer)


@routes.get(
    "/sessions/{sessionId}/conversation",
    summary="Read a session as a conversation",
    response_model=Success[Page[schema.Turn]],
    responses=failures(*READ, 404),
)
async def get_conversation(
    project_id: ReadableProject,
    services: TheServices,
    session_id: schema.SessionId,
    asked: Annotated[PageParameters, Query()],
) -> Response:
    """The traces of a session, oldest first, each with the messages that it adds to the conversation. A page may hold
    fewer turns than its limit, where they are long; `nextCursor` is null on the last one."""

    def answer() -> Response:
        identifier = _session_id(session_id)
        limit = asked.page_size(services.settings.max_page_size)
        listing = repr(("conversation", project_id, identifier))
        after = _after(asked.cursor, listing)
        conversations = Conversations(services.reader, services.settings)
        turns, last = conversations.page(project_id, identifier, after, limit)
        if not turns and after is None:
            raise _no_session(identifier)
        following = None if last is None else cursors.encode([last.start_ns, last.id], listing=listing)
        return page_of(turns, following, limit)

    return await services.queries.run(answer)


def _session_id(segment: str) -> str:
    """What a segment of the path says, which the middleware leaves as it was sent."""
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError as error:
        raise invalid("sessionId", "a session id is UTF-8, percent-encoded") from error


def _after(cursor: str | None, listing: str) -> Cursor | None:
    if cursor is None:
        return None
    start_ns, identifier = cursors.decode(cursor, listing=listing, shape=(int, str))
    return Cursor(int(start_ns), str(identifier))


def _no_session(identifier: str) -> NotFoundError:
    return NotFoundError("there is no session with this id in the project", details={"sessionId": identifier})
