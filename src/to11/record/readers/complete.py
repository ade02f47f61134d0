"""Anthropic's text completions."""

from to11.model.call import Call
from to11.model.inference import Response
from to11.record.readers.base import Reading, is_stream
from to11.wire.anthropic import completion


def read(call: Call, body: bytes) -> Reading:
    """What a text completion says."""
    read_answer = completion.read_stream if is_stream(call, body) else completion.read_response
    response = read_answer(body) if body else Response()
    return Reading(completion.read_request(call.request_body), response, call.operation, openai=False)
