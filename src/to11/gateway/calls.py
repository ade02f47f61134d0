"""The way of one call through the gateway, from the caller's headers to the record of what happened."""

import asyncio
from typing import Final

from to11 import log
from to11.gateway.asgi import Receive, Scope, Send, answer
from to11.gateway.draft import Draft
from to11.gateway.endpoints import Endpoint
from to11.gateway.errors import body_of, headers_of, shape_of
from to11.gateway.forward import forward
from to11.gateway.hangup import CallerGoneError, HangUp
from to11.gateway.identify import identify
from to11.gateway.incoming import Incoming, read_headers
from to11.gateway.plan import Plan, envelope_of, plan_call
from to11.gateway.ports import Access
from to11.gateway.providers import Providers
from to11.gateway.recorder import Recorder
from to11.gateway.upstream import Upstream, UpstreamError
from to11.model.call import Ending
from to11.model.capture import strictest
from to11.model.errors import To11Error, TooLargeError
from to11.settings import GatewaySettings

logger = log.get(__name__)

_CUT_OFF_SECONDS: Final = 0.5
_CALLER_GONE: Final = "the caller closed the connection"


class Calls:
    """Serves calls and keeps count of those that run."""

    def __init__(
        self, access: Access, upstream: Upstream, providers: Providers, recorder: Recorder, settings: GatewaySettings
    ) -> None:
        self._access = access
        self._upstream = upstream
        self._providers = providers
        self._recorder = recorder
        self._settings = settings
        self.running: dict[Draft, asyncio.Task[None] | None] = {}
        """Calls that are not recorded yet, each with its task."""
        self._idle: asyncio.Future[None] | None = None

    async def serve(self, endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request to an endpoint. Whoever is not let in is answered and not recorded."""
        incoming = read_headers(scope["headers"])
        draft = Draft(endpoint, scope, incoming, self._settings.max_recorded_bytes)
        try:
            project = await identify(self._access, incoming, address=_address(scope))
        except Exception as error:  # noqa: BLE001 (the door answers, and logs what is not foreseen)
            await self._refuse(endpoint, draft, send, _foreseen(error))
            return
        draft.project_id = project.id
        draft.capture = strictest(self._settings.capture_content, project.capture, incoming.capture)
        self.running[draft] = asyncio.current_task()
        try:
            await self._serve(endpoint, scope, incoming, draft, receive, send)
        finally:
            # In the loop's next turn: the answer's last bytes go out before this one ends.
            asyncio.get_running_loop().call_soon(self._record, draft)

    async def idle(self) -> None:
        """Return when no call runs and all are recorded."""
        while self.running:
            self._idle = asyncio.get_running_loop().create_future()
            await self._idle

    async def cut_off(self) -> None:
        """Cancel what runs; returns when it is recorded."""
        while self.running:
            for task in self.running.values():
                if task is not None:
                    task.cancel()
            try:
                async with asyncio.timeout(_CUT_OFF_SECONDS):
                    await self.idle()
            except TimeoutError:
                continue  # one that came in between, or one that was just being answered

    async def _serve(
        self, endpoint: Endpoint, scope: Scope, incoming: Incoming, draft: Draft, receive: Receive, send: Send
    ) -> None:
        try:
            plan = await self._plan(endpoint, scope, incoming, draft, receive)
            with HangUp(receive):
                await forward(self._upstream, plan, draft, send)
        except CallerGoneError:
            draft.cut(Ending.CLIENT_CLOSED, "client_closed", _CALLER_GONE)
        except asyncio.CancelledError:
            begun = draft.status != 0
            ending = Ending.UPSTREAM_BROKEN if begun else Ending.UPSTREAM_FAILED
            draft.cut(ending, "shutdown", "the gateway stopped before the call had ended")
            raise
        except Exception as error:  # noqa: BLE001 (the door answers, and logs what is not foreseen)
            await self._give_up(endpoint, draft, send, _foreseen(error))

    async def _plan(self, endpoint: Endpoint, scope: Scope, incoming: Incoming, draft: Draft, receive: Receive) -> Plan:
        incoming.check()
        body = await _read_body(receive, incoming.content_length, self._settings.max_request_bytes)
        draft.request.add(body)
        envelope = envelope_of(incoming, body)
        draft.model, draft.stream = envelope.model, envelope.streams
        plan = plan_call(self._providers, endpoint, incoming, envelope, body, scope.get("query_string", b""))
        draft.model, draft.provider = plan.model, plan.provider.telemetry_name
        draft.usage_asked = plan.usage_asked
        return plan

    async def _give_up(self, endpoint: Endpoint, draft: Draft, send: Send, error: To11Error) -> None:
        """An error of ours: the answer, if the caller has not got the beginning of another one."""
        if draft.status:
            draft.fail(Ending.UPSTREAM_BROKEN, error)
            return  # incomplete, and so the server closes the connection
        draft.fail(Ending.UPSTREAM_FAILED if draft.attempts else Ending.REFUSED, error)
        draft.status = shape_of(error).status
        await self._refuse(endpoint, draft, send, error)

    async def _refuse(self, endpoint: Endpoint, draft: Draft, send: Send, error: To11Error) -> None:
        headers = draft.own_headers() if draft.project_id else draft.own_headers()[:1]  # no span, no traceparent
        body = body_of(error, endpoint.error_format)
        await answer(send, shape_of(error).status, body, [*headers_of(error), *headers])

    def _record(self, draft: Draft) -> None:
        self._recorder.record(draft)
        self.running.pop(draft, None)
        if not self.running and self._idle is not None and not self._idle.done():
            self._idle.set_result(None)


async def _read_body(receive: Receive, announced: int, limit: int) -> bytes:
    """The whole body. Raises TooLargeError, before reading where its length is known, and CallerGoneError."""
    if announced > limit:
        raise TooLargeError(f"the request body is larger than {limit} bytes")
    message = await receive()
    pieces: list[bytes] = []
    size = 0
    while message["type"] == "http.request":
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise TooLargeError(f"the request body is larger than {limit} bytes")
        pieces.append(piece)
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)
        message = await receive()
    raise CallerGoneError


def _foreseen(error: Exception) -> To11Error:
    """The error as one of ours; what is not foreseen is logged, and told without its details."""
    if isinstance(error, UpstreamError):
        logger.info("no answer from a provider", cause=error.message, error_type=error.error_type)
    if isinstance(error, To11Error):
        return error
    logger.error("call failed inside the gateway", exc_info=error)
    return To11Error("the gateway failed")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""
