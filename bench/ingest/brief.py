"""The collector and the drain in one cell: spans acknowledged and stored, beside parsing alone."""

from bench import figures
from bench.ingest import acknowledge, bare, fresh, senders, store
from bench.ingest.budget import Budget
from bench.ingest.cells import Cell, Door
from bench.ingest.spans import Maker, Size
from bench.processes import memory_mb
from bench.program import Program
from bench.report import Row, section

_CELL = Cell(Size.LLM, 512, 8, Door.GRPC)
_PROBES = 20


def requests(count: int) -> list[bytes]:
    """Serialized requests of 512 distinct spans of about 1 KB each."""
    return Maker(_CELL.size).requests(_CELL.batch, count)


def run(batches: int) -> list[Row]:
    """Send `batches` requests while the core waits, then let it store them."""
    maker = Maker(_CELL.size)
    parsed = bare.parse(maker, _CELL.batch, 1.0)
    budget = Budget(cell_seconds=60.0, cell_bytes=batches * _CELL.batch * _CELL.size.nbytes)
    with Program() as program:
        to = acknowledge.target(program)
        senders.run(senders.send(to, _CELL.door, maker.requests(_CELL.batch, 2), clients=1, seconds=5.0))
        program.await_empty()
        before = int(program.stats()["spanCount"])
        program.pause_core()
        taken = acknowledge.measure(program, to, _CELL, maker, budget)
        memory = memory_mb(program.edge_pid)
        stored = store.measure(program, _CELL.size, _CELL.batch, taken.spans, seconds=300.0, before=before)
        core_memory = memory_mb(program.core_pid)
        waits = fresh.idle(program, to, maker, _PROBES).waits
    title = f"collector: {taken.spans:,} spans of {_CELL.size.nbytes} bytes, OTLP/gRPC, "
    alone = f"upb parse alone {parsed.rate:,.0f}"
    return [
        *section(f"{title}batches of {_CELL.batch}, {_CELL.clients} clients"),
        Row("acknowledged spans/s (on disk)", f"{taken.rate:,.0f}", alone, "100,000"),
        Row("  per second of edge CPU", f"{taken.rate_of_core:,.0f}", "", ""),
        Row("p50 / p99 to acknowledge", f"{taken.sent.percentile(0.5):.1f} / {taken.sent.percentile(0.99):.1f} ms"),
        Row("stored and queryable spans/s", f"{stored.rate:,.0f}", alone, "40,000"),
        Row("  per second of core CPU", f"{stored.rate_of_core:,.0f}", "", ""),
        Row(
            "p50 / max from acknowledged to queryable",
            f"{figures.percentile(waits, 0.5):.0f} / {waits[-1]:.0f} ms",
            "",
            "1,000 ms",
        ),
        Row(
            "spans stored",
            "not counted" if stored.counted is None else f"{stored.counted:,}",
            f"of {taken.spans:,}",
            "all",
        ),
        Row("memory of edge / core", f"{memory:.0f} / {core_memory:.0f} MB", "", ""),
    ]


def _counted(stored: store.Stored) -> str:
    return "not counted" if stored.counted is None else f"{stored.counted:,}"
