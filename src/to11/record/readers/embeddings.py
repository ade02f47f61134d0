"""Embeddings."""

from to11.model.call import Call
from to11.record.readers.base import Reading
from to11.wire.openai import embeddings


def read(call: Call, body: bytes) -> Reading:
    """What was embedded; of the vectors only how long they are."""
    request = embeddings.request(call.request_body)
    return Reading(request, embeddings.response(body, call.request_body), call.operation)
