"""What was set aside is found again, retried, dropped."""

import errno
import os
from collections import Counter
from pathlib import Path

import pytest

from to11.ingest.quarantine import RETRIED, Quarantine, entry_of
from to11.ingest.spool.format import Entry, EntryKind
from to11.ingest.spool.reader import SpoolReader
from to11.model.errors import InvalidRequestError, NotFoundError

ENTRY = Entry(EntryKind.OTLP, "proj_a", 7, b"payload")


@pytest.fixture
def quarantine(tmp_path: Path) -> Quarantine:
    return Quarantine(tmp_path / "quarantine")


def test_nothing_was_set_aside(quarantine: Quarantine) -> None:
    assert list(quarantine.cases()) == []
    for case_id in ("1-1", "../control", ""):
        with pytest.raises(NotFoundError):
            quarantine.case(case_id)


def test_cases_are_listed_oldest_first_with_their_cause(quarantine: Quarantine) -> None:
    quarantine.keep_entry(ENTRY, spool="edge-0", cause="first")
    quarantine.keep_bytes(b"garbage", spool="edge-1", cause="second")
    first, second = quarantine.cases()
    assert (first.cause, first.spool, first.project_id) == ("first", "edge-0", "proj_a")
    assert (second.cause, second.bytes, second.project_id) == ("second", 7, "")
    assert entry_of(quarantine.case(first.id)[1]) == ENTRY


def test_a_retried_case_is_in_the_spool_again(quarantine: Quarantine, tmp_path: Path) -> None:
    other = Entry(EntryKind.OTLP, "proj_a", 8, b"payload")
    for entry in (ENTRY, other):
        quarantine.keep_entry(entry, spool="edge-0", cause="poisoned")
    for case in list(quarantine.cases()):
        quarantine.retry(case.id, tmp_path / "spool")
    assert list(quarantine.cases()) == []
    reader, found = SpoolReader(tmp_path / "spool" / RETRIED), []
    position = reader.committed
    while (chunk := reader.read(position)).end != position:
        found += chunk.entries
        position = chunk.end
    assert found == [ENTRY, other]


@pytest.mark.parametrize("data", [b"", b"garbage that is no entry at all", b"\x20\x00\x00\x00half"])
def test_what_is_no_entry_stays(quarantine: Quarantine, tmp_path: Path, data: bytes) -> None:
    quarantine.keep_bytes(data, spool="edge-0", cause="damaged")
    (case,) = quarantine.cases()
    with pytest.raises(InvalidRequestError):
        quarantine.retry(case.id, tmp_path / "spool")
    assert list(quarantine.cases()) == [case]
    quarantine.drop(case.id)
    assert list(quarantine.cases()) == []


def test_the_same_bytes_of_a_spool_are_one_case_but_a_retried_one_is_a_new_one(quarantine: Quarantine) -> None:
    for cause in ("first", "again after the drain died"):
        quarantine.keep_entry(ENTRY, spool="edge-0", cause=cause)
        quarantine.keep_entry(ENTRY, spool=RETRIED, cause=cause)
    quarantine.keep_entry(ENTRY, spool="edge-1", cause="elsewhere")
    assert Counter(case.spool for case in quarantine.cases()) == {"edge-0": 1, RETRIED: 2, "edge-1": 1}


def test_a_case_is_there_whole_or_not_at_all(
    quarantine: Quarantine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, full = os.fsync, [True, False]

    def fails_once_per_file(fd: int) -> None:
        if full.pop(0):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(fd)

    monkeypatch.setattr(os, "fsync", fails_once_per_file)
    for answers in ([True], [False, True]):  # the entry's own bytes do not fit; what is known about it does not
        full[:] = answers
        with pytest.raises(OSError, match="No space"):
            quarantine.keep_entry(ENTRY, spool="edge-0", cause="poisoned")
        assert list(quarantine.cases()) == []
        assert not list((tmp_path / "quarantine").glob("*.tmp"))
    full[:] = [False] * 3
    quarantine.keep_entry(ENTRY, spool="edge-0", cause="poisoned")
    (case,) = quarantine.cases()
    assert entry_of(quarantine.case(case.id)[1]) == ENTRY
    assert len(list((tmp_path / "quarantine").iterdir())) == 2
