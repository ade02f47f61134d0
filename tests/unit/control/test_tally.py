"""Counting uses and denials."""

import threading

import pytest

from to11.control import tally as tallies
from to11.control.audit import Action
from to11.control.tally import AuditTally


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


def test_the_first_is_due_at_once_and_the_next_after_the_window(clock: Clock) -> None:
    tally = AuditTally()
    tally.used("key_a", "gateway")
    assert [item.count for item in tally.due()] == [1]
    for _ in range(7):
        tally.used("key_a", "gateway")
    clock.now += tallies.WINDOW_SECONDS - 1
    assert tally.due() == []
    clock.now += 1
    assert [item.count for item in tally.due()] == [7]


def test_idle_subjects_are_forgotten(clock: Clock) -> None:
    tally = AuditTally()
    tally.used("key_a", "gateway")
    tally.due()
    clock.now += tallies.WINDOW_SECONDS
    assert tally.due() == []
    assert tally._uses._counters == {}


def test_everything_is_due_when_asked_for(clock: Clock) -> None:
    tally = AuditTally()
    tally.used("key_a", "gateway")
    tally.due()
    tally.used("key_a", "gateway")
    assert tally.due() == []
    assert [item.count for item in tally.due(all_of_it=True)] == [1]


def test_what_is_handed_back_is_counted_with_the_rest() -> None:
    tally = AuditTally()
    tally.used("key_a", "gateway")
    failed = tally.due()
    tally.used("key_a", "gateway")
    tally.restore(failed)
    (item,) = tally.due(all_of_it=True)
    assert item.count == 2
    assert item.first == failed[0].first
    assert item.last >= failed[0].last


def test_memory_is_bounded_and_no_count_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "USE_CAPACITY", 10)
    tally = AuditTally()
    for number in range(1000):
        tally.used(f"key_{number}", "gateway")
        tally.exchanged(f"key_{number}", "proj_a", f"192.0.2.{number % 256}")
        tally.denied("INVALID_CREDENTIAL", address=f"2001:db8::{number:x}", door="collector")
    due = tally.due()
    assert len(due) <= 10 + 2 + tallies.DENIAL_CAPACITY + 1
    counts = dict.fromkeys(Action, 0)
    for item in due:
        counts[item.subject.action] += item.count
    assert counts[Action.KEY_USED] == counts[Action.TOKEN_EXCHANGED] == counts[Action.ACCESS_DENIED] == 1000


def test_a_flood_of_denials_crowds_out_no_use() -> None:
    tally = AuditTally()
    for number in range(10 * tallies.DENIAL_CAPACITY):
        tally.denied("INVALID_CREDENTIAL", address=str(number), door="gateway")
    tally.used("key_a", "gateway")
    assert [item.subject.key_id for item in tally.due() if item.subject.action is Action.KEY_USED] == ["key_a"]


def test_threads_lose_nothing() -> None:
    tally = AuditTally()
    total = 0

    def count() -> None:
        for _ in range(2000):
            tally.used("key_a", "gateway")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        total += sum(item.count for item in tally.due(all_of_it=True))
    for thread in threads:
        thread.join()
    total += sum(item.count for item in tally.due(all_of_it=True))
    assert total == 8000
