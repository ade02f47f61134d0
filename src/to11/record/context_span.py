"""The span of what a call is part of, as its caller says: a tool, a retrieval, an agent.

It is below the SERVER span and beside the inference, so that a trace has one root also when the caller sent none. It
runs from the call's beginning to its end, which is all that is known of its times, and its status is unset: how the
caller's own work went, the caller alone can tell.
"""

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from to11.model import genai as names
from to11.model.call import Call, Context
from to11.model.context import Operation
from to11.record.attributes import Attributes, Value
from to11.record.content import cut
from to11.record.policy import Policy


def kind_of(operation: Operation) -> "Span.SpanKind.ValueType":
    """INTERNAL for what the caller does itself."""
    return Span.SPAN_KIND_INTERNAL if operation.internal else Span.SPAN_KIND_CLIENT


def name_of(context: Context, operation: Operation) -> str:
    """The operation, and what it is done with where that is said."""
    named = context.details.get(operation.naming)
    return f"{context.operation} {named}" if named else context.operation


def attributes_of(call: Call, context: Context, operation: Operation, policy: Policy) -> Attributes:
    """What the caller said; and, of agents, whose model the call asked for."""
    attributes: dict[str, Value] = {
        names.OPERATION: context.operation,
        names.SESSION_ID: call.grouping.session_id,
        names.USER_ID: call.grouping.user_id,
    }
    if operation.has_provider:
        attributes[names.PROVIDER] = call.provider
        attributes[names.REQUEST_MODEL] = call.model
    if context.operation == "invoke_agent":
        attributes[names.CONVERSATION_ID] = call.grouping.conversation_id
    for key, text in context.details.items():
        detail = operation.details.get(key)
        if detail is not None and (policy.tells_content or not detail.is_content):
            attributes[detail.attribute] = int(text) if detail.is_count else cut(text, policy.max_content_bytes)
    return attributes
