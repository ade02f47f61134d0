"""Chat completions."""

from to11.model.call import Call
from to11.model.inference import Response
from to11.record.readers.base import Reading, is_stream, operation_of
from to11.wire.openai import chat_request, chat_response, chat_stream


def read(call: Call, body: bytes) -> Reading:
    """What a chat completion says."""
    request = chat_request.read(call.request_body)
    reader = chat_stream if is_stream(call, body) else chat_response
    response = reader.read(body) if body else Response()
    return Reading(request, response, operation_of(call, request), "chat_completions")
