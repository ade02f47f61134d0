"""What is to be reached with ten million spans on two cores, and whether it is. Nothing fails when it is not."""

from bench.marks import Mark
from bench.query.ask import Asked

LIST_MS = 300.0
TRACE_MS = 100.0
CORE_MB = 2048.0


def marks(asked: list[Asked], core_mb: float) -> list[Mark]:
    """All marks, for what was measured."""
    return [
        *(Mark(one.title, one.percentile(0.95), one.mark_ms, "ms", at_most=True) for one in asked if one.mark_ms),
        Mark("memory of the core, at most", core_mb, CORE_MB, "MB", at_most=True),
    ]
