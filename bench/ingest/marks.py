"""What is to be reached, one core for each process, and whether it is. Nothing fails when it is not."""

import math

from bench.ingest.cells import HEADLINE
from bench.ingest.fresh import Fresh
from bench.ingest.peers import Phoenix
from bench.ingest.run import FRESH_RATE, Results
from bench.marks import Mark

ACKNOWLEDGED = 100_000
STORED = 40_000
QUERYABLE_MS = 1000
TIMES_PHOENIX = 200


def marks(results: Results) -> list[Mark]:
    """All marks, for what was measured."""
    taken = next((one for one in results.acknowledged if one.cell == HEADLINE), None)
    stored = next((one for one in results.stored if (one.size, one.batch) == (HEADLINE.size, HEADLINE.batch)), None)
    other = next((one for one in results.peers if one.name == Phoenix.name), None)
    rate = stored.rate if stored else math.nan
    theirs = other.stored_rate if other and other.stored_rate else math.nan
    where = f"1 KB, batches of {HEADLINE.batch}, {HEADLINE.clients} clients, gRPC"
    return [
        Mark(f"acknowledged with fsync ({where})", taken.rate if taken else math.nan, ACKNOWLEDGED, "spans/s"),
        Mark("stored and queryable (the same spans)", rate, STORED, "spans/s"),
        Mark(f"p99 to queryable at {FRESH_RATE:,.0f} spans/s", _wait(results.loaded), QUERYABLE_MS, "ms", at_most=True),
        Mark("stored, beside Phoenix", rate / theirs, TIMES_PHOENIX, "times"),
    ]


def _wait(loaded: Fresh | None) -> float:
    """The 99th percentile of the wait at the load that the mark is for; endless when something was refused or lost."""
    if loaded is None or loaded.offered < FRESH_RATE:
        return math.nan
    return math.inf if loaded.unseen or loaded.failures else loaded.percentile(0.99)
