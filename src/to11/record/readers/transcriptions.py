"""Transcriptions and translations."""

from typing import Final

from to11.model.call import Call
from to11.model.inference import Response
from to11.record.readers.base import Reading, is_json, is_stream, is_whole
from to11.wire.openai import transcriptions

_REFUSED: Final = 400


def read(call: Call, body: bytes) -> Reading:
    """What was to be written down, and what was."""
    request = transcriptions.request(call.request_body, call.request_headers.get("content-type", ""))
    return Reading(request, _response(call, body), call.operation)


def _response(call: Call, body: bytes) -> Response:
    if is_stream(call, body):
        return transcriptions.streamed(body)
    if is_json(call, body):
        return transcriptions.response(body)
    return Response() if call.status >= _REFUSED else transcriptions.plain(body, whole=is_whole(call))
