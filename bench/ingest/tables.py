"""The printed tables and the JSON."""

import json
import math
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table

from bench.ingest.acknowledge import Acknowledged
from bench.ingest.fresh import Fresh
from bench.ingest.marks import marks
from bench.ingest.peers import BATCH, CLIENTS, Outcome
from bench.ingest.run import Results
from bench.ingest.store import Stored

_WIDTH = 190


def show(results: Results) -> None:
    """Print the figures."""
    parts = [_acknowledged(results), _stored(results), _fresh(results), _peers(results), _marks(results)]
    console = Console(width=None if Console().is_terminal else _WIDTH)
    console.print(Group(*(part for part in parts if part.row_count)))


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=True)
    return table


def _acknowledged(results: Results) -> Table:
    table = _table(
        "\nacknowledged (on disk), spans/s; `of core` is by the second of processor time",
        *("size/batch/clients/door", "spans/s", "of core", "busy", "p50 ms", "p99 ms", "edge MB", "failed"),
        *("upb parse", "bare grpc", "of core"),
    )
    for one in results.acknowledged:
        parsed = results.parsed.get((one.cell.size, one.cell.batch))
        answered = results.answered.get(one.cell)
        table.add_row(
            *(one.cell.name, _count(one.rate), _count(one.rate_of_core), f"{one.busy:.0%}"),
            *(_ms(one.sent.percentile(0.5)), _ms(one.sent.percentile(0.99)), f"{one.peak_memory:.0f}"),
            *(f"{one.sent.failures.total()}", _count(parsed.rate_of_core if parsed else math.nan)),
            *((_count(answered.rate), _count(answered.rate_of_core)) if answered else ("", "")),
        )
    return table


def _stored(results: Results) -> Table:
    table = _table(
        "\nstored and queryable, the core alone on its core",
        *("size/batch", "spans/s", "of core", "upb parse", "core MB", "bytes/span", "spans", "seconds", "lost", ""),
    )
    for one in results.stored:
        parsed = results.parsed.get((one.size, one.batch))
        table.add_row(
            *(f"{one.size}/{one.batch}", _count(one.rate), _count(one.rate_of_core)),
            *(_count(parsed.rate_of_core if parsed else math.nan), f"{one.peak_memory:.0f}"),
            *(f"{one.bytes_per_span:.0f}", f"{one.spans:,}", f"{one.seconds:.1f}"),
            *(_lost(one), "" if one.emptied else f"of {one.acknowledged:,}, in the time there was"),
        )
    return table


def _fresh(results: Results) -> Table:
    table = _table(
        "\nfrom acknowledged to queryable",
        *("", "p50 ms", "p99 ms", "max ms", "probes", "never seen", "failed", "spans/s taken", "core busy", "asked"),
    )
    for name, one in (("idle", results.idle), ("loaded", results.loaded)):
        if one is None:
            continue
        table.add_row(
            f"{name}, {one.offered:,.0f} spans/s offered" if one.offered else name,
            *(_ms(one.percentile(0.5)), _ms(one.percentile(0.99)), _ms(one.percentile(1.0)), str(len(one.waits))),
            *(str(one.unseen), str(one.failures), _count(one.taken) if one.offered else "", f"{one.cpu:.0%}"),
            f"{one.asks} × {results.ask_ms:.1f} ms",
        )
    return table


def _peers(results: Results) -> Table:
    table = _table(
        f"\npeers on one core: 1 KB spans, batches of {BATCH}, {CLIENTS} clients",
        *("", "acknowledged/s", "of core", "p50 ms", "p99 ms", "stored/s", "stored", "MB", "bytes/span", "failed", ""),
    )
    for one in results.peers:
        if one.reason:
            table.add_row(f"{one.name} {one.version}", *[""] * 9, escape(one.reason))
            continue
        stores = one.stored is not None
        table.add_row(
            *(f"{one.name} {one.version} ({one.door})", _count(one.rate), _count(one.rate_of_core)),
            *(_ms(one.p50), _ms(one.p99), _count(one.stored_rate) if stores else "no store"),
            *(f"{one.stored:,} of {one.acknowledged:,}" if stores else "", f"{one.memory:.0f}"),
            *(f"{one.bytes_per_span:.0f}" if stores else "", f"{one.failures.total()}", one.note),
        )
    return table


def _marks(results: Results) -> Table:
    table = _table("\nmarks, one core for each process", "", "measured", "mark", "share", "")
    for one in marks(results):
        said = {True: "[green]met[/green]", False: "[red]not met[/red]", None: "not measured"}[one.met]
        wanted = f"{'at most ' if one.at_most else ''}{one.wanted:,.0f} {one.unit}"
        share = "" if one.met is None else f"{one.share:.2f}"
        table.add_row(one.name, _count(one.value), wanted, share, said)
    return table


def _count(value: float) -> str:
    return "" if math.isnan(value) else f"{value:,.0f}"


def _ms(value: float) -> str:
    return "" if math.isnan(value) else f"{value:,.1f}"


def write_json(results: Results, path: Path) -> None:
    """The same for machines. What is not a number is null."""
    document = {
        "machine": {"cores": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()},
        "acknowledged": [_acknowledged_json(one, results) for one in results.acknowledged],
        "stored": [_stored_json(one) for one in results.stored],
        "queryable": {
            name: _fresh_json(one)
            for name, one in (("idle", results.idle), ("loaded", results.loaded))
            if one is not None
        },
        "peers": [_peer_json(one) for one in results.peers],
        "marks": [
            {"name": one.name, "value": one.value, "wanted": one.wanted, "unit": one.unit, "met": one.met}
            for one in marks(results)
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_finite(document), indent=2) + "\n")


def _acknowledged_json(one: Acknowledged, results: Results) -> dict[str, Any]:
    parsed, answered = results.parsed.get((one.cell.size, one.cell.batch)), results.answered.get(one.cell)
    return {
        "cell": one.cell.name,
        "spans": one.spans,
        "spansPerSecond": one.rate,
        "spansPerCpuSecond": one.rate_of_core,
        "busy": one.busy,
        "p50Ms": one.sent.percentile(0.5),
        "p99Ms": one.sent.percentile(0.99),
        "peakMemoryMb": one.peak_memory,
        "failures": dict(one.sent.failures),
        "upbParseSpansPerCpuSecond": parsed.rate_of_core if parsed else None,
        "bareGrpcSpansPerSecond": answered.rate if answered else None,
        "bareGrpcSpansPerCpuSecond": answered.rate_of_core if answered else None,
    }


def _stored_json(one: Stored) -> dict[str, Any]:
    return {
        "spanSize": one.size.value,
        "batch": one.batch,
        "spans": one.spans,
        "counted": one.counted,
        "lost": one.lost,
        "acknowledged": one.acknowledged,
        "seconds": one.seconds,
        "spansPerSecond": one.rate,
        "spansPerCpuSecond": one.rate_of_core,
        "peakMemoryMb": one.peak_memory,
        "bytesPerSpan": one.bytes_per_span,
        "emptied": one.emptied,
    }


def _fresh_json(one: Fresh) -> dict[str, Any]:
    return {
        "offeredSpansPerSecond": one.offered,
        "takenSpansPerSecond": one.taken,
        **{f"p{round(share * 100)}Ms": one.percentile(share) for share in (0.5, 0.99, 1.0)},
        "probes": len(one.waits),
        "unseen": one.unseen,
        "failures": one.failures,
        "coreBusy": one.cpu,
    }


def _peer_json(one: Outcome) -> dict[str, Any]:
    return {
        "name": one.name,
        "version": one.version,
        "reason": one.reason,
        "acknowledgedSpansPerSecond": one.rate,
        "acknowledgedSpansPerCpuSecond": one.rate_of_core,
        "acknowledged": one.acknowledged,
        "stored": one.stored,
        "storedSpansPerSecond": one.stored_rate,
        "p50Ms": one.p50,
        "p99Ms": one.p99,
        "memoryMb": one.memory,
        "bytesPerSpan": one.bytes_per_span,
        "failures": dict(one.failures),
    }


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_finite(one) for one in value]
    return value


def _lost(one: Stored) -> str:
    return "not counted" if one.lost is None else f"{one.lost}"
