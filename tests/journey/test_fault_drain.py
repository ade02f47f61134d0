"""Requests that cannot be stored, in the running program: set aside one by one, never blocking those behind them."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from support.doors import PROTOBUF
from support.faults import HOOKS, Client, await_stored, batch, keys_of, stored_spans
from support.program import Program


def cases(program: Program, count: int, within: float = 60) -> list[dict[str, Any]]:
    """What was set aside, once it is so many."""
    deadline = time.monotonic() + within
    while True:
        found: list[dict[str, Any]] = json.loads(program.run("spool", "list", "--json"))
        if len(found) == count:
            return found
        assert time.monotonic() < deadline, program.log()[-3000:]
        time.sleep(0.3)


@pytest.mark.timeout(180)
def test_one_row_that_the_store_refuses_among_thousands(workplace: Path) -> None:
    with Program(workplace, PYTHONPATH=HOOKS) as program:
        client, poisoned = Client(program, "grpc"), Client(program, PROTOBUF)
        refused = batch(1, name="refused")
        for number in range(30):
            client.insist(batch(100))
            if number == 15:
                poisoned.insist(refused)
        await_stored(program, client)
        (case,) = cases(program, 1)
        assert "a row that the store will never take" in case["cause"]
        assert case["projectId"] == program.project_id
        shown = json.loads(program.run("spool", "show", case["id"]))
        (span,) = shown["content"]["resourceSpans"][0]["scopeSpans"][0]["spans"]
        assert [(span["traceId"], span["spanId"])] == keys_of(refused)

        program.run("spool", "retry", case["id"])
        (again,) = cases(program, 1)
        while again["spool"] != "retried":  # the old one is dropped when its retry is on disk
            (again,) = cases(program, 1)
        assert not stored_spans(program).keys() & poisoned.acknowledged

        program.stop()
        program.environ.pop("PYTHONPATH")  # whatever was wrong with the store is mended
        program.start()
        program.run("spool", "retry", again["id"])
        await_stored(program, client, poisoned)
        assert cases(program, 0) == []


@pytest.mark.timeout(180)
def test_a_request_that_the_core_dies_of_is_found_and_set_aside(workplace: Path) -> None:
    with Program(workplace, PYTHONPATH=HOOKS) as program:
        client, poisoned = Client(program), Client(program)
        for number in range(10):
            client.insist(batch(50))
            if number == 5:
                poisoned.insist(batch(1, name="deadly"))
        (case,) = cases(program, 1, within=120)
        assert case["cause"] == "the core died whenever it was stored"
        client.insist(batch(50))
        program.await_api()
        await_stored(program, client)
        assert program.log().count("child process died, restarting") <= 6

        program.run("spool", "drop", case["id"])
        assert cases(program, 0) == []
