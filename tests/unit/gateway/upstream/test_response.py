"""Pouring: pieces that go on in the callback they come in, and what stops that."""

import asyncio

import pytest

from to11.gateway.upstream.errors import Broken
from to11.gateway.upstream.response import HIGH_WATER, Response


class _Flow:
    def __init__(self) -> None:
        self.paused = False
        self.abandoned = False

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def abandon(self) -> None:
        self.abandoned = True


async def pouring(took: list[bytes], *, ready: bool = True) -> tuple[Response, _Flow, asyncio.Task[None]]:
    """An answer that is being poured into `took`."""
    flow = _Flow()
    response = Response(asyncio.get_running_loop(), flow)
    response.on_head(200, [])

    def take(data: bytes) -> bool:
        took.append(data)
        return ready

    task = asyncio.create_task(response.pour(take))
    await asyncio.sleep(0)
    return response, flow, task


async def test_pieces_are_taken_as_they_come_until_the_end() -> None:
    took: list[bytes] = []
    response, _, task = await pouring(took)
    response.on_data(b"one")
    assert took == [b"one"]
    response.on_data(b"two")
    assert took == [b"one", b"two"]
    assert not task.done()
    response.on_end()
    await task
    assert response.at_end
    assert await response.read() == b""


async def test_whoever_has_enough_reads_the_rest_at_their_own_pace() -> None:
    took: list[bytes] = []
    response, flow, task = await pouring(took, ready=False)
    response.on_data(b"one")
    response.on_data(b"x" * (HIGH_WATER + 1))
    assert flow.paused, "and the provider waits when they do not"
    await task
    assert took == [b"one"]
    assert len(await response.read()) == HIGH_WATER + 1
    assert not flow.paused


async def test_what_had_come_before_is_read_first() -> None:
    took: list[bytes] = []
    response = Response(asyncio.get_running_loop(), _Flow())
    response.on_head(200, [])
    response.on_data(b"early")
    assert response.waits

    def take(data: bytes) -> bool:
        took.append(data)
        return True

    await response.pour(take)
    response.on_data(b"late")
    assert took == []
    assert await response.read() == b"earlylate"
    assert not response.waits


async def test_a_break_is_for_the_next_read() -> None:
    response, _, task = await pouring([])
    response.on_error(Broken("it broke off"))
    await task
    with pytest.raises(Broken):
        await response.read()


async def test_a_bug_in_the_one_who_takes_is_theirs() -> None:
    response = Response(asyncio.get_running_loop(), _Flow())
    response.on_head(200, [])

    def take(data: bytes) -> bool:
        raise ZeroDivisionError

    task = asyncio.create_task(response.pour(take))
    await asyncio.sleep(0)
    response.on_data(b"one")
    response.on_data(b"two")
    with pytest.raises(ZeroDivisionError):
        await task
    assert await response.read() == b"two"


async def test_whoever_is_called_off_takes_no_more() -> None:
    took: list[bytes] = []
    response, _, task = await pouring(took)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    response.on_data(b"one")
    assert took == []
    assert await response.read() == b"one"
