"""The room for bodies."""

import asyncio

import pytest

from to11.gateway import memory
from to11.gateway.memory import FREE_BYTES, Hold, Memory
from to11.model.errors import UnavailableError
from to11.settings import MIB


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_small_bodies_are_not_counted() -> None:
    room = Memory(10)
    hold = Hold(room)
    await hold.body(FREE_BYTES)
    assert room.used == 0


async def test_what_does_not_fit_waits_for_its_turn() -> None:
    room, order = Memory(100 * MIB), list[int]()

    async def call(number: int, size: int) -> Hold:
        hold = Hold(room)
        await hold.body(size)
        order.append(number)
        return hold

    first = await call(0, 60 * MIB)
    second = asyncio.create_task(call(1, 70 * MIB))
    await settle()
    third = asyncio.create_task(call(2, 30 * MIB))  # would fit, but comes later
    fourth = asyncio.create_task(call(3, MIB))  # small ones go first
    await settle()
    assert (order, room.used) == ([0, 3], 61 * MIB)
    first.release()
    await settle()
    assert order == [0, 3, 1]
    (await second).release()
    (await third).release()
    (await fourth).release()
    assert (order, room.used) == ([0, 3, 1, 2], 0)


async def test_no_room_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_WAIT_SECONDS", 0.05)
    room = Memory(10 * MIB)
    holding, waiting = Hold(room), Hold(room)
    await holding.body(8 * MIB)
    with pytest.raises(UnavailableError):
        await waiting.body(4 * MIB)
    waiting.release()
    assert room.used == 8 * MIB
    holding.release()
    await waiting.body(4 * MIB)


async def test_a_lone_request_always_fits() -> None:
    room = Memory(MIB)
    await Hold(room).body(5 * MIB)
    assert room.used == 5 * MIB


@pytest.mark.parametrize("cancel_first", [True, False])
async def test_let_in_and_called_off_in_the_same_moment(cancel_first: bool) -> None:
    room = Memory(10 * MIB)
    holding, waiting, last = Hold(room), Hold(room), Hold(room)
    await holding.body(8 * MIB)
    task = asyncio.create_task(waiting.body(4 * MIB))
    await settle()
    if cancel_first:
        task.cancel()
    holding.release()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert room.used == 0
    await last.body(10 * MIB)


async def test_only_what_is_recorded_is_kept_of_a_body() -> None:
    room = Memory(100 * MIB)
    hold = Hold(room)
    await hold.body(50 * MIB)
    hold.keep(16 * MIB)
    assert room.used == 16 * MIB
    hold.keep(20 * MIB)
    assert room.used == 16 * MIB
    hold.release()
    hold.release()
    assert room.used == 0


def test_copies_leave_half_of_the_room_to_requests() -> None:
    room = Memory(8 * MIB)
    holds = [Hold(room) for _ in range(3)]
    taken = [0, 0, 0]
    for number, hold in enumerate(holds):
        while taken[number] < 3 * MIB and hold.copy(1000):
            taken[number] += 1000
    assert room.used <= 4 * MIB
    assert taken[0] >= 3 * MIB
    assert MIB / 2 < taken[1] < 3 * MIB
    assert taken[2] <= FREE_BYTES  # the beginning of a copy costs nothing
    for hold in holds:
        hold.release()
    assert room.used == 0
