"""Bytes to the provider and back, attempt by attempt; what happens is noted on the draft."""

import asyncio
from time import perf_counter_ns

from to11.gateway.asgi import Send, Write
from to11.gateway.draft import Draft
from to11.gateway.hangup import CallerGoneError
from to11.gateway.plan import Plan
from to11.gateway.relay import relay
from to11.gateway.upstream import Response, Slices, StaleConnection, Upload, Upstream, UpstreamError
from to11.model.errors import To11Error
from to11.model.ids import new_span_id


async def forward(upstream: Upstream, plan: Plan, draft: Draft, send: Send, write: Write | None) -> None:
    """Send the call to its provider and the answer to the caller; `write` is the server's, where it has one.

    Raises UpstreamError when no answer began, and what an upload's pieces raise. An answer that breaks off later is
    noted and left incomplete: the server then closes the caller's connection without a proper end, so that the caller
    sees the break too.
    """
    try:
        await _attempt(upstream, plan, draft, send, write, fresh=False)
    except StaleConnection:
        # The provider closed an idle connection while the request was on its way; it never saw the request.
        await _attempt(upstream, plan, draft, send, write, fresh=True)


async def _attempt(
    upstream: Upstream, plan: Plan, draft: Draft, send: Send, write: Write | None, *, fresh: bool
) -> None:
    started_ns = perf_counter_ns()
    span_id = new_span_id()
    response: Response | None = None
    error_type = "_OTHER"
    try:
        response = await upstream.send(plan.request(draft.trace_headers(span_id)), fresh=fresh)
        if isinstance(plan.body, Upload):
            _let_go(plan.body, draft)
        error_type = await relay(response, plan, draft, send, write)
    except UpstreamError as error:
        error_type = error.error_type
        raise
    except (asyncio.CancelledError, CallerGoneError):
        error_type = "" if draft.is_answered() else "cancelled"
        raise
    except To11Error as error:  # the request's body could not be had from the caller
        error_type = error.reason.lower()
        raise
    finally:
        status = 0
        if response is not None:
            status = response.status
            response.close()  # before its end: the provider's work ends here
        draft.note_attempt(span_id, plan.url, plan.address, started_ns, status=status, error_type=error_type)


def _let_go(body: Upload, draft: Draft) -> None:
    """There is an answer: the request will not be sent again, and only its recorded copy is still of use."""
    if isinstance(body.pieces, Slices):
        body.pieces.drop()
        draft.hold.keep(draft.request.kept)
