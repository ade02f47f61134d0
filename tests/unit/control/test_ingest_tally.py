"""Counting the collector's answers."""

import pytest

from to11.control.ingest_tally import MAX_MESSAGE, MINUTE, Answer, IngestTally


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_800_000_030.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


def test_a_minute_is_counted_together(clock: list[float]) -> None:
    tally = IngestTally()
    for seconds in (0, 29, 1):
        clock[0] += seconds
        tally.add("p", Answer.ACCEPTED, spans=2, size=10)
    found = {slot.minute: (count.requests, count.spans, count.bytes) for slot, count in tally.take().items()}
    assert found == {1_800_000_000: (2, 4, 20), 1_800_000_060: (1, 2, 10)}
    assert tally.take() == {}


def test_what_was_said_last_is_kept_and_cut(clock: list[float]) -> None:
    tally = IngestTally()
    tally.add("p", Answer.REFUSED, reason="X", message="first")
    clock[0] += 1
    tally.add("p", Answer.REFUSED, reason="X", message="n" * 2000)
    (count,) = tally.take().values()
    assert (count.message, count.last_at) == ("n" * MAX_MESSAGE, clock[0])


def test_what_is_handed_back_is_counted_with_the_rest(clock: list[float]) -> None:
    tally = IngestTally()
    tally.add("p", Answer.REJECTED, reason="X", spans=3, message="old")
    failed = tally.take()
    clock[0] += 1
    tally.add("p", Answer.REJECTED, reason="X", spans=4, message="new")
    tally.restore(failed)
    (count,) = tally.take().values()
    assert (count.requests, count.spans, count.message) == (2, 7, "new")


def test_beyond_the_bound_time_is_lost_before_counts_are(clock: list[float]) -> None:
    tally = IngestTally(capacity=2)
    tally.add("p", Answer.ACCEPTED, spans=1)
    clock[0] += MINUTE
    tally.add("p", Answer.ACCEPTED, spans=1)
    clock[0] += MINUTE
    tally.add("p", Answer.ACCEPTED, spans=1)
    tally.add("q", Answer.ACCEPTED, spans=1)
    assert tally.lost == 1
    taken = tally.take()
    assert sorted((slot.minute, count.spans) for slot, count in taken.items()) == [
        (1_800_000_000, 1),
        (1_800_000_060, 2),
    ]
    for name in ("a", "b"):
        tally.add(name, Answer.ACCEPTED)
    tally.restore(taken)
    assert tally.lost == 4
