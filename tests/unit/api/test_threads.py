import asyncio
import threading

import pytest

from to11.api.threads import Threads

SECONDS = 10


async def test_both_run_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=SECONDS)
    assert sorted(await Threads(2).both(meeting.wait, meeting.wait)) == [0, 1]


async def test_both_come_one_after_the_other_where_there_is_one_thread() -> None:
    assert await Threads(1).both(lambda: 1, lambda: "2") == (1, "2")


async def test_an_error_waits_for_the_other() -> None:
    failed, ended = threading.Event(), threading.Event()

    def fail() -> None:
        failed.set()
        raise ValueError("first")

    def end() -> None:
        assert failed.wait(SECONDS)
        ended.set()
        raise KeyError("second")

    with pytest.raises(ValueError, match="first"):
        await Threads(2).both(fail, end)
    assert ended.is_set()
    with pytest.raises(KeyError):
        await Threads(2).both(lambda: 1, end)


async def test_who_goes_away_waits_for_both() -> None:
    begun, go_on = threading.Barrier(3, timeout=SECONDS), threading.Event()
    ended: list[int] = []

    def work() -> None:
        begun.wait()
        assert go_on.wait(SECONDS)
        ended.append(1)

    task = asyncio.create_task(Threads(2).both(work, work), name="caller")
    await asyncio.to_thread(begun.wait)
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == [1, 1]
