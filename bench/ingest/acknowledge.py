"""Spans acknowledged: the core stands still, so that the edge has one core and the clients the other."""

from dataclasses import dataclass

from bench import figures
from bench.ingest import senders
from bench.ingest.budget import Budget
from bench.ingest.cells import Cell
from bench.ingest.senders import Sent, Target
from bench.ingest.spans import Maker
from bench.processes import cpu_seconds, forget_peak, peak_memory_mb
from bench.program import Program


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What one cell gave. `cpu` is the edge's, in seconds; memory in MB."""

    cell: Cell
    spans: int
    sent: Sent
    cpu: float
    peak_memory: float

    @property
    def rate(self) -> float:
        """Spans a second of wall clock."""
        return self.spans / self.sent.seconds

    @property
    def rate_of_core(self) -> float:
        """Spans a second of the edge's processor time: what its core would do if it never waited."""
        return figures.ratio(self.spans, self.cpu)

    @property
    def busy(self) -> float:
        """How much of its core the edge used."""
        return self.cpu / self.sent.seconds


def target(program: Program) -> Target:
    """The collector of a running to11, with a token."""
    metadata = (("authorization", f"Bearer {program.token()}"),)
    return Target(program.otlp_grpc, program.port("otlpHttp"), metadata=metadata)


def measure(program: Program, to: Target, cell: Cell, maker: Maker, budget: Budget) -> Acknowledged:
    """Send what the budget allows. The core is paused by the caller."""
    bodies = maker.requests(cell.batch, budget.requests(cell.batch, cell.size.nbytes))
    forget_peak(program.edge_pid)
    cpu = cpu_seconds(program.edge_pid)
    sent = senders.run(senders.send(to, cell.door, bodies, clients=cell.clients, seconds=budget.cell_seconds))
    cpu = cpu_seconds(program.edge_pid) - cpu
    return Acknowledged(cell, sent.requests * cell.batch, sent, cpu, peak_memory_mb(program.edge_pid))
