"""Bytes to the provider and back, attempt by attempt; what happens is noted on the draft."""

import asyncio
from time import perf_counter_ns
from typing import Final

from to11 import log
from to11.gateway.asgi import Send
from to11.gateway.draft import Draft
from to11.gateway.hangup import CallerGoneError
from to11.gateway.headers import response_headers, value_of
from to11.gateway.plan import Plan
from to11.gateway.upstream import Response, Slices, StaleConnection, Upload, Upstream, UpstreamError
from to11.model.call import Ending
from to11.model.errors import To11Error
from to11.model.ids import new_span_id
from to11.wire.openai.usage import UsageTaker

logger = log.get(__name__)

_OK: Final = 200


async def forward(upstream: Upstream, plan: Plan, draft: Draft, send: Send) -> None:
    """Send the call to its provider and the answer to the caller.

    Raises UpstreamError when no answer began, and what an upload's pieces raise. An answer that breaks off later is
    noted and left incomplete: the server then closes the caller's connection without a proper end, so that the caller
    sees the break too.
    """
    try:
        await _attempt(upstream, plan, draft, send, fresh=False)
    except StaleConnection:
        # The provider closed an idle connection while the request was on its way; it never saw the request.
        await _attempt(upstream, plan, draft, send, fresh=True)


async def _attempt(upstream: Upstream, plan: Plan, draft: Draft, send: Send, *, fresh: bool) -> None:
    started_ns = perf_counter_ns()
    span_id = new_span_id()
    response: Response | None = None
    error_type = "_OTHER"
    try:
        response = await upstream.send(plan.request(draft.trace_headers(span_id)), fresh=fresh)
        if isinstance(plan.body, Upload):
            _let_go(plan.body, draft)
        error_type = await _relay(response, plan, draft, send)
    except UpstreamError as error:
        error_type = error.error_type
        raise
    except (asyncio.CancelledError, CallerGoneError):
        error_type = "cancelled"
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


async def _relay(response: Response, plan: Plan, draft: Draft, send: Send) -> str:
    """The answer, head and body, to the caller; gives the `error.type` of a break, or an empty string."""
    taker = _taker(response, plan)
    headers = response_headers(response.status, response.headers, draft.own_headers(), resized=taker is not None)
    draft.note_head(response.status, response.headers)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    last = False
    while not last:
        try:
            data = await response.read()
        except UpstreamError as error:
            logger.info("a provider's answer broke off", **draft.in_log(error))
            await _pass_on_rest(taker, send)
            draft.fail(Ending.UPSTREAM_BROKEN, error)
            return error.error_type
        draft.note_piece(data, response.first_data_ns, response.last_data_ns)
        last = response.at_end
        if taker is not None:
            data = taker.feed(data, last=last)
        if data or last:
            await send({"type": "http.response.body", "body": data, "more_body": not last})
    return ""


async def _pass_on_rest(taker: "_Taker | None", send: Send) -> None:
    rest = taker.feed(b"", last=True) if taker is not None else b""
    if rest:
        await send({"type": "http.response.body", "body": rest, "more_body": True})


def _taker(response: Response, plan: Plan) -> "_Taker | None":
    """What takes the usage chunk out again, where the gateway asked for one and got a stream that it can read."""
    if not plan.usage_asked or response.status != _OK:
        return None
    content_type = value_of(response.headers, b"content-type").partition(b";")[0].strip().lower()
    coded = value_of(response.headers, b"content-encoding").lower() not in (b"", b"identity")
    return None if coded or content_type != b"text/event-stream" else _Taker()


class _Taker:
    """UsageTaker, but a bug in it shows the caller a chunk too many instead of costing the stream."""

    __slots__ = ("_taker",)

    def __init__(self) -> None:
        self._taker: UsageTaker | None = UsageTaker()

    def feed(self, data: bytes, *, last: bool) -> bytes:
        """The bytes to pass on now."""
        if self._taker is None:
            return data
        try:
            return self._taker.feed(data) + (self._taker.flush() if last else b"")
        except Exception as error:  # noqa: BLE001 (a bug in there must cost no caller their call)
            logger.error("cannot take the usage chunk out", cause=repr(error))
            self._taker = None
            return data
