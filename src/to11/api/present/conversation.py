"""Turns of a session, encoded by msgspec: they may be long. The shape is that of `schemas.conversation`, which a test
holds this to."""

from collections.abc import Sequence

import msgspec

from to11.api.present.attributes import attributes
from to11.api.times import rfc3339
from to11.model.search import StoredSpan, TraceSummary
from to11.wire.messages import reading
from to11.wire.messages.chat import Memo
from to11.wire.messages.conversation import Call, Shown
from to11.wire.messages.said import Part, Said


class _Message(msgspec.Struct, rename="camel"):
    span_id: str
    role: str
    parts: list[Part]
    finish_reason: str | None


class Turn(msgspec.Struct, rename="camel"):
    """`schemas.conversation.Turn`."""

    trace_id: str
    name: str
    start_time: str
    duration_nano: int
    status: str
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    models: tuple[str, ...]
    messages: list[_Message]
    truncated: bool


def call(stored: StoredSpan, memo: Memo) -> Call:
    """A GenAI span as part of a conversation, whose other calls were read with the same memo."""
    sent = stored.span
    events = [(event.name, attributes(event.attributes)) for event in sent.events]
    return Call(
        span_id=stored.span_id,
        operation=stored.genai.operation,
        start_ns=stored.start_ns,
        end_ns=stored.start_ns + stored.duration_ns,
        messages=reading.messages(Said(attributes(sent.attributes), events, memo.messages)),
    )


def turn(trace: TraceSummary, shown: Sequence[Shown], *, truncated: bool) -> Turn:
    """A trace, and what it adds to the conversation."""
    return Turn(
        trace_id=trace.trace_id,
        name=trace.name,
        start_time=rfc3339(trace.start_ns),
        duration_nano=trace.duration_ns,
        status=trace.status,
        input_tokens=trace.input_tokens,
        output_tokens=trace.output_tokens,
        cost=trace.cost,
        models=trace.models,
        messages=[_Message(one.span_id, one.role, one.parts, one.finish_reason) for one in shown],
        truncated=truncated,
    )
