"""Long answers, made piece by piece in a thread, while the client takes them.

A piece is made when the one before is on its way, so that a slow client holds back the work, and one who has gone away
ends it.
"""

from collections.abc import AsyncIterator, Generator, Mapping

from fastapi.responses import StreamingResponse

from to11.api.threads import Threads


async def streamed(
    threads: Threads, pieces: Generator[bytes, None, None], media_type: str, headers: Mapping[str, str]
) -> StreamingResponse:
    """An answer of these pieces. The first one is made before it begins: what is wrong with a request is said there.

    An error in a later piece breaks the answer off, which every HTTP client can tell from its end.
    """
    first = await threads.run(next, pieces, b"")
    return StreamingResponse(_rest(threads, first, pieces), media_type=media_type, headers=dict(headers))


async def _rest(threads: Threads, first: bytes, pieces: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    try:
        yield first
        while piece := await threads.run(next, pieces, b""):
            yield piece
    finally:
        pieces.close()
