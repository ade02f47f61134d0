"""A poisoned request in the running program: set aside, shown, retried, dropped; what is behind it flows on."""

import json
import time
from pathlib import Path

from support.program import Program
from support.sending import export_one
from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name


def listed(program: Program, at_least: int) -> list[dict[str, object]]:
    deadline = time.monotonic() + 20
    while True:
        cases: list[dict[str, object]] = json.loads(program.run("spool", "list", "--json"))
        if len(cases) >= at_least:
            return cases
        assert time.monotonic() < deadline, program.log()
        time.sleep(0.1)


def test_a_poisoned_request(workplace: Path) -> None:
    with Program(workplace) as program:
        assert json.loads(program.run("spool", "list", "--json")) == []
        poisoned = b"".join(encode(EntryKind.OTLP, program.project_id, time.time_ns(), b"\xff\xff no protobuf"))
        spool = program.data_dir / "spool" / "edge-poisoned"
        spool.mkdir()
        (spool / segment_name(1)).write_bytes(MAGIC + poisoned)
        program.trace(export_one(program))

        (case,) = listed(program, 1)
        assert (case["spool"], case["projectId"]) == ("edge-poisoned", program.project_id)
        assert "DecodeError" in str(case["cause"])
        assert str(case["id"]) in program.run("spool", "list")
        shown = json.loads(program.run("spool", "show", str(case["id"])))
        assert shown["unreadable"]

        program.run("spool", "retry", str(case["id"]))
        (again,) = listed(program, 1)
        assert (again["spool"], again["id"] != case["id"]) == ("retried", True)
        program.run("spool", "drop", str(again["id"]))
        assert json.loads(program.run("spool", "list", "--json")) == []
        gone = program.attempt("spool", "show", str(again["id"]))
        assert (gone.returncode, len(gone.stderr.strip().splitlines())) == (1, 1)
        program.trace(export_one(program))
