"""One project floods the collector with requests of every kind; another's small batches must not notice much."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from support.flood import Flood, Steady, await_memory_below, peak_mib, protobuf_of, resident_mib, second_project
from support.program import Program

LIMIT_MIB = 512


@pytest.fixture
def flooded(workplace: Path) -> Iterator[Program]:
    """A program that is killed in the end: to store all of a flood would take it long."""
    with Program(workplace, TO11_SPOOL__MAX_BYTES=str(2**30)) as program:
        yield program
        children = [program.core_pid, *program.edge_pids]
        program.stop(signal.SIGKILL)
        for pid in children:
            os.kill(pid, signal.SIGKILL)


@pytest.mark.otlp("R2", "R11", "H7", "H14")
def test_a_flood_delays_no_other_project_and_stays_within_the_memory(flooded: Program) -> None:
    edge = flooded.edge_pids[0]
    token, another = flooded.token(), second_project(flooded)
    os.kill(flooded.core_pid, signal.SIGSTOP)  # it would take the machine's other core
    with Steady(flooded, another) as idle:
        time.sleep(2)
    assert not idle.refused
    before = resident_mib(edge)
    with Flood(flooded, token, seconds=10) as flood:
        time.sleep(1)
        with Steady(flooded, another) as steady:
            time.sleep(7)
    # A machine that is busy with other things is slow without a flood, too.
    told = f"idle p95 {idle.at(0.95):.3f} s; flooded p95 {steady.at(0.95):.3f} max {steady.at(1):.3f}; {flood.counts}"
    assert not steady.refused, told
    assert steady.at(0.95) < 1 + 5 * idle.at(0.95), told
    assert steady.at(1) < 3 + 5 * idle.at(1), told
    assert flood.counts.get("200", 0) + flood.counts.get("OK", 0) > 0, told
    assert not {"500", "INTERNAL", "UNKNOWN"} & flood.counts.keys(), told
    assert peak_mib(edge) < LIMIT_MIB, told
    assert await_memory_below(edge, before + 150) <= before + 150


@pytest.mark.otlp("R8", "R11", "H14")
def test_a_quota_is_told_with_a_delay(workplace: Path) -> None:
    body = protobuf_of(100_000)
    with Program(workplace, TO11_COLLECTOR__QUOTA_SPANS_PER_SECOND="10") as program:
        another = second_project(program)

        def send(token: str) -> requests.Response:
            headers = {"authorization": f"Bearer {token}", "content-type": "application/x-protobuf"}
            return requests.post(f"{program.otlp_http}/v1/traces", body, headers=headers, timeout=30)

        token = program.token()
        assert send(token).status_code == 200
        refused = send(token)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 5
        assert b"collector.quota_spans_per_second" in refused.content
        assert send(another).status_code == 200
