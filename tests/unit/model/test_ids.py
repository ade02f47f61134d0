import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from to11.model.ids import is_id, new_id, new_span_id, new_trace_id


def test_ids_are_prefixed_and_differ() -> None:
    made = {new_id("proj") for _ in range(100)}
    assert len(made) == 100
    assert all(is_id(one, "proj") for one in made)


@pytest.mark.parametrize("text", ["proj_", "proj", "ws_abcdefgh", "proj_abc def", "proj_abcdefgh\n", "PROJ_abcdefgh"])
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text, "proj")


def test_w3c_ids() -> None:
    assert re.fullmatch("[0-9a-f]{32}", new_trace_id())
    assert re.fullmatch("[0-9a-f]{16}", new_span_id())
    assert len({new_span_id() for _ in range(100)}) == 100


def test_w3c_ids_differ_whichever_thread_asks() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: new_span_id(), range(5000)))
    made += [new_trace_id()[:16] for _ in range(1000)]
    assert len(set(made)) == 6000


def test_a_child_process_gives_other_ids_than_its_parent() -> None:
    new_span_id()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, new_span_id().encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as told:
        assert told.read() not in {new_span_id() for _ in range(600)}


def test_an_id_is_never_all_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [bytes(2048), bytes(8) + b"\1" * 8]
    monkeypatch.setattr(os, "urandom", lambda _: blocks.pop(0))
    monkeypatch.setattr("to11.model.ids._spare", [])
    assert new_span_id() == "01" * 8
