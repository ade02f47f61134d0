import mmap
import sys
from pathlib import Path

import pytest

from to11.collector import heap


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_was_freed_is_given_back() -> None:
    heap.give_back()
    before = resident()
    held = [bytes(1000) for _ in range(60_000)]
    assert resident() - before > 40_000_000
    pinned = held[-1]
    held.clear()
    heap.give_back()
    assert resident() - before < 20_000_000
    assert pinned


def test_where_there_is_no_glibc_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    heap._glibc.cache_clear()
    heap.settle()
    heap.give_back()
    assert heap._glibc() is None
    heap._glibc.cache_clear()
