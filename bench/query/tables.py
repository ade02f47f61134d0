"""The printed tables and the JSON."""

from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from bench import figures, layout, marks
from bench.layout import count, ms
from bench.query.ask import Asked
from bench.query.marks import marks as held
from bench.query.run import Results

_MB = 1024 * 1024


def show(results: Results) -> None:
    """Print the figures."""
    layout.show(
        [
            _filled(results),
            _asked(results.asked),
            marks.table("\nmarks, two cores for the core and the client", held(results.asked, results.core_mb)),
        ]
    )


def _filled(results: Results) -> Table:
    filled, size = results.data.filled, results.data.size
    table = layout.table(
        "\nthe data set, written " + ("by an earlier run" if results.data.kept else "just now"),
        *(
            "spans",
            "days",
            "bytes sent each",
            "written/s",
            "of core",
            "settled/s of core",
            "merging s",
            "MB on disk",
            "bytes each",
        ),
    )
    table.add_row(
        *(f"{filled.spans:,}", f"{size.days}", count(figures.ratio(filled.sent_bytes, filled.spans))),
        *(count(figures.ratio(filled.spans, filled.seconds)), count(figures.ratio(filled.spans, filled.cpu))),
        *(
            count(figures.ratio(filled.spans, filled.settling)),
            f"{filled.merging:.0f}",
            count(results.disk_bytes / _MB),
        ),
        count(figures.ratio(results.disk_bytes, filled.spans)),
    )
    return table


def _asked(asked: list[Asked]) -> Table:
    table = layout.table(
        "\nquestions over HTTP, one at a time; `of core` and `found` (rows in an answer) are averages",
        *("", "p50 ms", "p95 ms", "max ms", "of core ms", "asked", "found", "failed", ""),
    )
    for one in asked:
        table.add_row(
            *(one.title, ms(one.percentile(0.5)), ms(one.percentile(0.95)), ms(one.percentile(1.0))),
            *(
                ms(figures.ratio(sum(one.worked), len(one.worked))),
                f"{len(one.waits) + one.failed}",
                count(figures.ratio(sum(one.found), len(one.found))),
            ),
            *(f"{one.failed}", escape(one.slowest[:90])),
        )
    return table


def write_json(results: Results, path: Path) -> None:
    """The same for machines."""
    filled = results.data.filled
    document: dict[str, Any] = {
        "machine": layout.machine(),
        "spans": filled.spans,
        "spansPerSecond": figures.ratio(filled.spans, filled.seconds),
        "spansPerCpuSecond": figures.ratio(filled.spans, filled.cpu),
        "settledSpansPerCpuSecond": figures.ratio(filled.spans, filled.settling),
        "diskBytes": results.disk_bytes,
        "peakMemoryMb": results.core_mb,
        "asked": [
            {
                "question": one.title,
                **{f"p{round(share * 100)}Ms": one.percentile(share) for share in (0.5, 0.95, 1.0)},
                "cpuMs": figures.ratio(sum(one.worked), len(one.worked)),
                "asked": len(one.waits) + one.failed,
                "failed": one.failed,
                "slowest": one.slowest,
            }
            for one in results.asked
        ],
        "marks": marks.as_json(held(results.asked, results.core_mb)),
    }
    layout.write_json(document, path)
