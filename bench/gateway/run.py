"""All of it, in order: the provider alone, to11, the peers."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.gateway import peers, to11
from bench.gateway.budget import Budget
from bench.gateway.cells import ALL, Cell
from bench.gateway.measure import Direct, Measured, measure, warm_up
from bench.gateway.peers import Outcome, Peer
from bench.gateway.to11 import Recorded, To11
from bench.program import OTHER_CORE
from bench.stand_in import StandIn

Tell = Callable[[str], None]
"""Called with what is about to be done, once for each step."""


@dataclass(slots=True)
class Results:
    """Everything that was measured."""

    direct: dict[Cell, Measured] = field(default_factory=dict)
    to11: dict[Cell, Measured] = field(default_factory=dict)
    recorded: list[Recorded] = field(default_factory=list)
    memory_of_all: float = 0.0
    """Of supervisor, edge and core after all cells, in MB."""
    peers: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and how long."""

    cells: tuple[Cell, ...]
    budget: Budget
    peers: tuple[type[Peer], ...] = ()

    @property
    def steps(self) -> int:
        """About how often `Tell` is called."""
        kinds = len({cell.kind for cell in self.cells})
        return len(self.cells) * (2 + len(self.peers)) + len(self.peers) + kinds + 1


def run(plan: Plan, tell: Tell) -> Results:
    """Measure all of the plan."""
    results = Results()
    with StandIn(OTHER_CORE) as provider:
        _measure_to11(plan, provider, results, tell)
        for kind in plan.peers:
            tell(f"{kind.name} is started")
            results.peers.append(peers.measure(kind, provider.port, plan.cells, plan.budget, tell))
    return results


def _measure_to11(plan: Plan, provider: StandIn, results: Results, tell: Tell) -> None:
    direct = Direct(provider)
    tell("to11 is started")
    with To11(provider) as subject:

        def both(cell: Cell) -> Measured:
            """The provider alone and through to11, one right after the other."""
            tell(f"direct, {cell.name}")
            results.direct[cell] = measure(direct, cell, plan.budget)
            tell(f"to11, {cell.name}")
            results.to11[cell] = measure(subject, cell, plan.budget)
            return results.to11[cell]

        warm_up(direct, plan.budget)
        warm_up(subject, plan.budget)
        ordered = sorted(plan.cells, key=ALL.index)
        for kind, cells in itertools.groupby(ordered, key=lambda cell: cell.kind):
            taken = to11.take(subject, list(cells), plan.budget, both)
            tell(f"stored, {kind}s")
            results.recorded.append(taken)
        results.memory_of_all = subject.memory_of_all()
        if not all(one.emptied for one in results.recorded):
            subject.program.kill()  # working off the rest would tell nothing new
