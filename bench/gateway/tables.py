"""The printed tables and the JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from bench import layout, marks
from bench.gateway.cells import ALL, Cell, Kind
from bench.gateway.marks import added
from bench.gateway.marks import marks as held
from bench.gateway.measure import Measured
from bench.gateway.run import Results
from bench.layout import count, ms


def show(results: Results) -> None:
    """Print the figures."""
    parts = [_calls(results), _streams(results), _recorded(results), _peers(results)]
    layout.show([*parts, marks.table("\nmarks, one edge on one core", held(results))])


def _by_cell(results: Results, kind: Kind) -> Iterator[tuple[Cell, list[Measured]]]:
    for cell in ALL:
        if cell.kind is kind and cell in results.to11:
            others = [one for peer in results.peers for one in peer.measured if one.cell == cell]
            yield cell, [results.direct[cell], results.to11[cell], *others]


def _calls(results: Results) -> Table:
    table = layout.table(
        "\ncalls; `of core` is by the second of processor time (to11: of the edge; direct: of the provider)",
        *("", "calls/s", "of core", "µs each", "busy", "p50 ms", "p99 ms", "p50 added", "p99 added", "MB", "failed"),
    )
    for cell, measured in _by_cell(results, Kind.CALL):
        table.add_row(f"[bold]{cell.name}[/bold]")
        for one in measured:
            table.add_row(
                *(f"  {one.who}", count(one.rate), count(one.rate_of_core), ms(one.each_us), f"{one.busy:.0%}"),
                *(ms(one.percentile(0.5), 3), ms(one.percentile(0.99), 3)),
                *_added(results, one),
                *(f"{one.memory:.0f}", f"{one.failures}"),
            )
    return table


def _streams(results: Results) -> Table:
    table = layout.table(
        "\nstreams of 64 events, 20 ms apart; p50 and p99 are to the first event",
        *("", "held", "streams/s", "µs each", "an event", "busy", "p50 ms", "p99 ms", "p50 added", "p99 added"),
        *("p50 end", "p99 end", "MB", "failed"),
    )
    for cell, measured in _by_cell(results, Kind.STREAM):
        table.add_row(f"[bold]{cell.name}[/bold]")
        for one in measured:
            table.add_row(
                *(f"  {one.who}", f"{one.held} of {cell.connections}", count(one.rate)),
                *(count(one.each_us), ms(one.event_us), f"{one.busy:.0%}"),
                *(ms(one.percentile(0.5), 2), ms(one.percentile(0.99), 2)),
                *_added(results, one),
                *(ms(one.total(0.5)), ms(one.total(0.99)), f"{one.memory:.0f}", f"{one.failures}"),
            )
    return table


def _added(results: Results, one: Measured) -> tuple[str, str]:
    if one is results.direct[one.cell]:
        return "", ""
    return tuple(ms(added(results, one.cell, share, one), 3) for share in (0.5, 0.99))  # type: ignore[return-value]


def _recorded(results: Results) -> Table:
    table = layout.table(
        "\nto11's processor time, in µs each; the core stores later",
        *("", "edge", "core", "together", "recorded", "core MB", ""),
    )
    for one in results.recorded:
        table.add_row(
            *(f"{one.kind}s", ms(one.edge_us), ms(one.core_us), ms(one.edge_us + one.core_us)),
            *(f"{one.counted:,} of {one.calls:,}", f"{one.core_memory:.0f}"),
            "" if one.emptied else "in the time there was",
        )
    if results.memory_of_all:
        table.add_row("supervisor, edge and core", *[""] * 4, f"{results.memory_of_all:.0f}", "")
    return table


def _peers(results: Results) -> Table:
    table = layout.table("\npeers, each on one core", "", "version", "")
    for one in results.peers:
        table.add_row(one.name, one.version, escape(one.reason or one.note))
    return table


def write_json(results: Results, path: Path) -> None:
    """The same for machines."""
    document = {
        "machine": layout.machine(),
        "direct": [_measured_json(one, results) for one in results.direct.values()],
        "to11": [_measured_json(one, results) for one in results.to11.values()],
        "recorded": [
            {
                "kind": one.kind.value,
                "calls": one.calls,
                "counted": one.counted,
                "edgeMicroseconds": one.edge_us,
                "coreMicroseconds": one.core_us,
                "coreMemoryMb": one.core_memory,
                "emptied": one.emptied,
            }
            for one in results.recorded
        ],
        "memoryOfAllMb": results.memory_of_all,
        "peers": [
            {
                "name": one.name,
                "version": one.version,
                "reason": one.reason,
                "cells": [_measured_json(measured, results) for measured in one.measured],
            }
            for one in results.peers
        ],
        "marks": marks.as_json(held(results)),
    }
    layout.write_json(document, path)


def _measured_json(one: Measured, results: Results) -> dict[str, Any]:
    figures = {
        "cell": one.cell.name,
        "answered": one.answered,
        "failures": one.failures,
        "perSecond": one.rate,
        "perCpuSecond": one.rate_of_core,
        "microsecondsEach": one.each_us,
        "busy": one.busy,
        "p50Ms": one.percentile(0.5),
        "p99Ms": one.percentile(0.99),
        "p50AddedMs": added(results, one.cell, 0.5, one),
        "p99AddedMs": added(results, one.cell, 0.99, one),
        "memoryMb": one.memory,
    }
    if one.cell.kind is Kind.STREAM:
        figures |= {"held": one.held, "p50EndMs": one.total(0.5), "p99EndMs": one.total(0.99)}
    return figures
