"""Chat completions."""

from to11.model.call import Call
from to11.model.inference import Response
from to11.record.readers.base import Reading, is_stream
from to11.wire.openai import chat_request, chat_response, chat_stream


def read(call: Call, body: bytes) -> Reading:
    """What a chat completion says; with images in its input it generates content."""
    request = chat_request.read(call.request_body)
    reader = chat_stream if is_stream(call, body) else chat_response
    operation = call.operation
    if operation == "chat" and chat_request.has_images(request):
        operation = "generate_content"
    return Reading(request, reader.read(body) if body else Response(), operation, "chat_completions")
