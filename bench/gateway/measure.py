"""One cell, given to one program."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bench import figures, load
from bench.gateway import streams, traffic
from bench.gateway.budget import Budget
from bench.gateway.cells import ONE, Cell, Kind
from bench.gateway.traffic import Headers
from bench.processes import cpu_seconds, memory_mb
from bench.stand_in import EVENTS, StandIn

Load = Callable[[], None]


class Subject(Protocol):
    """What is measured: the provider itself, a gateway before it, a proxy before it."""

    @property
    def name(self) -> str:
        """What it is called in tables."""

    @property
    def port(self) -> int:
        """Where it listens."""

    @property
    def path(self) -> str:
        """Of a chat completion."""

    @property
    def headers(self) -> Headers:
        """What it wants to be told."""

    def cpu(self) -> float:
        """Processor time of all its processes so far, in seconds."""

    def memory(self) -> float:
        """Resident memory of all its processes, in MB."""


class Direct:
    """The provider without anything before it."""

    name, path = "direct", "/v1/chat/completions"
    headers: Headers = ()

    def __init__(self, provider: StandIn) -> None:
        self._pid, self.port = provider.pid, provider.port

    def cpu(self) -> float:
        """Of the provider."""
        return cpu_seconds(self._pid)

    def memory(self) -> float:
        """Of the provider."""
        return memory_mb(self._pid)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one program did in one cell. Times are in milliseconds, sorted: of calls, or to the first events."""

    cell: Cell
    who: str
    answered: int
    seconds: float
    failures: int
    times: list[float]
    totals: list[float]
    """Of streams: until their ends."""
    held: int
    cpu: float
    memory: float

    @property
    def rate(self) -> float:
        """Calls, or streams, a second of wall clock."""
        return figures.ratio(self.answered, self.seconds)

    @property
    def rate_of_core(self) -> float:
        """The same by the second of its processor time: what its core would do if it never waited."""
        return figures.ratio(self.answered, self.cpu)

    @property
    def each_us(self) -> float:
        """Processor time of a call, or of a stream, in microseconds."""
        return figures.ratio(self.cpu * 1e6, self.answered)

    @property
    def event_us(self) -> float:
        """Processor time of a stream by event."""
        return self.each_us / EVENTS

    @property
    def busy(self) -> float:
        """How much of its core it used."""
        return figures.ratio(self.cpu, self.seconds)

    def percentile(self, share: float) -> float:
        """Of `times`."""
        return figures.percentile(self.times, share)

    def total(self, share: float) -> float:
        """A percentile of `totals`."""
        return figures.percentile(self.totals, share)


def measure(subject: Subject, cell: Cell, budget: Budget) -> Measured:
    """Load it for as long as the budget says."""
    requests = traffic.requests(cell, subject.port, subject.path, subject.headers)
    cpu = subject.cpu()
    if cell.kind is Kind.STREAM:
        seen = streams.run(
            subject.port,
            requests,
            connections=cell.connections,
            seconds=budget.stream_seconds,
            patience=budget.patience,
        )
        answered, times, totals, held = len(seen.total), seen.first, seen.total, seen.held
        seconds, failures = seen.seconds, seen.failures
    else:
        done = load.run(
            subject.port, requests, connections=cell.connections, seconds=budget.cell_seconds, patience=budget.patience
        )
        answered, times, totals, held = len(done.latencies), done.latencies, [], 0
        seconds, failures = done.seconds, done.failures
    cpu = subject.cpu() - cpu
    return Measured(
        cell, subject.name, answered, seconds, failures, sorted(times), sorted(totals), held, cpu, subject.memory()
    )


def warm_up(subject: Subject, budget: Budget) -> int:
    """A few calls and streams before anything counts; how many were answered. Raises RuntimeError for none."""
    many = Cell(Kind.CALL, 0, 8)
    answered = 0
    for cell in (ONE, many):
        requests = traffic.requests(cell, subject.port, subject.path, subject.headers)
        seconds = budget.warm_up_seconds
        done = load.run(subject.port, requests, connections=cell.connections, seconds=seconds, patience=budget.patience)
        answered += len(done.latencies)
        if not done.latencies:
            raise RuntimeError("it answers nothing with 200")
    return answered
