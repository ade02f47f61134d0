"""Ids that hold for all that happens within a `with`: on the spans that begin there, and in the gateway's headers.

They are kept in OpenTelemetry's context, so they go where the current span goes: along `await`, into tasks, and into
threads that were given the context. They are not baggage, which would leave the process with every request.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import TracerProvider

SESSION_ID: Final = "session.id"
CONVERSATION_ID: Final = "gen_ai.conversation.id"
USER_ID: Final = "user.id"

_IDS: Final = otel_context.create_key("to11-ids")
_TRACER: Final = "to11.client"


@contextmanager
def session(session_id: str | None = None, *, user_id: str | None = None) -> Iterator[str]:
    """What belongs together for a user, over many traces: `session.id`, and `user.id` where one is given. Yields the
    id, a new one where none is given."""
    chosen = session_id or str(uuid.uuid4())
    with _holding({SESSION_ID: chosen, USER_ID: user_id}):
        yield chosen


@contextmanager
def conversation(conversation_id: str | None = None) -> Iterator[str]:
    """One thread of messages, perhaps of several in a session: `gen_ai.conversation.id`. Yields the id, a new one where
    none is given."""
    chosen = conversation_id or str(uuid.uuid4())
    with _holding({CONVERSATION_ID: chosen}):
        yield chosen


@contextmanager
def turn(name: str = "turn", attributes: Mapping[str, str | bool | int | float] | None = None) -> Iterator[trace.Span]:
    """One question and all that is done to answer it: a trace of its own, whose root is the span that this yields."""
    tracer = trace.get_tracer(_TRACER)
    outside = trace.set_span_in_context(trace.INVALID_SPAN)
    put_ids_on_spans(trace.get_tracer_provider())
    with tracer.start_as_current_span(name, context=outside, attributes=attributes) as span:
        yield span


def ids(context: Context | None = None) -> Mapping[str, str]:
    """The ids that hold in a context, the current one by default, by attribute."""
    found = otel_context.get_value(_IDS, context)
    return found if isinstance(found, dict) else {}


class IdsOnSpans(SpanProcessor):
    """Puts the ids on spans as they start. What a span already says is left as it is."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """A span starts."""
        said = span.attributes or {}
        for name, value in ids(parent_context).items():
            if name not in said:
                span.set_attribute(name, value)

    def on_end(self, span: ReadableSpan) -> None:
        """Nothing more to do."""


def put_ids_on_spans(provider: TracerProvider) -> None:
    """Have a provider's spans carry the ids; doing so again changes nothing. A provider that is not the SDK's is left
    as it is."""
    add = getattr(provider, "add_span_processor", None)
    if add is not None and not getattr(provider, _MARK, False):
        setattr(provider, _MARK, True)
        add(IdsOnSpans())


_MARK: Final = "_to11_ids_on_spans"


@contextmanager
def _holding(more: Mapping[str, str | None]) -> Iterator[None]:
    given = {name: _checked(name, value) for name, value in more.items() if value is not None}
    token = otel_context.attach(otel_context.set_value(_IDS, {**ids(), **given}))
    try:
        put_ids_on_spans(trace.get_tracer_provider())  # which may have been set by anybody, at any time before
        yield
    finally:
        otel_context.detach(token)


def _checked(name: str, value: str) -> str:
    """An id has to fit into a header. Raises ValueError."""
    if not value or not value.isascii() or not value.isprintable() or value != value.strip():
        raise ValueError(f"{name} is printable ASCII without spaces around it, not {value!r}")
    return value
