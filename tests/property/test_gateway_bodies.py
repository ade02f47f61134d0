"""Bodies in any pieces: what is passed on and what is recorded are the same bytes."""

import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from to11.gateway.asgi import Message, Receive
from to11.gateway.body import CallerBody, read_whole
from to11.gateway.draft import Draft
from to11.gateway.endpoints import ENDPOINTS
from to11.gateway.incoming import Incoming
from to11.gateway.memory import Memory
from to11.settings import MIB, GatewaySettings

PIECES = st.lists(
    st.binary(max_size=40) | st.binary(min_size=1, max_size=4).map(lambda piece: piece * 5000), max_size=8
)
LIMITS = st.integers(1, 60_000)


def server(pieces: Sequence[bytes]) -> Receive:
    """What a server gives of a body that came in these pieces."""
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    waiting = iter([*messages, {"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        return dict(next(waiting))

    return receive


def draft(memory: Memory, limit: int) -> Draft:
    scope = {"method": "POST", "path": "/x", "scheme": "http", "client": None, "server": None}
    return Draft(next(iter(ENDPOINTS.values())), scope, Incoming(), limit, memory)


@given(PIECES, LIMITS, st.booleans())
def test_a_body_read_whole(pieces: list[bytes], limit: int, announced: bool) -> None:
    memory, whole = Memory(100 * MIB), b"".join(pieces)
    begun = draft(memory, limit)
    settings = GatewaySettings(max_recorded_bytes=limit)
    length = len(whole) if announced else 0
    assert asyncio.run(read_whole(server(pieces), length, begun, settings)) == whole
    call = begun.finish()
    assert (call.request_body, call.request_size) == (whole[:limit], len(whole))
    assert call.request_truncated == (len(whole) > limit)
    begun.hold.release()
    assert memory.used == 0


@given(PIECES, LIMITS)
def test_a_body_passed_on(pieces: list[bytes], limit: int) -> None:
    memory, whole = Memory(100 * MIB), b"".join(pieces)
    begun = draft(memory, limit)

    async def passed_on() -> list[bytes]:
        return [piece async for piece in CallerBody(server(pieces), None, begun, GatewaySettings())]

    assert asyncio.run(passed_on()) == [piece for piece in pieces if piece]
    call = begun.finish()
    assert (call.request_body, call.request_size) == (whole[:limit], len(whole))
    begun.hold.release()
    assert memory.used == 0


@given(PIECES)
def test_a_prefix_is_put_back(pieces: list[bytes]) -> None:
    begun = draft(Memory(100 * MIB), MIB)

    async def passed_on() -> bytes:
        body = CallerBody(server(pieces), None, begun, GatewaySettings())
        body.put_back(await body.form_prefix("multipart/form-data; boundary=x"))
        return b"".join([piece async for piece in body])

    assert asyncio.run(passed_on()) == b"".join(pieces)
