"""Where the time of the edge and of the core goes: py-spy, and the kernel's account of every thread.

Each is watched at the headline cell's load while the other stands still or idles. The stacks are written beside each
other, one file for each process, so that two runs can be compared; flame graph viewers read them.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.ingest import acknowledge, senders, store
from bench.ingest.budget import Budget
from bench.ingest.cells import HEADLINE
from bench.ingest.peers.base import HOME
from bench.ingest.spans import Maker
from bench.ingest.stacks import Folded, fold
from bench.processes import thread_cpu_seconds
from bench.program import Program

_SPY = HOME / "py-spy" / "bin" / "py-spy"
_RATE = 200
_MOST_BYTES_A_SECOND = 150_000_000
_ROWS = 14
_PATIENCE_SECONDS = 60.0

Threads = dict[str, float]
"""Processor time by the kernel's name of the thread, in seconds."""


def run(budget: Budget, out: Path) -> None:
    """Watch both and print; about a minute."""
    if not _SPY.exists():
        sys.exit("py-spy is not installed: make profile-ingest")
    out.mkdir(parents=True, exist_ok=True)
    maker = Maker(HEADLINE.size)
    print("edge ...", file=sys.stderr, flush=True)
    _show("edge: acknowledging", *_edge(maker, budget, out / "edge.stacks"))
    print("core ...", file=sys.stderr, flush=True)
    _show("core: storing", *_core(maker, budget, out / "core.stacks"))
    print(f"stacks: {out}/edge.stacks, {out}/core.stacks")


def _edge(maker: Maker, budget: Budget, path: Path) -> tuple[Folded, Threads, str]:
    seconds = budget.profile_seconds
    more = replace(budget, cell_seconds=seconds + 2, cell_bytes=int(_MOST_BYTES_A_SECOND * seconds))
    bodies = maker.requests(HEADLINE.batch, more.requests(HEADLINE.batch, HEADLINE.size.nbytes))
    with Program() as program:
        to = acknowledge.target(program)
        program.pause_core()
        before = thread_cpu_seconds(program.edge_pid)
        spy = _spy(program.edge_pid, seconds, path)
        load = senders.send(to, HEADLINE.door, bodies, clients=HEADLINE.clients, seconds=more.cell_seconds)
        sent = senders.run(load)
        threads = _since(before, thread_cpu_seconds(program.edge_pid))
        folded = _read(spy, path)
        program.kill()
    spans = sent.requests * HEADLINE.batch
    return folded, threads, f"{spans:,} spans, {sum(threads.values()) / spans * 1e6:.2f} µs of processor time each"


def _core(maker: Maker, budget: Budget, path: Path) -> tuple[Folded, Threads, str]:
    seconds = budget.profile_seconds
    more = replace(budget, cell_seconds=60.0, cell_bytes=int(_MOST_BYTES_A_SECOND / 2 * seconds))
    with Program() as program:
        to = acknowledge.target(program)
        program.pause_core()
        taken = acknowledge.measure(program, to, HEADLINE, maker, more)
        program.resume_core()  # py-spy cannot look into a process that is stopped
        before = thread_cpu_seconds(program.core_pid)
        spy = _spy(program.core_pid, seconds, path)
        done = store.measure(program, HEADLINE.size, HEADLINE.batch, taken.spans, seconds=seconds + 1.0)
        threads = _since(before, thread_cpu_seconds(program.core_pid))
        folded = _read(spy, path)
        program.kill()
    return folded, threads, f"{done.spans:,} spans, {sum(threads.values()) / done.spans * 1e6:.2f} µs each"


def _spy(pid: int, seconds: float, path: Path) -> "subprocess.Popen[bytes]":
    path.unlink(missing_ok=True)
    command = [str(_SPY), "record", "--pid", str(pid), "--duration", str(max(1, round(seconds))), "--rate", str(_RATE)]
    return subprocess.Popen(
        [*command, "--threads", "--format", "raw", "--output", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _read(spy: "subprocess.Popen[bytes]", path: Path) -> Folded:
    _, said = spy.communicate(timeout=_PATIENCE_SECONDS)
    if not path.exists():
        sys.exit(f"py-spy: {said.decode('utf-8', 'replace').strip()[-300:]}")
    return fold(path.read_text("utf-8", "replace"))


def _since(before: dict[tuple[int, str], float], after: dict[tuple[int, str], float]) -> Threads:
    spent: Threads = {}
    for (number, name), seconds in after.items():
        spent[name] = spent.get(name, 0.0) + seconds - before.get((number, name), 0.0)
    return spent


def _show(title: str, folded: Folded, threads: Threads, told: str) -> None:
    table = Table(title=f"\n{title}: {told}", title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, heading in enumerate(("", "share", "seconds")):
        table.add_column(heading, justify="right" if number else "left", no_wrap=True)
    total = sum(threads.values()) or 1.0
    table.add_row("[bold]threads, as the kernel accounts[/bold]")
    for name, seconds in sorted(threads.items(), key=lambda item: -item[1])[:_ROWS]:
        if seconds > total / 200:
            table.add_row(f"  {name}", f"{seconds / total:.1%}", f"{seconds:.2f}")
    for heading, counted in (
        (f"threads, by {folded.total:,} samples of Python", folded.threads),
        ("functions, themselves", folded.own),
        ("functions of to11, with what they call", _ours(folded)),
    ):
        table.add_row(f"[bold]{heading}[/bold]")
        for name, samples in sorted(counted.items(), key=lambda item: -item[1])[:_ROWS]:
            table.add_row(f"  {name}", f"{folded.share(samples):.1%}")
    Console(width=None if Console().is_terminal else 150, markup=True).print(table)


def _ours(folded: Folded) -> dict[str, int]:
    return {name: samples for name, samples in folded.within.items() if "to11/" in name}
