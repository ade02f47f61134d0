"""The spans of one call: SERVER above, the logical inference below it, one CLIENT span per attempt below that. What the
caller says that the call is part of has a span beside the inference."""

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, SpanFlags, Status

import to11
from to11.model import genai as names
from to11.model.call import Attempt, Call, Context, Ending
from to11.model.context import OPERATIONS, Operation
from to11.record import context_span, inference_attributes, outcome
from to11.record.attributes import Value, put
from to11.record.outcome import Failure
from to11.record.policy import DEFAULT, Policy
from to11.record.readers.base import Reading
from to11.record.reading import inference_ns, is_inference, read

SERVICE: Final = "to11-gateway"
SCOPE: Final = "to11.gateway"

_HAS_IS_REMOTE: Final = SpanFlags.SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK
_IS_REMOTE: Final = SpanFlags.SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK
_TRACE_FLAGS: Final = SpanFlags.SPAN_FLAGS_TRACE_FLAGS_MASK
_PART_OF_FRAMING: Final = frozenset({"content-type", "content-encoding", "content-length", "transfer-encoding"})


def spans(call: Call, policy: Policy = DEFAULT, reading: Reading | None = None) -> ResourceSpans:
    """The call's spans under one resource and scope.

    A call that is no inference, or that the gateway refused before there was one, has no logical span; its attempts, if
    any, are below the SERVER span. Unless the policy tells content, nothing of the messages, tools or error texts is in
    them. `reading` is what `read` gives, for whoever has it already.
    """
    result = ResourceSpans()
    result.CopyFrom(_template(call.grouping.environment))
    into = result.scope_spans[0]
    _server(into.spans.add(), call)
    parent = call.server_span_id
    if is_inference(call):
        _inference(into.spans.add(), call, reading or read(call), policy)
        parent = call.genai_span_id
    if call.context is not None and call.ending is not Ending.REFUSED:
        operation = OPERATIONS.get(call.context.operation)
        if operation is not None:  # else it is one that a newer gateway knew
            _context(into.spans.add(), call, call.context, operation, policy)
    for resend, attempt in enumerate(call.attempts):
        _attempt(into.spans.add(), call, attempt, parent, resend)
    return result


@lru_cache(256)
def _template(environment: str) -> ResourceSpans:
    """Resource and scope, which are the same for every call of an environment."""
    result = ResourceSpans(scope_spans=[ScopeSpans()])
    put(
        result.resource.attributes,
        {
            names.SERVICE_NAME: SERVICE,
            names.SERVICE_VERSION: to11.__version__,
            names.ENVIRONMENT: environment,
        },
    )
    scope = result.scope_spans[0].scope
    scope.name, scope.version = SCOPE, to11.__version__
    return result


def _server(span: Span, call: Call) -> None:
    _begin(span, call, call.server_span_id, call.parent_span_id, remote=bool(call.parent_span_id))
    span.name = f"{call.method} {call.route}"
    span.kind = Span.SPAN_KIND_SERVER
    _time(span, call.start_ns, call.end_ns)
    failure = outcome.of_server(call)
    put(
        span.attributes,
        {
            names.HTTP_METHOD: call.method,
            names.HTTP_ROUTE: call.route,
            names.URL_PATH: call.path or call.route,
            names.URL_SCHEME: call.scheme,
            names.HTTP_STATUS: call.status or None,
            names.HTTP_REQUEST_SIZE: call.request_size or None,
            names.HTTP_RESPONSE_SIZE: call.response_size or None,
            names.SERVER_ADDRESS: call.host,
            names.SERVER_PORT: (call.port or None) if call.host else None,
            names.CLIENT_ADDRESS: call.client_address,
            names.USER_AGENT: call.user_agent,
            names.NETWORK_PROTOCOL_VERSION: call.http_version,
            names.SESSION_ID: call.grouping.session_id,
            names.USER_ID: call.grouping.user_id,
            names.TO11_REQUEST_ID: call.request_id,
            names.TO11_ENDING: str(call.ending),
        },
    )
    _fail(span, failure)


def _inference(span: Span, call: Call, reading: Reading, policy: Policy) -> None:
    _begin(span, call, call.genai_span_id, call.server_span_id)
    model = call.model or reading.request.model
    span.name = f"{reading.operation} {model}" if model else reading.operation
    span.kind = Span.SPAN_KIND_CLIENT
    start_ns, end_ns = inference_ns(call)
    _time(span, start_ns, end_ns)
    put(span.attributes, inference_attributes.of_call(call, reading, start_ns, policy))
    _fail(span, outcome.of_inference(call, reading.response, policy))


def _context(span: Span, call: Call, context: Context, operation: Operation, policy: Policy) -> None:
    _begin(span, call, context.span_id, call.server_span_id)
    span.name = context_span.name_of(context, operation)
    span.kind = context_span.kind_of(operation)
    _time(span, call.start_ns, call.end_ns)
    put(span.attributes, context_span.attributes_of(call, context, operation, policy))


def _attempt(span: Span, call: Call, attempt: Attempt, parent: str, resend: int) -> None:
    _begin(span, call, attempt.span_id, parent)
    span.name = call.method
    span.kind = Span.SPAN_KIND_CLIENT
    _time(span, attempt.start_ns, attempt.end_ns)
    attributes: dict[str, Value] = {
        names.HTTP_METHOD: call.method,
        names.URL_FULL: without_secrets(attempt.url),
        names.SERVER_ADDRESS: attempt.address,
        names.SERVER_PORT: attempt.port or None,
        names.HTTP_STATUS: attempt.status or None,
        names.HTTP_RESEND_COUNT: resend or None,
    }
    if attempt is call.attempts[-1]:
        # The provider's own id of the request, where it gave one: what its support asks for.
        for name, value in call.response_headers.items():
            if name not in _PART_OF_FRAMING:
                attributes[f"{names.HTTP_RESPONSE_HEADER}.{name}"] = [value]
    put(span.attributes, attributes)
    _fail(span, outcome.of_attempt(call, attempt))


def _begin(span: Span, call: Call, span_id: str, parent: str, *, remote: bool = False) -> None:
    """Ids, trace state, and flags: the trace flags, and whether the parent is in another process."""
    span.trace_id = bytes.fromhex(call.trace_id)
    span.span_id = bytes.fromhex(span_id)
    span.parent_span_id = bytes.fromhex(parent)
    span.trace_state = call.trace_state
    span.flags = call.trace_flags & _TRACE_FLAGS | _HAS_IS_REMOTE | (_IS_REMOTE if remote else 0)


def _time(span: Span, start_ns: int, end_ns: int) -> None:
    span.start_time_unix_nano, span.end_time_unix_nano = start_ns, max(start_ns, end_ns)


def _fail(span: Span, failure: Failure | None) -> None:
    if failure is not None:
        put(span.attributes, {names.ERROR_TYPE: failure.type})
        span.status.code = Status.STATUS_CODE_ERROR
        span.status.message = failure.message


def without_secrets(url: str) -> str:
    """A URL without user information, query and fragment, any of which may carry a key."""
    if not any(mark in url for mark in "?@#"):
        return url
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
