"""The way of one call through the gateway, from the caller's headers to the record of what happened."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

from to11 import log
from to11.gateway.asgi import WRITE, Receive, Scope, Send, answer
from to11.gateway.body import CallerBody, length_of, read_whole
from to11.gateway.draft import Draft
from to11.gateway.endpoints import Body, Endpoint
from to11.gateway.envelope import Envelope, read_form, replace_form_model
from to11.gateway.errors import body_of, headers_of, shape_of
from to11.gateway.forward import forward
from to11.gateway.hangup import CallerGoneError, HangUp
from to11.gateway.headers import value_of
from to11.gateway.identify import identify
from to11.gateway.incoming import Incoming, read_headers
from to11.gateway.limits import Limits
from to11.gateway.memory import Memory
from to11.gateway.plan import Plan, envelope_of, plan_call
from to11.gateway.ports import Access
from to11.gateway.providers import Providers
from to11.gateway.recorder import Recorder
from to11.gateway.upstream import SLICE, Slices, Upload, Upstream, UpstreamError
from to11.model.call import Ending
from to11.model.capture import strictest
from to11.model.errors import To11Error
from to11.settings import GatewaySettings

logger = log.get(__name__)

_CUT_OFF_SECONDS: Final = 0.5
_CALLER_GONE: Final = "the caller closed the connection"


class Calls:
    """Serves calls and keeps count of those that run."""

    def __init__(
        self,
        access: Access,
        upstream: Upstream,
        providers: Providers,
        recorder: Recorder,
        settings: GatewaySettings,
        *,
        edges: int = 1,
    ) -> None:
        """`edges` is how many processes share the providers' limits."""
        self._access = access
        self._upstream = upstream
        self._providers = providers
        self._recorder = recorder
        self._settings = settings
        self._limits = Limits(edges=edges)
        self._memory = Memory(settings.max_body_memory_bytes)
        # One thread: it works on one large body at a time, and so there is one copy too many at a time.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gateway-body")
        self.running: dict[Draft, asyncio.Task[Any]] = {}
        """Calls that are not recorded yet, each with its task."""
        self._idle: asyncio.Future[None] | None = None

    async def serve(self, endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request to an endpoint. Whoever is not let in is answered and not recorded."""
        incoming = read_headers(scope["headers"])
        draft = Draft(endpoint, scope, incoming, self._settings.max_recorded_bytes, self._memory)
        try:
            project = await identify(self._access, incoming, address=_address(scope))
        except Exception as error:  # noqa: BLE001 (the door answers, and logs what is not foreseen)
            await self._refuse(endpoint, draft, send, _foreseen(error, draft))
            return
        draft.project_id = project.id
        draft.capture = strictest(self._settings.capture_content, project.capture, incoming.capture)
        hang_up = HangUp(scope)
        self.running[draft] = hang_up.task
        try:
            await self._serve(hang_up, endpoint, scope, incoming, draft, receive, send)
        finally:
            # In the loop's next turn: the answer's last bytes go out before this one ends.
            hang_up.task.get_loop().call_soon(self._record, draft)

    async def idle(self) -> None:
        """Return when no call runs and all are recorded."""
        while self.running:
            self._idle = asyncio.get_running_loop().create_future()
            await self._idle

    async def cut_off(self) -> None:
        """Cancel what runs; returns when it is recorded."""
        while self.running:
            for task in self.running.values():
                task.cancel()
            try:
                async with asyncio.timeout(_CUT_OFF_SECONDS):
                    await self.idle()
            except TimeoutError:
                continue  # one that came in between, or one that was just being answered

    def close(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _serve(
        self,
        hang_up: HangUp,
        endpoint: Endpoint,
        scope: Scope,
        incoming: Incoming,
        draft: Draft,
        receive: Receive,
        send: Send,
    ) -> None:
        try:
            with hang_up:
                incoming.check()
                plan = await self._plan(endpoint, scope, incoming, draft, receive)
                line = self._limits.line(plan.provider)
                write = scope["extensions"].get(WRITE)
                if line is None:
                    await forward(self._upstream, plan, draft, send, write)
                else:
                    async with line:
                        await forward(self._upstream, plan, draft, send, write)
        except CallerGoneError:
            if not draft.is_answered():
                draft.cut(Ending.CLIENT_CLOSED, "client_closed", _CALLER_GONE)
        except asyncio.CancelledError:
            begun = draft.status != 0
            ending = Ending.UPSTREAM_BROKEN if begun else Ending.UPSTREAM_FAILED
            draft.cut(ending, "shutdown", "the gateway stopped before the call had ended")
            raise
        except Exception as error:  # noqa: BLE001 (the door answers, and logs what is not foreseen)
            await self._give_up(endpoint, draft, send, _foreseen(error, draft))

    async def _plan(self, endpoint: Endpoint, scope: Scope, incoming: Incoming, draft: Draft, receive: Receive) -> Plan:
        """Read what must be read of the body, and find out where the call goes."""
        if endpoint.body is not Body.JSON:
            return await self._plan_upload(endpoint, scope, incoming, draft, receive)
        body = await read_whole(receive, incoming.content_length, draft, self._settings)
        if len(body) <= SLICE:
            return self._plan_json(endpoint, scope, incoming, draft, body)
        loop = asyncio.get_running_loop()
        plan = await loop.run_in_executor(self._thread, self._plan_json, endpoint, scope, incoming, draft, body)
        if not isinstance(plan.body, bytes):
            return plan
        if plan.body is not body and draft.request.kept == len(body):  # the record keeps the first one
            draft.hold.edited(len(plan.body))
        return replace(plan, body=Upload(Slices(plan.body), len(plan.body), again=True))

    def _plan_json(self, endpoint: Endpoint, scope: Scope, incoming: Incoming, draft: Draft, body: bytes) -> Plan:
        envelope = envelope_of(incoming, body)
        draft.model, draft.stream = envelope.model, envelope.streams
        return self._planned(endpoint, scope, incoming, draft, envelope, body)

    async def _plan_upload(
        self, endpoint: Endpoint, scope: Scope, incoming: Incoming, draft: Draft, receive: Receive
    ) -> Plan:
        """A body that goes through as it comes. One that an endpoint has no use for is the provider's to judge."""
        length = length_of(scope["headers"])
        if length == 0 and endpoint.body is not Body.FORM:
            return self._planned(endpoint, scope, incoming, draft, None, b"")
        body = CallerBody(receive, length, draft, self._settings)
        if endpoint.body is not Body.FORM:
            return self._planned(endpoint, scope, incoming, draft, None, Upload(body, length))
        content_type = value_of(incoming.forwarded, b"content-type").decode("latin-1")
        prefix = await body.form_prefix(content_type)
        envelope = read_form(prefix, content_type, whole=body.at_end)
        draft.model, draft.stream = envelope.model, envelope.streams
        plan = self._planned(endpoint, scope, incoming, draft, envelope, b"")
        if plan.model != envelope.model:
            whole = len(prefix)
            prefix = replace_form_model(prefix, content_type, plan.model)
            length = None if length is None else length + len(prefix) - whole
        body.put_back(prefix)
        return replace(plan, body=Upload(body, length))

    def _planned(
        self,
        endpoint: Endpoint,
        scope: Scope,
        incoming: Incoming,
        draft: Draft,
        envelope: Envelope | None,
        body: bytes | Upload,
    ) -> Plan:
        path, query = scope.get("raw_path", b""), scope.get("query_string", b"")
        plan = plan_call(self._providers, endpoint, incoming, envelope, body, path, query)
        draft.model, draft.provider = plan.model, plan.provider.telemetry_name
        draft.usage_asked, draft.sent_headers = plan.usage_asked, plan.headers
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
        their = endpoint.error_format
        body = body_of(error, their, draft.request_id)
        await answer(send, shape_of(error).status, body, [*headers_of(error, their, draft.request_id), *headers])

    def _record(self, draft: Draft) -> None:
        self._recorder.record(draft)
        draft.hold.release()
        self.running.pop(draft, None)
        if not self.running and self._idle is not None and not self._idle.done():
            self._idle.set_result(None)


def _foreseen(error: Exception, draft: Draft) -> To11Error:
    """The error as one of ours; what is not foreseen is logged, and told without its details."""
    if isinstance(error, UpstreamError):
        logger.info("no answer from a provider", **draft.in_log(error))
    if isinstance(error, To11Error):
        return error
    logger.error("call failed inside the gateway", request_id=draft.request_id, exc_info=error)
    return To11Error("the gateway failed")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""
