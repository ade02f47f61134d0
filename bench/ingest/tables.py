"""The printed tables and the JSON."""

import math
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from bench import layout, marks
from bench.ingest.acknowledge import Acknowledged
from bench.ingest.fresh import Fresh
from bench.ingest.marks import marks as held
from bench.ingest.peers import BATCH, CLIENTS, Outcome
from bench.ingest.run import Results
from bench.ingest.store import Stored
from bench.layout import count, ms


def show(results: Results) -> None:
    """Print the figures."""
    parts = [
        _acknowledged(results),
        _stored(results),
        _fresh(results),
        _peers(results),
        marks.table("\nmarks, one core for each process", held(results)),
    ]
    layout.show(parts)


def _acknowledged(results: Results) -> Table:
    table = layout.table(
        "\nacknowledged (on disk), spans/s; `of core` is by the second of processor time",
        *("size/batch/clients/door", "spans/s", "of core", "busy", "p50 ms", "p99 ms", "edge MB", "failed"),
        *("upb parse", "bare grpc", "of core"),
    )
    for one in results.acknowledged:
        parsed = results.parsed.get((one.cell.size, one.cell.batch))
        answered = results.answered.get(one.cell)
        table.add_row(
            *(one.cell.name, count(one.rate), count(one.rate_of_core), f"{one.busy:.0%}"),
            *(ms(one.sent.percentile(0.5)), ms(one.sent.percentile(0.99)), f"{one.peak_memory:.0f}"),
            *(f"{one.sent.failures.total()}", count(parsed.rate_of_core if parsed else math.nan)),
            *((count(answered.rate), count(answered.rate_of_core)) if answered else ("", "")),
        )
    return table


def _stored(results: Results) -> Table:
    table = layout.table(
        "\nstored and queryable, the core alone on its core",
        *("size/batch", "spans/s", "of core", "upb parse", "core MB", "bytes/span", "spans", "seconds", "lost", ""),
    )
    for one in results.stored:
        parsed = results.parsed.get((one.size, one.batch))
        table.add_row(
            *(f"{one.size}/{one.batch}", count(one.rate), count(one.rate_of_core)),
            *(count(parsed.rate_of_core if parsed else math.nan), f"{one.peak_memory:.0f}"),
            *(f"{one.bytes_per_span:.0f}", f"{one.spans:,}", f"{one.seconds:.1f}"),
            *(_lost(one), "" if one.emptied else f"of {one.acknowledged:,}, in the time there was"),
        )
    return table


def _fresh(results: Results) -> Table:
    table = layout.table(
        "\nfrom acknowledged to queryable",
        *("", "p50 ms", "p99 ms", "max ms", "probes", "never seen", "failed", "spans/s taken", "core busy", "asked"),
    )
    for name, one in (("idle", results.idle), ("loaded", results.loaded)):
        if one is None:
            continue
        table.add_row(
            f"{name}, {one.offered:,.0f} spans/s offered" if one.offered else name,
            *(ms(one.percentile(0.5)), ms(one.percentile(0.99)), ms(one.percentile(1.0)), str(len(one.waits))),
            *(str(one.unseen), str(one.failures), count(one.taken) if one.offered else "", f"{one.cpu:.0%}"),
            f"{one.asks} × {results.ask_ms:.1f} ms",
        )
    return table


def _peers(results: Results) -> Table:
    table = layout.table(
        f"\npeers on one core: 1 KB spans, batches of {BATCH}, {CLIENTS} clients",
        *("", "acknowledged/s", "of core", "p50 ms", "p99 ms", "stored/s", "stored", "MB", "bytes/span", "failed", ""),
    )
    for one in results.peers:
        if one.reason:
            table.add_row(f"{one.name} {one.version}", *[""] * 9, escape(one.reason))
            continue
        stores = one.stored is not None
        table.add_row(
            *(f"{one.name} {one.version} ({one.door})", count(one.rate), count(one.rate_of_core)),
            *(ms(one.p50), ms(one.p99), count(one.stored_rate) if stores else "no store"),
            *(f"{one.stored:,} of {one.acknowledged:,}" if stores else "", f"{one.memory:.0f}"),
            *(f"{one.bytes_per_span:.0f}" if stores else "", f"{one.failures.total()}", one.note),
        )
    return table


def write_json(results: Results, path: Path) -> None:
    """The same for machines."""
    document = {
        "machine": layout.machine(),
        "acknowledged": [_acknowledged_json(one, results) for one in results.acknowledged],
        "stored": [_stored_json(one) for one in results.stored],
        "queryable": {
            name: _fresh_json(one)
            for name, one in (("idle", results.idle), ("loaded", results.loaded))
            if one is not None
        },
        "peers": [_peer_json(one) for one in results.peers],
        "marks": marks.as_json(held(results)),
    }
    layout.write_json(document, path)


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


def _lost(one: Stored) -> str:
    return "not counted" if one.lost is None else f"{one.lost}"
