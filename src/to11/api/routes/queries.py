"""The lists of one project, and its figures. The work is done in the threads kept for queries."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from starlette.concurrency import run_in_threadpool

from to11.api import positions
from to11.api.caller import Caller, TheServices
from to11.api.described import READ, failures
from to11.api.parameters import SpanListParameters, TraceListParameters, TraceParameters
from to11.api.present import figures, spans, traces
from to11.api.responses import page, page_of, success
from to11.api.schemas import tenancy
from to11.api.schemas import traces as schema
from to11.api.schemas.base import Page, Success
from to11.control import authority
from to11.control.lookup import project_not_authorized
from to11.model.errors import NotFoundError
from to11.model.tenancy import Scope


async def readable(caller: Caller, services: TheServices, project_id: tenancy.ProjectId) -> str:
    """The project of a query, once it is known that the caller may read it.

    Raises PermissionDeniedError INSUFFICIENT_SCOPE, or PROJECT_NOT_AUTHORIZED, also when there is no such project.
    """
    authority.require_scope(caller, Scope.TRACES_READ)
    try:
        project = await run_in_threadpool(services.directory.tenants.get_project, caller, project_id)
    except NotFoundError as error:
        raise project_not_authorized() from error
    return project.id


ReadableProject = Annotated[str, Depends(readable)]

routes = APIRouter(prefix="/v1/projects/{projectId}", tags=["traces"])


@routes.get(
    "/traces",
    summary="List traces",
    response_model=Success[Page[schema.Trace]],
    responses=failures(*READ),
)
async def list_traces(
    project_id: ReadableProject, services: TheServices, asked: Annotated[TraceListParameters, Query()]
) -> Response:
    """The traces that start in the window and meet every filter, newest first."""

    def answer() -> Response:
        limit = asked.page_size(services.settings.max_page_size)
        wanted, after = positions.resume(asked.cursor, asked.filter(time.time_ns()), "traces", project_id)
        found, last = services.reader.traces(project_id, wanted, after, limit)
        following = positions.following(last, wanted, "traces", project_id)
        return page([traces.trace(one) for one in found], schema.Trace, following, limit)

    return await services.queries.run(answer)


@routes.get(
    "/spans",
    summary="List spans",
    response_model=Success[Page[schema.Span]],
    responses=failures(*READ),
)
async def list_spans(
    project_id: ReadableProject, services: TheServices, asked: Annotated[SpanListParameters, Query()]
) -> Response:
    """The spans that start in the window and meet every filter, newest first."""

    def answer() -> Response:
        limit = asked.page_size(services.settings.max_page_size)
        wanted, after = positions.resume(asked.cursor, asked.filter(time.time_ns()), "spans", project_id)
        found, last = services.reader.spans(project_id, wanted, after, limit)
        following = positions.following(last, wanted, "spans", project_id)
        return page_of([spans.span(one) for one in found], following, limit)

    return await services.queries.run(answer)


@routes.get(
    "/sessions",
    summary="List sessions",
    response_model=Success[Page[schema.Session]],
    responses=failures(*READ),
)
async def list_sessions(
    project_id: ReadableProject, services: TheServices, asked: Annotated[TraceListParameters, Query()]
) -> Response:
    """The sessions of the traces that meet the filters, the one with the newest trace first."""

    def answer() -> Response:
        limit = asked.page_size(services.settings.max_page_size)
        wanted, after = positions.resume(asked.cursor, asked.filter(time.time_ns()), "sessions", project_id)
        found, last = services.reader.sessions(project_id, wanted, after, limit)
        following = positions.following(last, wanted, "sessions", project_id)
        return page([figures.session(one) for one in found], schema.Session, following, limit)

    return await services.queries.run(answer)


@routes.get(
    "/stats",
    summary="Figures",
    response_model=Success[schema.Stats],
    responses=failures(*READ),
)
async def get_stats(
    project_id: ReadableProject, services: TheServices, asked: Annotated[TraceParameters, Query()]
) -> Response:
    """Counts, errors, tokens, cost and durations of the traces that meet the filters: in all, by model, over time."""

    def answer() -> Response:
        wanted = asked.filter(time.time_ns())
        return success(figures.stats(services.reader.stats(project_id, wanted), wanted))

    return await services.queries.run(answer)
