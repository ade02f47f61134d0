"""What the core dies of is found after a few deaths, and set aside; what it does not die of is stored."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from to11.ingest.caution import DEATHS_BEFORE_CAUTION, DEATHS_OF_ONE, Caution
from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name
from to11.ingest.spool.reader import Position

_CORE = """
import os, signal, sys
from pathlib import Path
from to11.ingest.drain import Drain
from to11.ingest.quarantine import Quarantine
from to11.settings import DrainSettings

class Store:
    def write(self, columns):
        if "deadly" in columns.name.to_pylist():
            os.kill(os.getpid(), signal.SIGKILL)
        with open(sys.argv[2], "a") as file:
            file.writelines(name + "\\n" for name in columns.name.to_pylist())

root = Path(sys.argv[1])
drain = Drain(root / "spool", Store(), Quarantine(root / "quarantine"), DrainSettings())
while drain.step():
    pass
"""


def spool(root: Path, edge: str, *names: str) -> None:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    data = MAGIC
    for name in names:
        message = ExportTraceServiceRequest()
        message.resource_spans.add().scope_spans.add().spans.add(trace_id=b"t" * 16, span_id=b"12345678", name=name)
        data += b"".join(encode(EntryKind.OTLP, "proj_a", 1, message.SerializeToString()))
    (root / "spool" / edge).mkdir(parents=True)
    (root / "spool" / edge / segment_name(1)).write_bytes(data)


def run_core(root: Path) -> int:
    arguments = [sys.executable, "-c", _CORE, str(root), str(root / "stored")]
    return subprocess.run(arguments, timeout=60, check=False, capture_output=True).returncode


@pytest.mark.timeout(180)
def test_a_deadly_entry_is_set_aside_and_all_others_are_stored(tmp_path: Path) -> None:
    spool(tmp_path, "edge-0", "a", "b", "deadly", "c")
    spool(tmp_path, "edge-1", "d", "e")
    deaths = 0
    while run_core(tmp_path) != 0:
        deaths += 1
        assert deaths <= DEATHS_BEFORE_CAUTION + DEATHS_OF_ONE
    assert deaths == DEATHS_BEFORE_CAUTION + DEATHS_OF_ONE
    stored = (tmp_path / "stored").read_text().split()
    assert sorted(stored) == ["a", "b", "c", "d", "e"], "each once"
    (case,) = (tmp_path / "quarantine").glob("*.json")
    assert json.loads(case.read_text())["cause"] == "the core died whenever it was stored"
    assert not (tmp_path / "spool" / "trying.json").exists()
    assert run_core(tmp_path) == 0


def test_only_deaths_count(tmp_path: Path) -> None:
    places = {"edge-0": Position(1, 8)}
    for _ in range(10):
        caution = Caution(tmp_path / "trying.json")
        with pytest.raises(RuntimeError), caution.trying(places):
            raise RuntimeError("the store is in trouble")
        with caution.trying(places):
            caution.survived(places)
    assert not Caution(tmp_path / "trying.json").careful
    assert not (tmp_path / "trying.json").exists()


def test_an_unreadable_or_unwritable_note_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "trying.json").write_text('{"careful": tru')
    assert not Caution(tmp_path / "trying.json").careful
    with Caution(tmp_path / "absent" / "trying.json").trying({"edge-0": Position(1, 8)}):
        pass


def test_when_no_entry_kills_alone_all_are_stored_and_the_drain_goes_on_as_before(tmp_path: Path) -> None:
    spool(tmp_path, "edge-0", "a", "b", "c")
    spool(tmp_path, "edge-1", "d")
    place = ((0, len(MAGIC)), DEATHS_BEFORE_CAUTION)
    (tmp_path / "spool" / "trying.json").write_text(json.dumps({"careful": False, "tries": {"edge-0": place}}))
    assert Caution(tmp_path / "spool" / "trying.json").careful
    assert run_core(tmp_path) == 0
    stored = (tmp_path / "stored").read_text().split()
    assert sorted(stored) == ["a", "b", "c", "d"], "each once"
    assert [name for name in stored if name != "d"] == ["a", "b", "c"], "in the order of their spool"
    assert not (tmp_path / "quarantine").exists()
    assert not (tmp_path / "spool" / "trying.json").exists()


def test_a_death_at_another_place_is_not_this_ones(tmp_path: Path) -> None:
    path = tmp_path / "trying.json"
    path.write_text(json.dumps({"careful": True, "tries": {"edge-0": ((1, 8), DEATHS_OF_ONE)}}))
    caution = Caution(path)
    assert caution.is_deadly("edge-0", Position(1, 8))
    assert not caution.is_deadly("edge-0", Position(1, 9))
    assert not caution.is_deadly("edge-1", Position(1, 8))
