"""Where the time of the edge and of the core goes, with calls and with streams.

The edge is watched while the core stands still. The stacks are written too, one file for each, so that two runs can be
compared; flame graph viewers read them.
"""

import sys
from dataclasses import replace
from pathlib import Path

from bench import profiles
from bench.gateway.budget import Budget
from bench.gateway.cells import HEADLINE, STREAMS, Cell
from bench.gateway.measure import measure, warm_up
from bench.gateway.to11 import To11
from bench.ingest import store
from bench.profiles import Watch
from bench.program import OTHER_CORE
from bench.stand_in import StandIn

_ROWS = 45


def run(budget: Budget, out: Path) -> None:
    """Watch and print; about a minute."""
    profiles.require()
    out.mkdir(parents=True, exist_ok=True)
    with StandIn(OTHER_CORE) as provider, To11(provider) as to11:
        warm_up(to11, budget)
        to11.program.await_empty()
        to11.recorded()  # what the first question loads is no part of storing
        to11.program.pause_core()
        _edge(to11, STREAMS, budget, out)
        _edge(to11, HEADLINE, budget, out)
        _core(to11, budget, out)
        to11.program.kill()


def _edge(to11: To11, cell: Cell, budget: Budget, out: Path) -> None:
    seconds = budget.profile_seconds
    path = out / f"gateway-edge-{cell.kind}s.stacks"
    print(f"edge, {cell.name} ...", file=sys.stderr, flush=True)
    watch = Watch(to11.program.edge_pid, seconds, path)
    done = measure(to11, cell, replace(budget, cell_seconds=seconds, stream_seconds=seconds))
    profiles.show(watch.end(f"edge, {cell.name}", done.answered), cell.kind, _ROWS)
    print(f"stacks: {path}")


def _core(to11: To11, budget: Budget, out: Path) -> None:
    """It works off what the edge took meanwhile, streams first; those are left out."""
    path = out / "gateway-core.stacks"
    print("core ...", file=sys.stderr, flush=True)
    before = to11.program
    before.resume_core()
    before.await_empty()
    counted = to11.recorded()
    before.pause_core()
    seconds = budget.profile_seconds
    measure(to11, HEADLINE, replace(budget, cell_seconds=seconds))
    before.resume_core()  # py-spy cannot look into a process that is stopped
    watch = Watch(before.core_pid, seconds, path)
    store.follow(before, before.backlog_bytes(), seconds)
    profile = watch.end("core, storing calls", 0)
    profile.count = to11.recorded() - counted
    profiles.show(profile, "call", _ROWS)
    print(f"stacks: {path}")
