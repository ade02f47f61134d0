"""Anthropic's messages."""

from to11.model.call import Call
from to11.model.inference import Response
from to11.record.readers.base import Reading, is_stream, operation_of
from to11.wire.anthropic import messages_request, messages_response, messages_stream


def read(call: Call, body: bytes) -> Reading:
    """What a message says."""
    request = messages_request.read(call.request_body)
    reader = messages_stream if is_stream(call, body) else messages_response
    response = reader.read(body) if body else Response()
    return Reading(request, response, operation_of(call, request), openai=False)
