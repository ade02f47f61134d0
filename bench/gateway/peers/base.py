"""A peer as something that can be measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench import peer
from bench.gateway.budget import Budget
from bench.gateway.cells import Cell
from bench.gateway.measure import Measured, warm_up
from bench.gateway.measure import measure as measure_cell
from bench.gateway.traffic import Headers
from support.ports import free_port


class Peer(peer.Peer):
    """A program that forwards chat completions to a stand-in."""

    path = "/v1/chat/completions"
    headers: Headers = ()
    installed_by = "make setup-gateway-peers"

    def __init__(self, provider_port: int) -> None:
        super().__init__()
        self.provider_port = provider_port
        self._port = free_port()

    @property
    def port(self) -> int:
        return self._port


@dataclass(slots=True)
class Outcome:
    """What a peer did; `reason` says why nothing, or not everything, was measured."""

    name: str
    note: str
    version: str = ""
    measured: list[Measured] = field(default_factory=list)
    reason: str = ""


def measure(
    kind: type[Peer], provider_port: int, cells: Sequence[Cell], budget: Budget, tell: Callable[[str], None]
) -> Outcome:
    """Start a peer and give it all cells. What is not here says so in its outcome."""
    outcome = Outcome(kind.name, kind.note)
    try:
        with kind(provider_port) as subject:
            outcome.version = subject.version()
            warm_up(subject, budget)
            for cell in cells:
                tell(f"{kind.name}, {cell.name}")
                outcome.measured.append(measure_cell(subject, cell, budget))
    except peer.NotHereError as error:
        outcome.reason = str(error)
    except Exception as error:
        outcome.reason = f"{type(error).__name__}: {error}"
    return outcome
