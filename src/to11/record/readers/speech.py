"""Speech."""

from typing import Final

import msgspec

from to11.model.call import Call
from to11.model.inference import Response
from to11.record.readers.base import Reading, is_json, is_stream, is_whole, media_type
from to11.wire.openai import speech

_REFUSED: Final = 400


def read(call: Call, body: bytes) -> Reading:
    """What was said, and the audio that came; none of an answer that was recorded in part."""
    asked = speech.request(call.request_body)
    response = _response(call, body, asked.mime_type)
    if body and call.status < _REFUSED and response.error is None:
        usage = msgspec.structs.replace(response.usage, characters=asked.characters)
        response = msgspec.structs.replace(response, usage=usage)
    return Reading(asked.request, response, call.operation)


def _response(call: Call, body: bytes, mime_type: str | None) -> Response:
    if is_stream(call, body):
        return speech.streamed(body, mime_type)
    if is_json(call, body):
        return speech.response(body, mime_type)
    if call.status >= _REFUSED or call.response_truncated:
        return Response()
    said = media_type(call)
    return speech.audio(body, said if said.startswith("audio/") else mime_type, whole=is_whole(call))
