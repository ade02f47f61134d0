"""Reranking."""

from to11.model.call import Call
from to11.record.readers.base import Reading
from to11.wire import rerank


def read(call: Call, body: bytes) -> Reading:
    """What was ranked, and how."""
    return Reading(rerank.request(call.request_body), rerank.response(body), call.operation)
