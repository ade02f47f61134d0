"""Disks that are full, or take nothing: clients are told to retry, what was acknowledged is stored, and all goes on by
itself."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.doors import JSON, PROTOBUF
from support.faults import Client, await_stored, batch, full, no_file_may_grow, small_disk, stopped, stored_spans
from support.program import Program

KB = "x" * 1000


def pids(program: Program) -> list[int]:
    program.refresh()
    return [program.core_pid, *program.edge_pids]


def clients_of(program: Program) -> list[Client]:
    token = program.token()
    return [Client(program, way, token) for way in ("grpc", PROTOBUF, JSON)]


def send_for(seconds: float, clients: list[Client]) -> None:
    """Batches from every client; an answer is a success or tells to retry."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for client in clients:
            assert client.send(batch(20, text=KB)) in {200, 503}
        time.sleep(0.01)


@pytest.mark.timeout(180)
def test_the_disk_of_spool_and_store_is_full(workplace: Path) -> None:
    with (
        small_disk(workplace / "disk", 400) as disk,
        Program(workplace, TO11_DATA_DIR=str(disk / "data"), TO11_SPOOL__MIN_FREE_BYTES="0") as program,
    ):
        clients, before = clients_of(program), pids(program)
        send_for(1, clients)
        with full(disk):
            send_for(4, clients)
            assert all(client.answers[503] for client in clients), [client.answers for client in clients]
        for client in clients:
            client.insist(batch(20))
        await_stored(program, *clients)
        assert pids(program) == before, "nobody died of it"
        assert program.get("traces").status_code == 200


@pytest.mark.timeout(180)
def test_the_stores_own_disk_is_full_the_doors_acknowledge_and_the_spool_holds(workplace: Path) -> None:
    with (
        small_disk(workplace / "disk", 100) as disk,
        Program(workplace, TO11_STORE__URL=f"chdb://{disk / 'store'}") as program,
    ):
        clients, before = clients_of(program), pids(program)
        send_for(1, clients)
        await_stored(program, *clients)
        with full(disk):
            send_for(4, clients)
            assert not any(client.answers[503] for client in clients)
            assert "store does not take spans, the spool holds" in program.log()
        await_stored(program, *clients)
        assert pids(program) == before


@pytest.mark.timeout(180)
def test_an_edge_that_can_write_nothing_tells_to_retry_until_it_can(workplace: Path) -> None:
    with Program(workplace) as program:
        clients, before = clients_of(program), pids(program)
        send_for(0.5, clients)
        with no_file_may_grow(*program.edge_pids):
            for client in clients:
                assert [client.send(batch(5)) for _ in range(3)] == [503] * 3
        for client in clients:
            client.insist(batch(20))
        await_stored(program, *clients)
        assert pids(program) == before


@pytest.mark.timeout(180)
def test_a_core_that_can_write_nothing_is_waited_for(workplace: Path) -> None:
    with Program(workplace) as program:
        clients, before = clients_of(program), pids(program)
        with no_file_may_grow(program.core_pid):
            send_for(4, clients)
            assert not any(client.answers[503] for client in clients)
            assert not stored_spans(program)
        await_stored(program, *clients)
        assert pids(program) == before


@pytest.mark.timeout(180)
def test_a_spool_at_its_limit_while_the_core_does_nothing(workplace: Path) -> None:
    with Program(workplace, TO11_SPOOL__MAX_BYTES="300000", TO11_SPOOL__SEGMENT_BYTES="50000") as program:
        clients = clients_of(program)
        with stopped(program.core_pid):
            send_for(3, clients)
            assert all(client.answers[503] for client in clients)
            held = sum(path.stat().st_size for path in (program.data_dir / "spool").glob("*/*.log"))
            assert 200_000 < held < 350_000
        for client in clients:
            client.insist(batch(20))
        await_stored(program, *clients)


def test_an_unwritable_data_directory_is_one_line(workplace: Path) -> None:
    with small_disk(workplace / "disk", 10) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        program = Program(workplace, TO11_DATA_DIR=str(disk / "data"))
        done = subprocess.run(
            [sys.executable, "-m", "to11", "serve"], env=program.environ, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 1
        assert len(done.stderr.decode().strip().splitlines()) == 1, done.stderr
        assert b"cannot write to the data directory" in done.stderr
