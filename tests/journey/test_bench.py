"""The benchmarks run: a small part of `make bench-ingest` and `make bench-gateway`, whose figures mean nothing here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(300)
def test_ingestion_is_measured(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench.ingest", "--smoke", "--cells", "1kb/64/1/*", "--peers", "none"]
    done = subprocess.run(
        [*command, "--rate", "5000", "--json", str(figures)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "tests", "TO11_BENCH_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(figures.read_text())
    assert [one["cell"] for one in measured["acknowledged"]] == ["1kb/64/1/grpc", "1kb/64/1/http"]
    assert all(one["spans"] > 0 and not one["failures"] for one in measured["acknowledged"])
    (stored,) = measured["stored"]
    sent = sum(one["spans"] for one in measured["acknowledged"])
    assert stored["spans"] == stored["counted"] == stored["acknowledged"] == sent
    assert stored["spansPerSecond"] > 0
    for one in measured["queryable"].values():
        assert one["probes"] > 0
        assert not one["unseen"]
        assert not one["failures"]
        assert one["p50Ms"] > 0
    assert "acknowledged with fsync" in done.stdout
    assert list(tmp_path.iterdir()) == [figures]  # nothing is left behind


@pytest.mark.timeout(300)
def test_the_gateway_is_measured(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench.gateway", "--smoke", "--cells", "call/0ms/1,call/0ms/64,stream/20ms/64"]
    done = subprocess.run(
        [*command, "--peers", "none", "--json", str(figures)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "tests", "TO11_BENCH_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(figures.read_text())
    for who in ("direct", "to11"):
        assert [one["cell"] for one in measured[who]] == ["call/0ms/1", "call/0ms/64", "stream/20ms/64"]
        assert all(one["answered"] > 0 and not one["failures"] for one in measured[who])
        assert all(one["microsecondsEach"] > 0 and one["p50Ms"] > 0 for one in measured[who])
    assert all(one["p50AddedMs"] > 0 for one in measured["to11"])
    calls, streams = measured["recorded"]
    assert calls["counted"] == calls["calls"] == sum(one["answered"] for one in measured["to11"][:2])
    assert streams["counted"] == streams["calls"] == measured["to11"][2]["answered"] >= 64
    assert all(one["edgeMicroseconds"] > 0 and one["coreMicroseconds"] > 0 for one in measured["recorded"])
    assert "p50 added at one connection" in done.stdout
    assert list(tmp_path.iterdir()) == [figures]  # nothing is left behind
