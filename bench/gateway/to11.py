"""to11's edge on one core, and what the core has to do afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from bench import figures
from bench.gateway.budget import Budget
from bench.gateway.cells import Cell, Kind
from bench.gateway.measure import Measured
from bench.gateway.traffic import Headers
from bench.ingest import store
from bench.processes import cpu_seconds, family, forget_peak, memory_mb, peak_memory_mb
from bench.program import Program
from bench.stand_in import StandIn

RunCell = Callable[[Cell], Measured]
"""Measures a cell."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the calls of one kind. `edge_cpu` and `core_cpu` are in seconds, for all of them."""

    kind: Kind
    calls: int
    counted: int
    """What a query finds."""
    edge_cpu: float
    core_cpu: float
    core_memory: float
    emptied: bool

    @property
    def edge_us(self) -> float:
        """Processor time of the edge for one, in microseconds."""
        return figures.ratio(self.edge_cpu * 1e6, self.calls)

    @property
    def core_us(self) -> float:
        """The same of the core; of what it worked off in time, if that was not all."""
        return figures.ratio(self.core_cpu * 1e6, self.calls if self.emptied else self.counted)


class To11:
    """to11 with one edge before a stand-in, for the length of a `with` block. Figures are the edge's."""

    name, path = "to11", "/v1/chat/completions"

    def __init__(self, provider: StandIn) -> None:
        self.program = Program(TO11_PROVIDERS__OPENAI__BASE_URL=f"http://127.0.0.1:{provider.port}/v1")

    def __enter__(self) -> Self:
        self.program.__enter__()
        self.port = self.program.port("gateway")
        self.headers: Headers = (("x-to11-authorization", f"Bearer {self.program.api_key}"),)
        return self

    def __exit__(self, *reason: object) -> None:
        self.program.__exit__(*reason)

    def cpu(self) -> float:
        """Of the edge."""
        return cpu_seconds(self.program.edge_pid)

    def memory(self) -> float:
        """The most that the edge took since the last call of `forget_peak`."""
        return peak_memory_mb(self.program.edge_pid)

    def memory_of_all(self) -> float:
        """Of supervisor, edge and core."""
        return sum(memory_mb(pid) for pid in family(self.program.pid))

    def recorded(self) -> int:
        """How many calls a query finds."""
        return sum(int(one["calls"]["count"]) for one in self.program.stats()["models"])


def take(to11: To11, cells: Sequence[Cell], budget: Budget, run: RunCell) -> Recorded:
    """Run cells of one kind while the core stands still, then let it store what came of them."""
    program = to11.program
    program.await_empty()
    before = to11.recorded()
    program.pause_core()
    calls, edge_cpu = 0, 0.0
    for cell in cells:
        forget_peak(program.edge_pid)
        one = run(cell)
        calls += one.answered + one.failures
        edge_cpu += one.cpu
    core_cpu = cpu_seconds(program.core_pid)
    emptied = store.follow(program, program.backlog_bytes(), budget.store_seconds).left_bytes == 0
    core_cpu = cpu_seconds(program.core_pid) - core_cpu
    core_memory = memory_mb(program.core_pid)
    return Recorded(cells[0].kind, calls, to11.recorded() - before, edge_cpu, core_cpu, core_memory, emptied)
