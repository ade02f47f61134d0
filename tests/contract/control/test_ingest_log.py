"""The collector's answers in the database, on each back end."""

import asyncio
import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from to11.control import ingest_flush, ingest_log
from to11.control.database import Database
from to11.control.ingest_flush import IngestFlush
from to11.control.ingest_tally import Answer, Count, IngestTally, Slot
from to11.model.errors import UnavailableError

START = 1_800_000_000
HOUR = 3600


def put(database: Database, counts: dict[Slot, Count]) -> None:
    tally = IngestTally()
    tally.restore(counts)
    assert ingest_log.flush(database, tally) == len(counts)
    assert ingest_log.flush(database, tally) == 0


def all_of(database: Database, project_id: str = "p") -> dict[tuple[int, str, str], tuple[int, int, int]]:
    return {
        (one.start, one.answer.value, one.reason): (one.requests, one.spans, one.bytes)
        for one in ingest_log.periods(database, project_id, 0, START * 2, 60)
    }


def test_several_writers_add_up(database: Database) -> None:
    accepted, rejected = Slot("p", START, Answer.ACCEPTED), Slot("p", START, Answer.REJECTED, "x")
    put(database, {accepted: Count(1, 2, 3, "", START + 1), rejected: Count(1, 1, 0, "early", START + 1)})
    put(database, {accepted: Count(10, 20, 2**40, "", START + 2), rejected: Count(1, 1, 0, "late", START + 3)})
    put(database, {rejected: Count(1, 5, 0, "between", START + 2)})
    assert all_of(database) == {
        (START, "accepted", ""): (11, 22, 2**40 + 3),
        (START, "rejected", "x"): (3, 7, 0),
    }
    (said,) = ingest_log.last_said(database, "p", START, START + 60)
    assert (said.message, said.at) == ("late", datetime.fromtimestamp(START + 3, UTC))


def test_at_the_same_time_and_in_many_statements(database: Database) -> None:
    slots = [Slot("p", START + 60 * number, Answer.ACCEPTED) for number in range(250)]

    def write(order: list[Slot]) -> None:
        put(database, {slot: Count(1, 1, 1, "", START) for slot in order})

    threads = [threading.Thread(target=write, args=(slots[:: 1 - 2 * (n % 2)],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(all_of(database).values()) == {(4, 4, 4)}
    assert len(all_of(database)) == 250


def test_windows_and_buckets(database: Database) -> None:
    minutes = (0, 60, HOUR - 60, HOUR)
    put(database, {Slot("p", START + at, Answer.ACCEPTED): Count(1, 10, 5, "", START + at) for at in minutes})
    put(database, {Slot("other", START, Answer.ACCEPTED): Count(7, 7, 7, "", START)})
    found = ingest_log.periods(database, "p", START, START + 2 * HOUR, HOUR)
    assert [(one.start, one.requests, one.spans, one.bytes) for one in found] == [
        (START, 3, 30, 15),
        (START + HOUR, 1, 10, 5),
    ]
    assert [one.requests for one in ingest_log.periods(database, "p", START + 60, START + HOUR, HOUR)] == [2]


def test_the_last_message_of_each_reason_within_the_window(database: Database) -> None:
    put(
        database,
        {
            Slot("p", START, Answer.REFUSED, "A"): Count(1, 0, 0, "a first", START),
            Slot("p", START + 60, Answer.REFUSED, "A"): Count(1, 0, 0, "a last", START + 61),
            Slot("p", START + 60, Answer.REJECTED, "A"): Count(1, 1, 0, "not refused: \0 \ud800 é", START + 60),
            Slot("p", START + 120, Answer.REFUSED, "A"): Count(1, 0, 0, "too late", START + 120),
            Slot("p", START, Answer.ACCEPTED): Count(1, 1, 1, "", START),
        },
    )
    said = {(one.answer, one.reason): one.message for one in ingest_log.last_said(database, "p", START, START + 120)}
    assert said == {(Answer.REFUSED, "A"): "a last", (Answer.REJECTED, "A"): "not refused: � ? é"}


def test_what_is_old_is_dropped(database: Database) -> None:
    put(database, {Slot("p", START + at, Answer.ACCEPTED): Count(1, 1, 1, "", START) for at in (0, HOUR)})
    assert ingest_log.sweep(database, 1, START + 24 * HOUR + 60) == 1
    assert list(all_of(database)) == [(START + HOUR, "accepted", "")]


def test_a_database_that_fails_loses_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    tally = IngestTally()
    tally.add("p", Answer.ACCEPTED, spans=2)
    write = database.write

    def down() -> Any:
        raise UnavailableError("down")

    monkeypatch.setattr(database, "write", down)
    with pytest.raises(UnavailableError):
        ingest_log.flush(database, tally)
    monkeypatch.setattr(database, "write", write)
    tally.add("p", Answer.ACCEPTED, spans=3)
    ingest_log.flush(database, tally)
    assert sum(spans for _, spans, _ in all_of(database).values()) == 5


async def test_it_is_written_by_and_by_and_at_the_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_flush, "FLUSH_SECONDS", 0.02)
    old = int(time.time()) // 60 * 60 - 3 * 24 * HOUR
    put(database, {Slot("p", old, Answer.ACCEPTED): Count(1, 1, 1, "", old)})
    account = IngestFlush(database, keep_days=1)
    account.start()
    account.tally.add("p", Answer.ACCEPTED, spans=1)
    async with asyncio.timeout(10):
        while not (found := await asyncio.to_thread(all_of, database)) or min(found)[0] == old:
            await asyncio.sleep(0.01)
    assert "control-ingest-account" in {task.get_name() for task in asyncio.all_tasks()}
    await asyncio.sleep(0.1)
    account.tally.add("p", Answer.ACCEPTED, spans=1)
    await account.close()
    await account.close()
    assert sum(spans for _, spans, _ in (await asyncio.to_thread(all_of, database)).values()) == 2
    assert "control-ingest-account" not in {task.get_name() for task in asyncio.all_tasks()}


async def test_the_task_outlives_a_database_that_is_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_flush, "FLUSH_SECONDS", 0.02)
    write = database.write
    tried = threading.Event()

    def down() -> Any:
        tried.set()
        raise UnavailableError("down")

    account = IngestFlush(database, keep_days=1)
    monkeypatch.setattr(database, "write", down)
    account.start()
    account.tally.add("p", Answer.ACCEPTED, spans=1)
    assert await asyncio.to_thread(tried.wait, 10)
    monkeypatch.setattr(database, "write", write)
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(all_of, database):
            await asyncio.sleep(0.01)
    await account.close()


def test_the_index_serves_the_sweep(database: Database, back_end: str) -> None:
    if back_end == "sqlite":
        with database.read() as connection:
            plan = connection.execute(text("EXPLAIN QUERY PLAN DELETE FROM ingest_counts WHERE minute < 5")).all()
        assert "ix_ingest_counts_minute" in str(plan)
