"""Where the time of the edge and of the core goes: py-spy, weighed by the kernel's account of every thread.

Each is watched at the headline cell's load while the other stands still or idles. The stacks are written too, one file
for each process, so that two runs can be compared; flame graph viewers read them.
"""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.ingest import acknowledge, senders, store
from bench.ingest.budget import Budget
from bench.ingest.cells import HEADLINE
from bench.ingest.peers.base import HOME
from bench.ingest.spans import Maker
from bench.ingest.stacks import Stacks, fold, weigh
from bench.processes import thread_cpu_seconds
from bench.program import Program

_SPY = HOME / "py-spy" / "bin" / "py-spy"
_RATE = 200
_MOST_BYTES_A_SECOND = 150_000_000
_ROWS = 14
_PATIENCE_SECONDS = 60.0


@dataclass(slots=True)
class _Profile:
    """What one process did meanwhile. `names` and `seconds` (of processor time) are by the kernel's thread number."""

    title: str
    spans: int
    stacks: dict[int, Stacks]
    names: dict[int, str]
    seconds: dict[int, float]


class _Watch:
    """Watches a process for some seconds from now on."""

    def __init__(self, pid: int, seconds: float, path: Path) -> None:
        self._pid, self._path = pid, path
        path.unlink(missing_ok=True)
        duration = str(max(1, round(seconds)))
        command = [str(_SPY), "record", "--pid", str(pid), "--duration", duration, "--rate", str(_RATE)]
        command += ["--threads", "--format", "raw", "--output", str(path)]
        self._before = thread_cpu_seconds(pid)
        self._spy = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def end(self, title: str, spans: int) -> _Profile:
        """What was seen; `spans` is how many were worked off meanwhile."""
        after = thread_cpu_seconds(self._pid)
        _, said = self._spy.communicate(timeout=_PATIENCE_SECONDS)
        if not self._path.exists():
            sys.exit(f"py-spy: {said.decode('utf-8', 'replace').strip()[-300:]}")
        stacks = fold(self._path.read_text("utf-8", "replace"))
        seconds = {number: now - self._before.get((number, name), 0.0) for (number, name), now in after.items()}
        names = {number: stacks[number].name if number in stacks else name for number, name in after}
        return _Profile(title, spans, stacks, names, seconds)


def run(budget: Budget, out: Path) -> None:
    """Watch both and print; about a minute."""
    if not _SPY.exists():
        sys.exit("py-spy is not installed: make profile-ingest")
    out.mkdir(parents=True, exist_ok=True)
    maker = Maker(HEADLINE.size)
    print("edge ...", file=sys.stderr, flush=True)
    _show(_edge(maker, budget, out / "edge.stacks"))
    print("core ...", file=sys.stderr, flush=True)
    _show(_core(maker, budget, out / "core.stacks"))
    print(f"stacks: {out}/edge.stacks, {out}/core.stacks")


def _edge(maker: Maker, budget: Budget, path: Path) -> _Profile:
    seconds = budget.profile_seconds
    more = replace(budget, cell_seconds=seconds + 1.0, cell_bytes=int(_MOST_BYTES_A_SECOND * seconds))
    bodies = maker.requests(HEADLINE.batch, more.requests(HEADLINE.batch, HEADLINE.size.nbytes))
    with Program() as program:
        to = acknowledge.target(program)
        program.pause_core()
        watch = _Watch(program.edge_pid, seconds, path)
        load = senders.send(to, HEADLINE.door, bodies, clients=HEADLINE.clients, seconds=more.cell_seconds)
        spans = senders.run(load).requests * HEADLINE.batch
        profile = watch.end("edge, acknowledging", spans)
        program.kill()
    return profile


def _core(maker: Maker, budget: Budget, path: Path) -> _Profile:
    seconds = budget.profile_seconds
    more = replace(budget, cell_seconds=60.0, cell_bytes=int(_MOST_BYTES_A_SECOND / 2 * seconds))
    with Program() as program:
        to = acknowledge.target(program)
        program.stats()  # what the first question loads is no part of storing
        program.pause_core()
        taken = acknowledge.measure(program, to, HEADLINE, maker, more)
        program.resume_core()  # py-spy cannot look into a process that is stopped
        watch = _Watch(program.core_pid, seconds, path)
        done = store.measure(program, HEADLINE.size, HEADLINE.batch, taken.spans, seconds=seconds + 1.0)
        profile = watch.end("core, storing", done.spans)
        program.kill()
    return profile


def _show(profile: _Profile) -> None:
    total = sum(profile.seconds.values())
    each = total / profile.spans * 1e6 if profile.spans else 0.0
    title = f"\n{profile.title}: {profile.spans:,} spans, {each:.2f} µs of processor time each"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, heading in enumerate(("", "share", "µs/span")):
        table.add_column(heading, justify="right" if number else "left", no_wrap=True)
    threads: dict[str, float] = {}
    for number, seconds in profile.seconds.items():
        threads[profile.names[number]] = threads.get(profile.names[number], 0.0) + seconds
    own, within = weigh(profile.stacks, profile.seconds)
    ours = {name: seconds for name, seconds in within.items() if "to11/" in name}
    for heading, spent in (
        ("threads", threads),
        ("functions by themselves, with the C they call", own),
        ("functions of to11, with all they call", ours),
    ):
        table.add_row(f"[bold]{heading}[/bold]")
        _fill(table, spent, total, profile.spans)
    Console(width=None if Console().is_terminal else 150).print(table)


def _fill(table: Table, spent: Mapping[str, float], total: float, spans: int) -> None:
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1])[:_ROWS]:
        if seconds > total / 200:
            table.add_row(f"  {escape(name)}", f"{seconds / total:.1%}", f"{seconds / max(spans, 1) * 1e6:.2f}")
