import asyncio

import pytest

from to11.collector import budget as module
from to11.collector.budget import Budget, Hold
from to11.model.errors import UnavailableError


async def started(*waits: asyncio.Task[None]) -> None:
    for _ in range(3):
        await asyncio.sleep(0)
    assert not any(wait.done() for wait in waits)


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.05)


async def test_what_does_not_fit_is_refused_until_there_is_room() -> None:
    budget = Budget(100)
    with budget.hold("a") as first:
        await first.take(60)
        with budget.hold("b") as second, pytest.raises(UnavailableError):
            await second.take(41)
        with budget.hold("b") as third:
            await third.take(30)
        assert budget.used == 60
    assert budget.used == 0


async def test_a_lone_request_always_fits() -> None:
    with Budget(1).hold("a") as hold:
        await hold.take(1000)


async def test_the_share_is_released_on_an_error() -> None:
    budget = Budget(100)

    async def fail() -> None:
        with budget.hold("a") as hold:
            await hold.take(10)
            assert budget.used == 10
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await fail()
    assert budget.used == 0


async def fill(budget: Budget, project_id: str) -> list[Hold]:
    """What the project can get, in pieces of 1000."""
    holds = []
    while budget.take(project_id, 1000):
        hold = budget.hold(project_id)
        hold.size = 1000
        holds.append(hold)
    return holds


async def test_a_flood_leaves_room_and_gives_way() -> None:
    budget = Budget(1_000_000)
    first = await fill(budget, "a")
    assert budget.used == 800_000, "one alone has four fifths"
    second = await fill(budget, "b")
    assert len(second) == 160
    while budget.take("c", 1000):
        pass
    assert budget.used < 1_000_000
    for hold in list(first):  # each that ends is begun again, if there is room for it
        hold.resize(0)
        for project_id, holds in (("a", first), ("b", second)):
            holds += await fill(budget, project_id)
    held = budget._held
    assert held["b"] > 300_000
    assert held["a"] - held["b"] < 100_000


async def test_what_is_in_memory_already_waits_only_if_it_is_little() -> None:
    budget = Budget(64_000)
    with budget.hold("a") as first, budget.hold("b") as second, budget.hold("c") as third, budget.hold("d") as fourth:
        await first.take(51_000)
        await second.take(10_000)
        small = asyncio.create_task(third.take(3_000))
        await started(small)
        with pytest.raises(UnavailableError):
            await fourth.take(3_000)
        first.resize(0)
        await small
        assert budget.used == 13_000


async def test_room_is_waited_for_and_given_to_the_one_that_holds_least() -> None:
    budget = Budget(100)
    with budget.hold("a") as large, budget.hold("a") as again, budget.hold("b") as other:
        await large.take(80)
        order: list[str] = []

        async def grow(hold: Hold, name: str) -> None:
            await hold.grow(50)
            order.append(name)
            await asyncio.sleep(0.01)
            hold.resize(0)

        tasks = [asyncio.create_task(grow(again, "a")), asyncio.create_task(grow(other, "b"))]
        await started(*tasks)
        assert large.resize(10)
        await asyncio.gather(*tasks)
        assert order == ["b", "a"]


async def test_waiting_has_an_end() -> None:
    budget = Budget(100)
    with budget.hold("a") as first, budget.hold("b") as second:
        await first.take(80)
        with pytest.raises(UnavailableError):
            await second.grow(80)
        assert budget.used == 80
        first.resize(0)
        await second.grow(80)
        assert budget.used == 80
    assert budget.used == 0


async def test_one_that_is_called_off_leaves_nothing_behind() -> None:
    budget = Budget(100)
    with budget.hold("a") as first, budget.hold("b") as second, budget.hold("c") as third:
        await first.take(80)
        waiting = asyncio.create_task(second.grow(70))
        behind = asyncio.create_task(third.grow(15))
        await started(waiting)
        waiting.cancel()
        await asyncio.wait([waiting])
        first.resize(0)
        await behind
        at_once = asyncio.create_task(second.grow(60))
        await at_once
        first.resize(0)
        late = asyncio.create_task(first.grow(50))
        await started(late)
        second.resize(0)  # lets it in …
        late.cancel()  # … in the same moment as it is called off
        await asyncio.wait([late])
        assert budget.used == 15


async def test_a_hold_may_grow_only_into_room() -> None:
    budget = Budget(100)
    with budget.hold("a") as hold, budget.hold("b") as other:
        await hold.take(10)
        await other.take(40)
        assert not hold.resize(60)
        assert (hold.size, budget.used) == (10, 50)
        assert hold.resize(20)
        assert hold.resize(5)
        assert budget.used == 45
