"""All of it, in order: what is bare, the matrix, freshness, the peers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bench.ingest import acknowledge, bare, fresh, peers, senders, store
from bench.ingest.acknowledge import Acknowledged
from bench.ingest.bare import Bare
from bench.ingest.budget import Budget
from bench.ingest.cells import HEADLINE, Cell, Door, groups
from bench.ingest.fresh import Fresh
from bench.ingest.peers import Outcome, Peer
from bench.ingest.spans import Maker, Size
from bench.ingest.store import Stored
from bench.processes import pin
from bench.program import OTHER_CORE, Program

FRESH_RATE = 20_000.0
"""Half of what is to be stored a second."""

Tell = Callable[[str], None]
"""Called with what is about to be done, once for each step."""


@dataclass(slots=True)
class Results:
    """Everything that was measured."""

    parsed: dict[tuple[Size, int], Bare] = field(default_factory=dict)
    answered: dict[Cell, Bare] = field(default_factory=dict)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    idle: Fresh | None = None
    loaded: Fresh | None = None
    ask_ms: float = 0.0
    peers: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and how much of it."""

    cells: tuple[Cell, ...]
    budget: Budget
    fresh_rate: float = FRESH_RATE
    fresh: bool = True
    peers: tuple[type[Peer], ...] = ()

    @property
    def steps(self) -> int:
        """How often `Tell` is called."""
        bare_cells = [cell for cell in self.cells if cell.door is Door.GRPC]
        found = groups(self.cells)
        return 2 * len(found) + len(bare_cells) + len(self.cells) + 2 * self.fresh + len(self.peers)


def run(plan: Plan, tell: Tell) -> Results:
    """Measure all of the plan."""
    results = Results()
    makers = {size: Maker(size) for size in {cell.size for cell in plan.cells} | {HEADLINE.size}}
    _measure_bare(plan, makers, results, tell)
    for size, batch, cells in groups(plan.cells):
        _measure_group(size, batch, cells, plan.budget, makers[size], results, tell)
    if plan.fresh:
        _measure_fresh(plan, makers[HEADLINE.size], results, tell)
    for kind in plan.peers:
        tell(f"{kind.name}, given batches of {peers.BATCH}")
        results.peers.append(peers.measure(kind, makers[HEADLINE.size], plan.budget))
    return results


def _measure_bare(plan: Plan, makers: dict[Size, Maker], results: Results, tell: Tell) -> None:
    for size, batch, _ in groups(plan.cells):
        tell(f"upb parse alone, {size} × {batch}")
        results.parsed[size, batch] = bare.parse(makers[size], batch, plan.budget.bare_seconds)
    with bare.Server() as server:
        for cell in _grpc(plan.cells):
            tell(f"bare grpc.aio, {cell.name}")
            results.answered[cell] = bare.answer(server, cell, makers[cell.size], plan.budget)


def _grpc(cells: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.door is Door.GRPC]


def _measure_group(
    size: Size, batch: int, cells: list[Cell], budget: Budget, maker: Maker, results: Results, tell: Tell
) -> None:
    with Program() as program:
        to = acknowledge.target(program)
        warm_up = maker.requests(batch, 3)
        for door in Door:
            senders.run(senders.send(to, door, warm_up, clients=1, seconds=1.0))
        before = _warmed(program)
        program.pause_core()
        taken = []
        for cell in cells:
            tell(f"acknowledged, {cell.name}")
            taken.append(acknowledge.measure(program, to, cell, maker, budget))
        tell(f"stored, {size} × {batch}")
        spans = sum(one.spans for one in taken)
        done = store.measure(program, size, batch, spans, seconds=budget.store_seconds, before=before)
        results.acknowledged += taken
        results.stored.append(done)
        if not done.emptied:
            program.kill()  # working off the rest would tell nothing new


def _warmed(program: Program) -> int:
    """How many spans are stored before it begins."""
    program.await_empty()
    return int(program.stats()["spanCount"])


def _measure_fresh(plan: Plan, maker: Maker, results: Results, tell: Tell) -> None:
    with Program() as program:
        pin(program.edge_pid, OTHER_CORE)
        to = acknowledge.target(program)
        senders.run(senders.send(to, Door.GRPC, maker.requests(fresh.BATCH, 10), clients=1, seconds=1.0))
        program.await_empty()
        tell("queryable, idle")
        results.ask_ms = fresh.cost_of_asking(program)
        results.idle = fresh.idle(program, to, maker, plan.budget.idle_probes)
        tell(f"queryable, at {plan.fresh_rate:,.0f} spans/s")
        results.loaded = fresh.loaded(program, to, maker, rate=plan.fresh_rate, seconds=plan.budget.fresh_seconds)
        if program.backlog_bytes():
            program.kill()
