"""What a list of traces holds at a glance. The work is done in the threads kept for queries."""

import time
from typing import Annotated

from fastapi import APIRouter, Query, Response

from to11.api.caller import TheServices
from to11.api.described import READ, failures
from to11.api.parameters import HistogramParameters, TraceParameters
from to11.api.present import overview as present
from to11.api.responses import success
from to11.api.routes.queries import ReadableProject
from to11.api.schemas import overview as schema
from to11.api.schemas.base import Success

routes = APIRouter(prefix="/v1/projects/{projectId}", tags=["traces"])


@routes.get(
    "/traces/histogram",
    summary="Count traces by time",
    response_model=Success[schema.Histogram],
    responses=failures(*READ),
)
async def get_histogram(
    project_id: ReadableProject, services: TheServices, asked: Annotated[HistogramParameters, Query()]
) -> Response:
    """How many of the traces that the list finds with these filters start when, and how many of them hold an error."""

    def answer() -> Response:
        wanted = asked.filter(time.time_ns())
        found = services.reader.histogram(project_id, wanted, asked.buckets)
        return success(present.histogram(found, wanted))

    return await services.queries.run(answer)


@routes.get(
    "/facets",
    summary="Count traces by value",
    response_model=Success[schema.Facets],
    responses=failures(*READ),
)
async def get_facets(
    project_id: ReadableProject, services: TheServices, asked: Annotated[TraceParameters, Query()]
) -> Response:
    """The services, providers, models, operations and environments of the traces that the list finds with these
    filters, and how many traces have each: what a filter may be narrowed to."""

    def answer() -> Response:
        return success(present.facets(services.reader.facets(project_id, asked.filter(time.time_ns()))))

    return await services.queries.run(answer)
