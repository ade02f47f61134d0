"""All kinds of work, once each, on days of ordinary traffic."""

from dataclasses import dataclass, field

from support.workload.applications import agent, chat, failing, rag, thinking
from support.workload.history import history
from support.workload.hostile import hostile
from support.workload.large import large
from support.workload.recorded import recorded
from support.workload.target import Target


@dataclass(frozen=True)
class Filled:
    """The ids of the traces that were made."""

    rag: str
    agent: str
    chat: list[str]
    thinking: str
    failing: str
    hostile: str
    large: str
    recorded: list[str] = field(default_factory=list)


def fill(
    target: Target, *, traces: int = 300, hours: float = 72, large_spans: int = 10_000, replay: bool = False
) -> Filled:
    """Send everything; it is stored a moment later. `replay` says that recorded traffic can be asked for."""
    history(target, traces, hours=hours)
    return Filled(
        large=large(target, large_spans),
        recorded=recorded(target) if replay else [],
        hostile=hostile(target),
        failing=failing(target),
        thinking=thinking(target),
        chat=chat(target),
        agent=agent(target),
        rag=rag(target),
    )
