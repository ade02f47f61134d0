"""The gateway in two cells: calls forwarded and recorded, beside the same calls made directly."""

from bench.gateway.budget import Budget
from bench.gateway.cells import HEADLINE, ONE
from bench.gateway.marks import MEMORY_MB, P50_MS, P99_MS, RATE, added
from bench.gateway.run import Plan
from bench.gateway.run import run as measure
from bench.report import Row, section


def run(seconds: float) -> list[Row]:
    """Run the comparison; about five times `seconds`."""
    results = measure(Plan((ONE, HEADLINE), Budget(cell_seconds=seconds)), lambda _: None)
    one, many, (recorded,) = results.to11[ONE], results.to11[HEADLINE], results.recorded
    bare_one, bare_many = results.direct[ONE], results.direct[HEADLINE]
    failures = one.failures + many.failures
    return [
        *section("gateway: one edge on one core, recording and content capture on"),
        Row(
            f"requests/s at {HEADLINE.connections} connections",
            f"{many.rate:,.0f}",
            f"direct {bare_many.rate:,.0f}",
            f"{RATE:,}",
        ),
        Row("  per second of edge CPU", f"{many.rate_of_core:,.0f}"),
        Row(
            "p50 added at one connection",
            f"{added(results, ONE, 0.5):.3f} ms",
            f"direct {bare_one.percentile(0.5):.3f} ms",
            f"{P50_MS} ms",
        ),
        Row(
            "p99 added at one connection",
            f"{added(results, ONE, 0.99):.3f} ms",
            f"direct {bare_one.percentile(0.99):.3f} ms",
            f"{P99_MS} ms",
        ),
        Row("edge CPU a call", f"{many.each_us:.0f} µs", f"core {recorded.core_us:.0f} µs"),
        Row("edge memory", f"{many.memory:.0f} MB", "", f"{MEMORY_MB} MB"),
        Row("failed calls", f"{failures}", f"of {recorded.calls:,}", "0"),
        Row("calls recorded", f"{recorded.counted:,}", f"of {recorded.calls:,}", "all"),
    ]
