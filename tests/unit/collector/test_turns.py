import asyncio
import threading
import time
from collections.abc import AsyncIterator

import pytest

from to11.collector import turns as module
from to11.collector.turns import Lane, LoopTurns
from to11.model.errors import UnavailableError


@pytest.fixture
async def lane() -> AsyncIterator[Lane]:
    made = Lane("test")
    yield made
    made.close()


async def test_one_at_a_time_and_the_projects_in_turn(lane: Lane) -> None:
    order: list[str] = []
    running = 0

    async def work(name: str) -> None:
        nonlocal running
        async with lane.turn(name[0], 1024 * 1024):
            running += 1
            assert running == 1
            order.append(name)
            await lane.run(lambda: time.sleep(0.001))
            running -= 1

    await asyncio.gather(*(work(f"a{number}") for number in range(10)), work("b0"), work("b1"))
    assert order[0] == "a0"
    assert set(order[1:5]) == {"a1", "a2", "b0", "b1"}
    assert [name for name in order if name[0] == "a"] == [f"a{number}" for number in range(10)]


async def test_waiting_has_an_end(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.02)
    async with lane.turn("a", 1):
        with pytest.raises(UnavailableError):
            async with lane.turn("b", 1):
                pass
    async with lane.turn("b", 1):
        assert await lane.run(lambda: 5) == 5


async def test_one_that_is_called_off_keeps_the_lane_until_its_thread_is_done(lane: Lane) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait(10)

    async def work() -> None:
        async with lane.turn("a", 1):
            await lane.run(slow)

    first = asyncio.create_task(work())
    await asyncio.to_thread(begun.wait, 10)
    first.cancel()
    second = asyncio.create_task(lane.turn("a", 1).__aenter__())
    await asyncio.sleep(0.05)
    assert not first.done()
    assert not second.done()
    go_on.set()
    await asyncio.wait([first])
    assert first.cancelled()
    await second


async def test_one_that_is_called_off_while_waiting_takes_no_turn(lane: Lane) -> None:
    async with lane.turn("a", 1):
        waiting = asyncio.create_task(lane.turn("a", 1).__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with asyncio.timeout(1), lane.turn("b", 1):
        pass


async def test_the_loop_looks_at_its_sockets_between_turns() -> None:
    turns, order = LoopTurns(), list[str]()

    async def work(name: str) -> None:
        await turns.turn(name[0], 400_000)
        order.append(name)

    def look() -> None:
        order.append("look")
        if len(order) < 40:
            asyncio.get_running_loop().call_soon(look)

    tasks = [asyncio.create_task(work(name)) for name in ("a0", "a1", "a2", "a3", "a4", "a5", "b0")]
    asyncio.get_running_loop().call_soon(look)
    await asyncio.gather(*tasks)
    done = [name for name in order if name != "look"]
    assert done[:2] == ["a0", "a1"], "there is nothing to wait for yet"
    assert done.index("b0") <= 4
    assert [name for name in done if name[0] == "a"] == ["a0", "a1", "a2", "a3", "a4", "a5"]
    assert "look" in order[order.index("a1") : order.index("a5")]


async def test_a_turn_on_the_loop_that_is_called_off_is_passed_over() -> None:
    turns = LoopTurns()
    await turns.turn("a", 10**6)
    waiting = asyncio.create_task(turns.turn("a", 10**6))
    await asyncio.sleep(0)
    waiting.cancel()
    async with asyncio.timeout(1):
        await turns.turn("a", 10**6)
        await turns.turn("b", 10**6)
