import math

import pytest

from bench.gateway.cells import ALL, HEADLINE, ONE, QUICK, STREAMS, Cell, Kind, select
from bench.gateway.marks import marks
from bench.gateway.measure import Measured
from bench.gateway.peers import Outcome
from bench.gateway.run import Plan, Results
from bench.gateway.to11 import Recorded


def one(cell: Cell, *, who: str = "to11", rate: float = 10_000.0, failures: int = 0, times: float = 0.3) -> Measured:
    answered = round(rate * 2)
    spread = [times * (1 + number / 1000) for number in range(100)]
    held = cell.connections if cell.kind is Kind.STREAM else 0
    return Measured(cell, who, answered, 2.0, failures, spread, [1300.0], held, cpu=1.8, memory=100.0)


def results(**changes: Measured) -> Results:
    taken = {ONE: one(ONE), HEADLINE: one(HEADLINE), STREAMS: one(STREAMS, times=22.0)}
    taken |= {measured.cell: measured for measured in changes.values()}
    return Results(
        direct={cell: one(cell, who="direct", times=20.0 if cell is STREAMS else 0.01) for cell in taken},
        to11=taken,
        peers=[
            Outcome("litellm", "", measured=[one(HEADLINE, who="litellm", rate=50.0)]),
            Outcome("portkey", "", measured=[one(HEADLINE, who="portkey", rate=1000.0)]),
        ],
    )


def test_marks_are_taken_from_their_cells() -> None:
    rate, litellm, portkey, p50, p99, held, first, memory = marks(results())
    assert (rate.value, rate.met) == (10_000.0, True)
    assert (litellm.value, litellm.met) == (200.0, True)
    assert (portkey.value, portkey.met) == (10.0, False)
    assert p50.value == pytest.approx(0.29 * 1.049)
    assert (p50.met, p99.met) == (True, True)
    assert (held.value, held.met) == (512.0, True)
    assert 2.0 < first.value < 2.5
    assert (memory.value, memory.met) == (100.0, True)


def test_a_failed_call_misses_the_rate() -> None:
    assert marks(results(many=one(HEADLINE, failures=1)))[0].met is False


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert [mark.met for mark in marks(Results())] == [None] * 8
    absent = results()
    absent.peers = [Outcome("litellm", "", reason="not installed")]
    assert math.isnan(marks(absent)[1].value)


def test_processor_time_is_by_the_call_and_the_event() -> None:
    stream = one(STREAMS, rate=500.0)
    assert stream.each_us == pytest.approx(1800.0)
    assert stream.event_us == pytest.approx(1800.0 / 64)
    assert stream.rate_of_core == pytest.approx(1000 / 1.8)


def test_the_core_is_charged_for_what_it_worked_off() -> None:
    whole = Recorded(Kind.CALL, 1000, 1000, edge_cpu=0.1, core_cpu=0.12, core_memory=1.0, emptied=True)
    part = Recorded(Kind.CALL, 1000, 500, edge_cpu=0.1, core_cpu=0.12, core_memory=1.0, emptied=False)
    assert whole.edge_us == pytest.approx(100.0)
    assert whole.core_us == pytest.approx(120.0)
    assert part.core_us == pytest.approx(240.0)


def test_cells_are_chosen_by_name() -> None:
    assert select("call/0ms/64") == (HEADLINE,)
    assert set(QUICK) <= set(ALL)
    assert {cell.kind for cell in select("stream/*")} == {Kind.STREAM}
    assert Plan(QUICK, budget=None).steps > 2 * len(QUICK)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no cell is called call/1ms"):
        select("call/1ms/*")
