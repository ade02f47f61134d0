"""Images made, edited or varied."""

from to11.model.call import Call
from to11.record.readers.base import Reading, is_stream
from to11.wire.openai import images


def read(call: Call, body: bytes) -> Reading:
    """What was asked for, and the images that came."""
    request, form = images.request(call.request_body, call.request_headers.get("content-type", ""))
    reader = images.streamed if is_stream(call, body) else images.response
    return Reading(request, reader(body, form), call.operation)
