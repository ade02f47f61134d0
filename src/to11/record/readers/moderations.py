"""Moderations."""

from to11.model.call import Call
from to11.record.readers.base import Reading
from to11.wire.openai import moderations


def read(call: Call, body: bytes) -> Reading:
    """What was judged, and how."""
    return Reading(moderations.request(call.request_body), moderations.response(body), call.operation)
