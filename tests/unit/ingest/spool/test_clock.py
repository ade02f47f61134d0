"""Times of receipt go forward, whatever the clock does."""

import time
from pathlib import Path

import pytest

from to11.ingest.spool.clock import MAX_AHEAD_NS, SECOND, ReceivedClock

HOUR, DAY = 3_600 * SECOND, 86_400 * SECOND
NOW = 1_800_000_000 * SECOND


class Clocks:
    """The machine's two clocks; `jump` moves the wall clock alone."""

    def __init__(self) -> None:
        self.wall, self.steady = NOW, 5 * SECOND

    def run(self, nanoseconds: int) -> None:
        self.wall += nanoseconds
        self.steady += nanoseconds

    def jump(self, nanoseconds: int) -> None:
        self.wall += nanoseconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(time, "time_ns", lambda: clocks.wall)
    monkeypatch.setattr(time, "monotonic_ns", lambda: clocks.steady)
    return clocks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "received"


def test_stamps_are_the_clocks_and_no_two_are_the_same(clocks: Clocks, path: Path) -> None:
    clock = ReceivedClock(path)
    assert [clock.now_ns() for _ in range(3)] == [NOW, NOW + 1, NOW + 2]
    clocks.run(SECOND)
    assert clock.now_ns() == NOW + SECOND
    clocks.jump(DAY)
    assert clock.now_ns() == NOW + SECOND + DAY


@pytest.mark.parametrize("back", [SECOND, HOUR, 5 * DAY])
def test_a_clock_that_is_set_back_does_not_make_anything_older(clocks: Clocks, path: Path, back: int) -> None:
    clock = ReceivedClock(path)
    before = clock.now_ns()
    clocks.jump(-back)
    clocks.run(10 * SECOND)
    assert clock.now_ns() == before + 10 * SECOND
    clocks.jump(back)
    assert clock.now_ns() == before + 10 * SECOND + 1
    clocks.run(SECOND)
    assert clock.now_ns() == before + 11 * SECOND, "as soon as the clock is right again it is followed"


def test_another_edge_and_a_restarted_one_go_on_from_there(clocks: Clocks, path: Path) -> None:
    first, second = ReceivedClock(path), ReceivedClock(path)
    clocks.jump(HOUR)
    newest = first.now_ns()
    first.share()
    clocks.jump(-HOUR)
    clocks.run(SECOND)
    second.share()
    assert second.now_ns() >= newest
    assert ReceivedClock(path).now_ns() >= newest
    clocks.run(DAY)
    clocks.jump(-DAY)
    assert ReceivedClock(path).now_ns() >= newest, "and after the machine was off"


def test_a_clock_that_had_been_far_ahead_is_followed_back(clocks: Clocks, path: Path) -> None:
    first, second = ReceivedClock(path), ReceivedClock(path)
    clocks.jump(MAX_AHEAD_NS + DAY)
    first.now_ns()
    first.share()
    second.share()
    clocks.jump(-MAX_AHEAD_NS - DAY)
    for clock in (first, second, ReceivedClock(path)):
        clock.share()
        assert NOW <= clock.now_ns() < NOW + SECOND
    clocks.run(SECOND)
    assert NOW + SECOND <= first.now_ns() <= NOW + 2 * SECOND


def test_a_clock_that_shows_the_past_is_not_believed(clocks: Clocks, path: Path) -> None:
    clock = ReceivedClock(path)
    before = clock.now_ns()
    clock.share()
    clocks.jump(-clocks.wall)
    assert clock.now_ns() == before + 1
    assert ReceivedClock(path).now_ns() >= before


def test_a_disk_that_takes_nothing_stops_no_clock(clocks: Clocks, tmp_path: Path) -> None:
    clock = ReceivedClock(tmp_path / "absent" / "received")
    before = clock.now_ns()
    clock.share()
    assert clock.now_ns() > before
    assert not (tmp_path / "absent").exists()
