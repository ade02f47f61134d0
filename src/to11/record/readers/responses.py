"""Responses: made, and fetched again."""

from typing import Final

import msgspec

from to11.model.call import Call
from to11.model.inference import Request, Response, Usage
from to11.record.readers.base import Reading, is_stream
from to11.wire.lenient import Json
from to11.wire.openai.responses import answer, request, stream

_API_TYPE: Final = "responses"


def read(call: Call, body: bytes) -> Reading:
    """What a response says that was made; with images in its input it generates content."""
    asked = request.read(call.request_body)
    found = _answer(call, body)
    if asked.conversation_id is None:
        # The provider may have put it into one on its own.
        asked = msgspec.structs.replace(asked, conversation_id=request.conversation_id(found))
    operation = call.operation
    if operation == "chat" and request.has_images(asked):
        operation = "generate_content"
    return Reading(asked, answer.of_object(found), operation, _API_TYPE)


def read_fetched(call: Call, body: bytes) -> Reading:
    """What a response says that was made before. Its tokens were used then, and if it failed, it failed then."""
    if call.method != "GET":
        return Reading(Request(), Response(), call.operation)
    found = _answer(call, body)
    response = answer.of_object(found)
    response = msgspec.structs.replace(response, id=response.id or _id(call), usage=Usage())
    if found.get("status") == answer.FAILED:
        response = msgspec.structs.replace(response, error=None)
    asked = msgspec.structs.replace(request.echoed(found), stream=is_stream(call, body))
    return Reading(asked, response, call.operation, _API_TYPE)


def _id(call: Call) -> str | None:
    """The id that was asked for, which is required where there is no answer too."""
    return call.path.rpartition("/")[2] or None


def _answer(call: Call, body: bytes) -> dict[str, Json]:
    return stream.gathered(body) if is_stream(call, body) else answer.decoded(body)
