"""A loop with a clock of our own; what matters is what is armed and when it fires."""

import asyncio
from collections.abc import Callable
from typing import cast

from to11.gateway.upstream.deadline import Deadline


class Timer:
    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at, self.call, self.cancelled = at, call, False

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[Timer] = []

    def time(self) -> float:
        return self.now

    def call_at(self, at: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(at, call))
        return self.timers[-1]

    def advance(self, seconds: float) -> None:
        self.now += seconds
        for timer in [timer for timer in self.timers if timer.at <= self.now and not timer.cancelled]:
            self.timers.remove(timer)
            timer.call()

    @property
    def armed(self) -> int:
        return sum(not timer.cancelled for timer in self.timers)


def begin() -> tuple[Clock, Deadline, list[float]]:
    clock, fired = Clock(), list[float]()
    return clock, Deadline(cast(asyncio.AbstractEventLoop, clock), lambda: fired.append(clock.now)), fired


def test_fires_once() -> None:
    clock, deadline, fired = begin()
    deadline.set(10)
    clock.advance(9)
    assert fired == []
    clock.advance(1)
    clock.advance(100)
    assert fired == [110]


def test_moving_it_later_arms_nothing_new() -> None:
    clock, deadline, fired = begin()
    for _ in range(1000):
        deadline.set(10)
        clock.advance(0.001)
    assert len(clock.timers) == 1
    clock.advance(9.5)
    assert fired == []
    clock.advance(0.6)
    assert len(fired) == 1


def test_moving_it_earlier_fires_earlier() -> None:
    clock, deadline, fired = begin()
    deadline.set(600)
    deadline.set(5)
    clock.advance(5)
    assert fired == [105]
    assert clock.armed == 0


def test_cleared_it_does_not_fire_and_can_be_set_again() -> None:
    clock, deadline, fired = begin()
    deadline.set(5)
    deadline.clear()
    clock.advance(50)
    assert fired == []
    deadline.set(5)
    clock.advance(5)
    assert fired == [155]


def test_close_gives_the_timer_back() -> None:
    clock, deadline, fired = begin()
    deadline.set(5)
    deadline.close()
    assert clock.armed == 0
    clock.advance(10)
    assert fired == []
