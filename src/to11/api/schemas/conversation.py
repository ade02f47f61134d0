"""A session as one conversation."""

from typing import Annotated

from fastapi import Path
from pydantic import Field, JsonValue

from to11.api.schemas.base import Answer
from to11.api.schemas.outline import EXAMPLE_SPAN_ID
from to11.api.schemas.traces import EXAMPLE_TIME, EXAMPLE_TRACE_ID
from to11.model.search import TraceStatus

SessionId = Annotated[
    str,
    Path(
        alias="sessionId",
        description="Percent-encoded UTF-8; any character may be in it, a slash as `%2F`.",
        examples=["support-7"],
    ),
]


class ConversationMessage(Answer):
    """A message where it was said first."""

    span_id: str = Field(description="The span that tells it.", examples=[EXAMPLE_SPAN_ID])
    role: str = Field(description="`system` for instructions.", examples=["user"])
    parts: list[dict[str, JsonValue]] = Field(
        description="Parts as in the OpenTelemetry GenAI conventions 1.41, whose names they keep: those that are new.",
        examples=[[{"type": "text", "content": "Weather in Paris?"}]],
    )
    finish_reason: str | None = Field(examples=["stop"])


class Turn(Answer):
    """A trace of the session, and the messages that it adds: what the session has shown, such as the history that each
    call repeats, is not shown again. In the order in which they were asked and answered, calls of tools and their
    results among them."""

    trace_id: str = Field(examples=[EXAMPLE_TRACE_ID])
    name: str = Field(description="The trace's name.")
    start_time: str = Field(examples=[EXAMPLE_TIME])
    duration_nano: int
    status: TraceStatus
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    models: list[str]
    messages: list[ConversationMessage]
    truncated: bool = Field(description="The trace holds more calls than the server reads; the earliest are told.")
