"""Where the time of the edge and of the core goes: py-spy, weighed by the kernel's account of every thread.

Each is watched at the headline cell's load while the other stands still or idles. The stacks are written too, one file
for each process, so that two runs can be compared; flame graph viewers read them.
"""

import sys
from dataclasses import replace
from pathlib import Path

from bench import profiles
from bench.ingest import acknowledge, senders, store
from bench.ingest.budget import Budget
from bench.ingest.cells import HEADLINE
from bench.ingest.spans import Maker
from bench.profiles import Profile, Watch
from bench.program import Program

_MOST_BYTES_A_SECOND = 150_000_000


def run(budget: Budget, out: Path) -> None:
    """Watch both and print; about a minute."""
    profiles.require()
    out.mkdir(parents=True, exist_ok=True)
    maker = Maker(HEADLINE.size)
    print("edge ...", file=sys.stderr, flush=True)
    profiles.show(_edge(maker, budget, out / "edge.stacks"), "span")
    print("core ...", file=sys.stderr, flush=True)
    profiles.show(_core(maker, budget, out / "core.stacks"), "span")
    print(f"stacks: {out}/edge.stacks, {out}/core.stacks")


def _edge(maker: Maker, budget: Budget, path: Path) -> Profile:
    seconds = budget.profile_seconds
    more = replace(budget, cell_seconds=seconds + 1.0, cell_bytes=int(_MOST_BYTES_A_SECOND * seconds))
    bodies = maker.requests(HEADLINE.batch, more.requests(HEADLINE.batch, HEADLINE.size.nbytes))
    with Program() as program:
        to = acknowledge.target(program)
        program.pause_core()
        watch = Watch(program.edge_pid, seconds, path)
        load = senders.send(to, HEADLINE.door, bodies, clients=HEADLINE.clients, seconds=more.cell_seconds)
        spans = senders.run(load).requests * HEADLINE.batch
        profile = watch.end("edge, acknowledging", spans)
        program.kill()
    return profile


def _core(maker: Maker, budget: Budget, path: Path) -> Profile:
    seconds = budget.profile_seconds
    more = replace(budget, cell_seconds=60.0, cell_bytes=int(_MOST_BYTES_A_SECOND / 2 * seconds))
    with Program() as program:
        to = acknowledge.target(program)
        program.stats()  # what the first question loads is no part of storing
        program.pause_core()
        taken = acknowledge.measure(program, to, HEADLINE, maker, more)
        program.resume_core()  # py-spy cannot look into a process that is stopped
        watch = Watch(program.core_pid, seconds, path)
        done = store.measure(program, HEADLINE.size, HEADLINE.batch, taken.spans, seconds=seconds + 1.0)
        profile = watch.end("core, storing", done.spans)
        program.kill()
    return profile
