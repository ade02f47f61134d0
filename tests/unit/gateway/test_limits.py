"""The lines in front of providers with a limit."""

import asyncio
from dataclasses import replace

import pytest

from to11.gateway.limits import BUSY, Limits, Line
from to11.gateway.providers import Providers
from to11.model.errors import RateLimitedError
from to11.settings import ProviderSettings

PROVIDER = replace(
    Providers({"mine": ProviderSettings(base_url="http://x")}).resolve("mine::m", "", "openai")[0],
    max_concurrent=4,
    max_queued=10,
    queue_timeout=5.0,
)


def begin(line: Line, order: list[int], number: int, go: asyncio.Event) -> asyncio.Task[None]:
    async def call() -> None:
        async with line:
            order.append(number)
            await go.wait()

    return asyncio.create_task(call())


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_no_limit_no_line() -> None:
    assert Limits().line(replace(PROVIDER, max_concurrent=None)) is None


@pytest.mark.parametrize(("edges", "share", "queued"), [(1, 4, 10), (2, 2, 5), (3, 1, 4), (9, 1, 2)])
def test_edges_share(edges: int, share: int, queued: int) -> None:
    line = Limits(edges=edges).line(PROVIDER)
    assert line is not None
    assert (line.limit, line.max_queued) == (share, queued)


def test_one_line_for_each_provider() -> None:
    limits = Limits()
    assert limits.line(PROVIDER) is limits.line(PROVIDER)
    assert limits.line(PROVIDER) is not limits.line(replace(PROVIDER, name="other"))


async def test_first_come_first_served() -> None:
    line, order, go = Line("x", 2, 10, 5.0), list[int](), asyncio.Event()
    calls = [begin(line, order, number, go) for number in range(6)]
    await settle()
    assert (order, line.running, line.waiting) == ([0, 1], 2, 4)
    go.set()
    await asyncio.gather(*calls)
    assert (order, line.running, line.waiting) == ([0, 1, 2, 3, 4, 5], 0, 0)


async def test_a_full_line() -> None:
    line, order, go = Line("x", 1, 1, 5.0), list[int](), asyncio.Event()
    calls = [begin(line, order, number, go) for number in range(3)]
    await settle()
    with pytest.raises(RateLimitedError, match="the gateway's own limit") as caught:
        await calls[2]
    assert caught.value.reason == BUSY
    go.set()
    await asyncio.gather(*calls[:2])
    assert (order, line.running) == ([0, 1], 0)


async def test_waiting_too_long() -> None:
    line, order, go = Line("x", 1, 5, 0.05), list[int](), asyncio.Event()
    calls = [begin(line, order, number, go) for number in range(2)]
    with pytest.raises(RateLimitedError, match="within"):
        await calls[1]
    go.set()
    await calls[0]
    assert (order, line.running, line.waiting) == ([0], 0, 0)


async def test_who_leaves_the_line_takes_nobody_s_place() -> None:
    line, order, go = Line("x", 1, 5, 5.0), list[int](), asyncio.Event()
    calls = [begin(line, order, number, go) for number in range(3)]
    await settle()
    calls[1].cancel()
    await settle()
    assert line.waiting == 1
    go.set()
    await asyncio.gather(*calls, return_exceptions=True)
    assert (order, line.running, line.waiting) == ([0, 2], 0, 0)


@pytest.mark.parametrize("cancel_first", [True, False])
async def test_let_through_and_called_off_in_the_same_moment(cancel_first: bool) -> None:
    line, order, go = Line("x", 1, 5, 5.0), list[int](), asyncio.Event()
    first = begin(line, order, 0, go)
    await settle()
    second, third = begin(line, order, 1, go), begin(line, order, 2, go)
    await settle()
    if cancel_first:
        second.cancel()
    go.set()
    await asyncio.sleep(0)  # the first leaves now
    second.cancel()
    await asyncio.gather(first, second, third, return_exceptions=True)
    assert order[-1] == 2
    assert (line.running, line.waiting) == (0, 0)
