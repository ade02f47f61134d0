"""Text completions."""

from to11.model.call import Call
from to11.model.inference import Response
from to11.record.readers.base import Reading, is_stream
from to11.wire.openai import completions


def read(call: Call, body: bytes) -> Reading:
    """What a text completion says."""
    reader = completions.streamed if is_stream(call, body) else completions.response
    return Reading(completions.request(call.request_body), reader(body) if body else Response(), call.operation)
