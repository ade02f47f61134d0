"""One trace: whole, in outline, or one of its spans. The work is done in the threads kept for queries."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal, TypeVar

import msgspec
from fastapi import APIRouter, Query, Response

from to11.api.caller import TheServices
from to11.api.described import READ, failures
from to11.api.present import otlp, outline, spans
from to11.api.responses import JSON, success_of
from to11.api.routes.queries import ReadableProject
from to11.api.schemas import outline as outlined
from to11.api.schemas import traces as schema
from to11.api.schemas.base import Success
from to11.api.services import Services
from to11.api.times import invalid
from to11.model.errors import NotFoundError
from to11.model.search import TraceSummary
from to11.store.reader import Reader
from to11.wire.otlp import json_out

_TRACE_ID_LENGTH = 32
_SPAN_ID_LENGTH = 16
_HEX = frozenset("0123456789abcdef")

T = TypeVar("T")

routes = APIRouter(prefix="/v1/projects/{projectId}", tags=["traces"])


@routes.get(
    "/traces/{traceId}",
    summary="Get a trace",
    response_model=Success[schema.TraceDetail] | schema.OtlpDocument,
    responses=failures(*READ, 404),
)
async def get_trace(
    project_id: ReadableProject,
    services: TheServices,
    trace_id: schema.TraceId,
    form: Annotated[
        Literal["json", "otlp"],
        Query(alias="format", description="`otlp` gives bare OTLP/JSON, as it was sent but for `project.id`."),
    ] = "json",
) -> Response:
    """All spans of a trace, earliest first. With `format=otlp`, what was sent, under its resources and scopes."""

    identifier, reader = _trace_id(trace_id), services.reader
    if form == "otlp":
        return await services.queries.run(_as_sent, reader, project_id, identifier)
    found, summary = await _with_totals(services, project_id, identifier, partial(reader.trace, project_id, identifier))
    return await services.queries.run(lambda: success_of(spans.detail(summary, found)))


async def _with_totals(
    services: Services, project_id: str, identifier: str, read: Callable[[], list[T]], most: int | None = None
) -> tuple[list[T], TraceSummary]:
    """A trace's spans, the first `most` of them, and its totals, read at the same time. Where the totals count spans
    that came in between, the spans are read again: who waits for a number has it then. Raises NotFoundError."""
    found, summary = await services.queries.both(read, partial(services.reader.summary, project_id, identifier))
    if summary is not None and len(found) < summary.span_count and len(found) != most:
        found = await services.queries.run(read)
    if not found or summary is None:
        raise _no_trace(identifier)
    return found, summary


def _as_sent(reader: Reader, project_id: str, identifier: str) -> Response:
    found = reader.trace(project_id, identifier)
    if not found:
        raise _no_trace(identifier)
    return Response(msgspec.json.encode(json_out.document(otlp.resource_spans(found))), media_type=JSON)


@routes.get(
    "/traces/{traceId}/outline",
    summary="Get a trace in outline",
    response_model=Success[outlined.TraceOutline],
    responses=failures(*READ, 404),
)
async def get_trace_outline(project_id: ReadableProject, services: TheServices, trace_id: schema.TraceId) -> Response:
    """The totals of a trace and what a waterfall draws of its spans, quick also for 100,000 of them."""

    identifier, most = _trace_id(trace_id), services.settings.max_outline_spans
    read = partial(services.reader.outline, project_id, identifier, most)
    found, summary = await _with_totals(services, project_id, identifier, read, most)
    return await services.queries.run(lambda: success_of(outline.outline(summary, found)))


@routes.get(
    "/traces/{traceId}/spans/{spanId}",
    summary="Get a span",
    response_model=Success[schema.Span],
    responses=failures(*READ, 404),
)
async def get_span(
    project_id: ReadableProject, services: TheServices, trace_id: schema.TraceId, span_id: outlined.SpanId
) -> Response:
    """One span of a trace, with its attributes, events, links and messages."""

    def answer() -> Response:
        of_trace, of_span = _trace_id(trace_id), _span_id(span_id)
        found = services.reader.span(project_id, of_trace, of_span)
        if found is None:
            details = {"traceId": of_trace, "spanId": of_span}
            raise NotFoundError("there is no span with this id in the trace", details=details)
        return success_of(spans.span(found))

    return await services.queries.run(answer)


def _no_trace(identifier: str) -> NotFoundError:
    return NotFoundError("there is no trace with this id in the project", details={"traceId": identifier})


def _trace_id(text: str) -> str:
    return _identifier(text, _TRACE_ID_LENGTH, "traceId", "a trace id is 32 hexadecimal digits")


def _span_id(text: str) -> str:
    return _identifier(text, _SPAN_ID_LENGTH, "spanId", "a span id is 16 hexadecimal digits")


def _identifier(text: str, length: int, name: str, rule: str) -> str:
    identifier = text.lower()
    if len(identifier) != length or not _HEX.issuperset(identifier):
        raise invalid(name, rule)
    return identifier
