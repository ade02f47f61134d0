"""The cache in front of the database."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from to11.control.lookups import FOREVER, Lookups
from to11.model.errors import InvalidRequestError, NotFoundError, PermanentError, UnavailableError


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture
def lookups(executor: ThreadPoolExecutor) -> Lookups[str, str]:
    return Lookups("test", executor=executor, capacity=3, timeout_seconds=5)


class Source:
    """Answers, and counts how often it is asked."""

    def __init__(self, dies_at: float = FOREVER, error: Exception | None = None) -> None:
        self.asked = 0
        self._dies_at = dies_at
        self._error = error

    def __call__(self) -> tuple[str, float]:
        self.asked += 1
        if self._error is not None:
            raise self._error
        return f"answer {self.asked}", self._dies_at


async def test_the_least_recently_used_goes_first(lookups: Lookups[str, str]) -> None:
    source = Source()
    for key in "abc":
        await lookups.find(key, source)
    assert lookups.cached("a") == "answer 1"
    await lookups.find("d", source)
    assert [key for key in "abcd" if lookups.cached(key)] == ["a", "c", "d"]


async def test_what_is_dead_is_asked_for_again(lookups: Lookups[str, str]) -> None:
    source = Source(dies_at=time.time() - 1)
    assert await lookups.find("a", source) == "answer 1"
    assert lookups.cached("a") is None
    assert await lookups.find("a", source) == "answer 2"


@pytest.mark.parametrize("error", [NotFoundError("none", details={"id": "x"}), InvalidRequestError("bad", code="BAD")])
async def test_a_refusal_is_remembered_for_a_moment(
    lookups: Lookups[str, str], error: PermanentError, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(error=error)
    raised = []
    for _ in range(3):
        with pytest.raises(type(error)) as caught:
            await lookups.find("a", source)
        raised.append(caught.value)
    assert source.asked == 1
    assert {(each.message, each.reason, str(each.details)) for each in raised} == {
        (error.message, error.reason, str(error.details))
    }
    assert raised[1] is not raised[2]
    monkeypatch.setattr("to11.control.lookups.REFUSAL_SECONDS", -1.0)
    lookups.clear()
    for _ in range(2):
        with pytest.raises(type(error)):
            await lookups.find("a", source)
    assert source.asked == 3


async def test_a_failure_is_not_remembered(lookups: Lookups[str, str]) -> None:
    source = Source(error=UnavailableError("gone"))
    for _ in range(2):
        with pytest.raises(UnavailableError):
            await lookups.find("a", source)
    assert source.asked == 2


async def test_refusals_are_bounded(lookups: Lookups[str, str]) -> None:
    source = Source(error=NotFoundError("none"))
    for number in range(10):
        with pytest.raises(NotFoundError):
            await lookups.find(str(number), source)
    assert len(lookups._refused._items) == 3


async def test_clearing_forgets_what_is_under_way(lookups: Lookups[str, str]) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> tuple[str, float]:
        begun.set()
        go_on.wait(10)
        return "old", FOREVER

    early = asyncio.create_task(lookups.find("a", slow))
    await asyncio.to_thread(begun.wait, 10)
    lookups.clear()
    # Whoever comes after the change gets no answer from before it.
    late = await lookups.find("a", Source())
    go_on.set()
    assert (await early, late) == ("old", "answer 1")
    assert lookups.cached("a") == "answer 1"


async def test_closing_ends_what_is_under_way(executor: ThreadPoolExecutor, lookups: Lookups[str, str]) -> None:
    release = threading.Event()
    # Both threads are busy, so the look-up waits for its turn.
    blockers = [executor.submit(release.wait, 10) for _ in range(2)]
    waiting = asyncio.create_task(lookups.find("a", Source()))
    await asyncio.sleep(0)
    await lookups.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    release.set()
    assert all(blocker.result() for blocker in blockers)
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "test"]
