import math

import pytest

from bench.ingest.acknowledge import Acknowledged
from bench.ingest.cells import HEADLINE, Door
from bench.ingest.fresh import Fresh
from bench.ingest.marks import marks
from bench.ingest.peers import Outcome
from bench.ingest.run import Results
from bench.ingest.senders import Sent
from bench.ingest.store import Stored
from bench.marks import Mark


def results(**changes: object) -> Results:
    sent = Sent(requests=400, seconds=2.0, latencies=[1.0] * 400)
    stored = Stored(HEADLINE.size, 512, 100_000, 100_000, 100_000, 2.0, 1.9, 300.0, 10**7, emptied=True)
    found = Results(
        acknowledged=[Acknowledged(HEADLINE, 400 * 512, sent, 1.5, 100.0)],
        stored=[stored],
        loaded=Fresh(20_000.0, waits=[float(wait) for wait in range(1, 201)]),
        peers=[Outcome("phoenix", Door.GRPC, stored=5000, stored_rate=250.0)],
    )
    for name, value in changes.items():
        setattr(found, name, value)
    return found


def test_marks_are_taken_from_the_headline_cell() -> None:
    taken, stored, queryable, times = marks(results())
    assert (taken.value, taken.met) == (102_400.0, True)
    assert (stored.value, stored.met) == (50_000.0, True)
    assert (queryable.value, queryable.met) == (198.0, True)
    assert (times.value, times.met) == (200.0, True)


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert [one.met for one in marks(Results())] == [None] * 4
    assert marks(results(peers=[Outcome("phoenix", Door.GRPC, reason="not installed")]))[3].met is None


@pytest.mark.parametrize("bad", [Fresh(20_000.0, waits=[1.0], unseen=1), Fresh(20_000.0, waits=[1.0], failures=1)])
def test_a_lost_probe_or_a_refused_request_misses_the_mark(bad: Fresh) -> None:
    assert marks(results(loaded=bad))[2].met is False


def test_a_smaller_load_does_not_count() -> None:
    assert marks(results(loaded=Fresh(5000.0, waits=[1.0])))[2].met is None


def test_share_is_one_where_a_mark_is_just_met() -> None:
    assert Mark("", 50.0, 100.0, "").share == 0.5
    assert Mark("", 50.0, 100.0, "", at_most=True).share == 2.0
    assert Mark("", math.nan, 100.0, "").met is None
