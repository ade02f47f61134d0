"""The readers of bodies: for each endpoint that carries an inference, what its request and its answer say.

In: a `Call` and its answer without content codings. Out: a `Reading`. A new endpoint is one module here, which asks
`wire` to parse, and one line in `READERS`. May import `wire` and `model`.
"""

from collections.abc import Callable, Mapping
from typing import Final

from to11.model.call import Call
from to11.record.readers import (
    chat,
    complete,
    completions,
    embeddings,
    images,
    messages,
    moderations,
    rerank,
    responses,
    speech,
    transcriptions,
)
from to11.record.readers.base import Reading

READERS: Final[Mapping[str, Callable[[Call, bytes], Reading]]] = {
    "/v1/chat/completions": chat.read,
    "/v1/responses": responses.read,
    "/v1/responses/{response_id}": responses.read_fetched,
    "/v1/messages": messages.read,
    "/v1/complete": complete.read,
    "/v1/completions": completions.read,
    "/v1/embeddings": embeddings.read,
    "/v1/rerank": rerank.read,
    "/v1/images/generations": images.read,
    "/v1/images/edits": images.read,
    "/v1/images/variations": images.read,
    "/v1/audio/speech": speech.read,
    "/v1/audio/transcriptions": transcriptions.read,
    "/v1/audio/translations": transcriptions.read,
    "/v1/moderations": moderations.read,
}
"""Endpoint -> reader of (call, decoded answer)."""
