"""How a peer is loaded and counted."""

import time
from abc import abstractmethod
from collections import Counter
from dataclasses import dataclass, field

from bench import figures
from bench import peer as program
from bench.ingest import senders
from bench.ingest.budget import Budget
from bench.ingest.cells import Door
from bench.ingest.senders import Target
from bench.ingest.spans import Maker
from bench.peer import NotHereError
from bench.processes import disk_bytes

BATCH, CLIENTS = 512, 8
_LOOK_SECONDS = 1.0
_STILL_SECONDS = 12.0
_PATIENCE_SECONDS = 60.0


@dataclass(slots=True)
class Outcome:
    """What a peer did. `stored` is None for one without a store; `reason` says why nothing was measured."""

    name: str
    door: Door
    version: str = ""
    acknowledged: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    stored: int | None = None
    stored_rate: float = 0.0
    memory: float = 0.0
    bytes_per_span: float = 0.0
    note: str = ""
    reason: str = ""

    @property
    def rate(self) -> float:
        """Spans acknowledged a second."""
        return figures.ratio(self.acknowledged, self.seconds)

    @property
    def rate_of_core(self) -> float:
        """The same by the second of its processor time."""
        return figures.ratio(self.acknowledged, self.cpu)


class Peer(program.Peer):
    """A program that takes OTLP."""

    door: Door
    most_requests: int
    """So many are sent at the most."""

    @property
    @abstractmethod
    def target(self) -> Target:
        """Where it takes OTLP."""

    @abstractmethod
    def count(self) -> int | None:
        """How many spans its store holds; None when it has no store."""

    @property
    def port(self) -> int:
        target = self.target
        return int(target.grpc.rsplit(":", 1)[1]) if self.door is Door.GRPC else target.http_port


def measure(kind: type[Peer], maker: Maker, budget: Budget) -> Outcome:
    """Load a peer for a while and see what it stores. What is not here says so in its outcome."""
    outcome = Outcome(kind.name, kind.door, note=kind.note)
    try:
        with kind() as peer:
            outcome.version = peer.version()
            _load(peer, maker, budget, outcome)
    except NotHereError as error:
        outcome.reason = str(error)
    except TimeoutError:
        outcome.reason = f"it did not answer within {_PATIENCE_SECONDS:.0f} s"
    except Exception as error:
        outcome.reason = f"{type(error).__name__}: {error}"
    return outcome


def _load(peer: Peer, maker: Maker, budget: Budget, outcome: Outcome) -> None:
    warm_up = maker.requests(8, 2)
    senders.run(senders.send(peer.target, peer.door, warm_up, clients=1, seconds=10.0, patience=_PATIENCE_SECONDS))
    time.sleep(1.0)
    bodies = maker.requests(BATCH, peer.most_requests)
    before, cpu, started = peer.count(), peer.cpu(), time.perf_counter()
    sent = senders.run(
        senders.send(
            peer.target,
            peer.door,
            bodies,
            clients=CLIENTS,
            seconds=budget.peer_seconds,
            patience=_PATIENCE_SECONDS,
        )
    )
    outcome.acknowledged, outcome.seconds = sent.requests * BATCH, sent.seconds
    outcome.cpu, outcome.failures = peer.cpu() - cpu, sent.failures
    outcome.p50, outcome.p99 = sent.percentile(0.5), sent.percentile(0.99)
    if not sent.requests:
        outcome.reason = f"it acknowledged nothing: {dict(sent.failures)}"
    if before is not None:
        outcome.stored, outcome.stored_rate = _stored(peer, before, outcome.acknowledged, started, budget)
        outcome.bytes_per_span = figures.ratio(disk_bytes(peer.directory), outcome.stored)
    outcome.memory = peer.memory()


def _stored(peer: Peer, before: int, expected: int, started: float, budget: Budget) -> tuple[int, float]:
    """How many spans were stored in the end, and the better of two rates: from the first request to the last span
    stored, and after the load, when storing has the core to itself."""
    first = seen = (peer.count() or 0) - before
    began = last = time.perf_counter()
    while seen < expected and time.perf_counter() - began < budget.peer_store_seconds:
        if time.perf_counter() - last > _STILL_SECONDS:
            break
        time.sleep(_LOOK_SECONDS)
        now = (peer.count() or 0) - before
        if now > seen:
            seen, last = now, time.perf_counter()
    overall = figures.ratio(seen, last - started)
    alone = (seen - first) / (last - began) if last - began > _LOOK_SECONDS * 2 else 0.0
    return seen, max(overall, alone)
