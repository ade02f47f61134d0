"""What is to be reached on one core, and whether it is. Nothing fails when it is not."""

import math

from bench import figures
from bench.gateway.cells import HEADLINE, ONE, STREAMS, Cell
from bench.gateway.measure import Measured
from bench.gateway.peers import LiteLlm, Peer, Portkey
from bench.gateway.run import Results
from bench.marks import Mark

RATE = 10_000
TIMES_LITELLM = 190
TIMES_PORTKEY = 20
P50_MS, P99_MS, FIRST_MS = 0.4, 1.0, 5.0
MEMORY_MB = 120


def marks(results: Results) -> list[Mark]:
    """All marks, for what was measured."""
    rate = _rate(results.to11.get(HEADLINE))
    streams = results.to11.get(STREAMS)
    memory = max((one.memory for one in results.to11.values()), default=math.nan)
    return [
        Mark(f"requests/s at {HEADLINE.connections} connections", rate, RATE, "/s"),
        Mark("  beside LiteLLM", figures.ratio(rate, _rate_of(LiteLlm, results)), TIMES_LITELLM, "times"),
        Mark("  beside Portkey", figures.ratio(rate, _rate_of(Portkey, results)), TIMES_PORTKEY, "times"),
        Mark("p50 added at one connection", added(results, ONE, 0.5), P50_MS, "ms", at_most=True),
        Mark("p99 added at one connection", added(results, ONE, 0.99), P99_MS, "ms", at_most=True),
        Mark("streams held", streams.held if streams else math.nan, STREAMS.connections, "streams"),
        Mark("p99 added to their first event", added(results, STREAMS, 0.99), FIRST_MS, "ms", at_most=True),
        Mark("memory of the edge, at most", memory, MEMORY_MB, "MB", at_most=True),
    ]


def added(results: Results, cell: Cell, share: float, one: Measured | None = None) -> float:
    """What a percentile of `one`, or of to11, is beyond that of the provider alone, in milliseconds."""
    one, direct = one or results.to11.get(cell), results.direct.get(cell)
    return one.percentile(share) - direct.percentile(share) if one and direct else math.nan


def _rate(one: Measured | None) -> float:
    """Requests a second; nothing where any of them failed."""
    if one is None:
        return math.nan
    return 0.0 if one.failures else one.rate


def _rate_of(kind: type[Peer], results: Results) -> float:
    outcome = next((one for one in results.peers if one.name == kind.name), None)
    measured = next((one for one in outcome.measured if one.cell == HEADLINE), None) if outcome else None
    return measured.rate if measured and measured.answered else math.nan
