"""What it costs to account for one acknowledged request, figures and the project's own account together."""

import tempfile
import time
import timeit
from pathlib import Path

from bench.report import Row, section
from to11.collector.accounts import GRPC, Accounts
from to11.control.ingest_tally import IngestTally
from to11.metrics.meters import Meters
from to11.wire.otlp.faults import NO_REASONS

_TIMES = 2_000
_TRIES = 200


def run() -> list[Row]:
    """Microseconds of this thread's time for one request; the best of many short tries."""
    with tempfile.TemporaryDirectory() as directory:
        meters = Meters(Path(directory), "edge-0", max_projects=100)
        accounts = Accounts(meters, IngestTally())

        def one() -> None:
            visit = accounts.visit(GRPC)
            visit.size, visit.project_id = 1000, "proj_bench"
            visit.accepted(512, NO_REASONS)

        best = min(timeit.repeat(one, timer=time.thread_time, number=_TIMES, repeat=_TRIES)) / _TIMES * 1e6
        meters.close()
    return [*section("accounts"), Row("one acknowledged request, counted", f"{best:.1f} µs", mark="< 5 µs")]
