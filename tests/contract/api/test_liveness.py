"""What slow queries, a store that is down and a stop may not do."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from support.api import Api, running
from to11.api.services import QUERY_THREADS
from to11.control.authority import OPERATOR
from to11.control.database import Database
from to11.control.directory import Directory
from to11.control.flush import flush
from to11.model.errors import UnavailableError
from to11.model.tenancy import Scope
from to11.store.reader import Reader


class StuckReader:
    """Answers nothing until it is released."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.inside = threading.Semaphore(0)

    def traces(self, *_: Any) -> tuple[list[Any], None]:
        self.inside.release()
        assert self.release.wait(20)
        return [], None

    def stats(self, *_: Any) -> None:
        raise UnavailableError("the span store does not answer", retry_after=3.0)


@pytest.fixture
def reader() -> Iterator[StuckReader]:
    made = StuckReader()
    yield made
    made.release.set()


@pytest.fixture
def stuck(tmp_path: Path, reader: StuckReader) -> Iterator[Api]:
    with running(tmp_path, reader=cast(Reader, reader)) as found:
        yield found


def test_slow_queries_keep_nothing_else_waiting(stuck: Api, reader: StuckReader) -> None:
    def query() -> int:
        with stuck.client() as client:
            return client.get(f"/v1/projects/{stuck.first.project_id}/traces", timeout=30).status_code

    with ThreadPoolExecutor(QUERY_THREADS * 2) as pool:
        waiting = [pool.submit(query) for _ in range(QUERY_THREADS * 2)]
        for _ in range(QUERY_THREADS):
            assert reader.inside.acquire(timeout=20)
        assert httpx.get(f"{stuck.url}/health").status_code == 200
        exchanged = httpx.post(
            f"{stuck.url}/v1/ingest-token/exchange", json={"credential": stuck.first.secret}, timeout=10
        )
        assert exchanged.status_code == 200
        assert not reader.inside.acquire(blocking=False), "more queries run at once than there are threads for"
        reader.release.set()
        assert [answer.result() for answer in waiting] == [200] * len(waiting)


def test_a_store_that_does_not_answer_is_told_as_retryable(stuck: Api) -> None:
    with stuck.client() as client:
        answer = client.get(f"/v1/projects/{stuck.first.project_id}/stats")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "UNAVAILABLE")
    assert answer.headers["retry-after"] == "3"


def test_what_was_counted_is_written_down_when_the_api_stops(tmp_path: Path, reader: StuckReader) -> None:
    with running(tmp_path, reader=cast(Reader, reader)) as api:
        used = api.key(Scope.TRACES_READ)
        with api.client(used.secret) as client:
            assert client.get("/v1/me").status_code == 200
    database = Database(f"sqlite:///{tmp_path / 'control.db'}")
    entries, _ = Directory(database).audit.list(OPERATOR)
    database.close()
    assert [entry.target for entry in entries if entry.action == "key.used"] == [used.key.id]


def test_a_flush_that_fails_loses_nothing(stuck: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([UnavailableError("the control database does not answer"), RuntimeError("boom")])
    failed = threading.Semaphore(0)

    def flaky(*args: Any, **kwargs: Any) -> int:
        if (error := next(failures, None)) is not None:
            failed.release()
            raise error
        return flush(*args, **kwargs)

    monkeypatch.setattr("to11.api.services.flush", flaky)
    with stuck.client() as client:
        client.get("/v1/me")
    for _ in range(2):
        assert failed.acquire(timeout=20)
    stuck.wait_for_action("key.used", stuck.first.key_id)
