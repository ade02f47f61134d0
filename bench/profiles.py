"""Where a process's time goes: py-spy, weighed by the kernel's account of every thread."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.peer import HOME
from bench.processes import thread_cpu_seconds
from bench.stacks import Stacks, fold, weigh

_SPY = HOME / "py-spy" / "bin" / "py-spy"
_RATE = 200
_ROWS = 14
_PATIENCE_SECONDS = 60.0


def require() -> None:
    """Exits when py-spy is not installed."""
    if not _SPY.exists():
        sys.exit("py-spy is not installed: make setup-peers PEERS=py-spy")


@dataclass(slots=True)
class Profile:
    """What one process did meanwhile. `names` and `seconds` (of processor time) are by the kernel's thread number."""

    title: str
    count: int
    stacks: dict[int, Stacks]
    names: dict[int, str]
    seconds: dict[int, float]


class Watch:
    """Watches a process for some seconds from now on."""

    def __init__(self, pid: int, seconds: float, path: Path) -> None:
        self._pid, self._path = pid, path
        path.unlink(missing_ok=True)
        duration = str(max(1, round(seconds)))
        command = [str(_SPY), "record", "--pid", str(pid), "--duration", duration, "--rate", str(_RATE)]
        command += ["--threads", "--format", "raw", "--output", str(path)]
        self._before = thread_cpu_seconds(pid)
        self._spy = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def end(self, title: str, count: int) -> Profile:
        """What was seen; `count` is how many of what is counted were worked off meanwhile."""
        after = thread_cpu_seconds(self._pid)
        _, said = self._spy.communicate(timeout=_PATIENCE_SECONDS)
        if not self._path.exists():
            sys.exit(f"py-spy: {said.decode('utf-8', 'replace').strip()[-300:]}")
        stacks = fold(self._path.read_text("utf-8", "replace"))
        seconds = {number: now - self._before.get((number, name), 0.0) for (number, name), now in after.items()}
        names = {number: stacks[number].name if number in stacks else name for number, name in after}
        return Profile(title, count, stacks, names, seconds)


def show(profile: Profile, unit: str, rows: int = _ROWS) -> None:
    """Print where the time goes, for each `unit`."""
    total = sum(profile.seconds.values())
    each = total / profile.count * 1e6 if profile.count else 0.0
    title = f"\n{profile.title}: {profile.count:,} {unit}s, {each:.2f} µs of processor time each"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, heading in enumerate(("", "share", f"µs/{unit}")):
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
        _fill(table, spent, total, profile.count, rows)
    Console(width=None if Console().is_terminal else 150).print(table)


def _fill(table: Table, spent: Mapping[str, float], total: float, count: int, rows: int) -> None:
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1])[:rows]:
        if seconds > total / 200:
            table.add_row(f"  {escape(name)}", f"{seconds / total:.1%}", f"{seconds / max(count, 1) * 1e6:.2f}")
