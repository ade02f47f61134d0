"""A project's account with the collector: what it took, what it rejected and refused, and why."""

import time
from typing import Annotated

from fastapi import APIRouter, Query, Response

from to11.api.caller import TheServices
from to11.api.described import READ, failures
from to11.api.parameters import WindowParameters
from to11.api.present import ingest as present
from to11.api.responses import success
from to11.api.routes.queries import ReadableProject
from to11.api.schemas import ingest as schema
from to11.api.schemas.base import Success
from to11.api.times import NS
from to11.control import ingest_log
from to11.control.ingest_tally import MINUTE
from to11.store.figures import width

routes = APIRouter(prefix="/v1/projects/{projectId}", tags=["traces"])


@routes.get(
    "/ingest",
    summary="What the collector took",
    response_model=Success[schema.Ingest],
    responses=failures(*READ),
)
def get_ingest(
    project_id: ReadableProject, services: TheServices, asked: Annotated[WindowParameters, Query()]
) -> Response:
    """What was accepted, what was rejected by reason and refused by code, in all and over time: what exporters do not
    show of partial success. Times are those at which the collector answered; an account is kept for some days."""
    start_ns, end_ns = asked.bounds(time.time_ns())
    start, end = start_ns // NS // MINUTE * MINUTE, -(-end_ns // NS)
    bucket = max(MINUTE, width(start_ns, end_ns) // NS)
    periods = ingest_log.periods(services.database, project_id, start, end, bucket)
    said = ingest_log.last_said(services.database, project_id, start, end)
    return success(present.account(periods, said, (start, end), bucket, services.waiting()))
