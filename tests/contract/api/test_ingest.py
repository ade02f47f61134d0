"""A project's account with the collector over the API."""

from typing import Any

import pytest

from support.api import Api
from to11.api.services import Waiting
from to11.control import ingest_log
from to11.control.authority import OPERATOR
from to11.control.ingest_tally import Answer, Count, IngestTally, Slot
from to11.model.tenancy import Scope, ScopeClass

START = 1_774_459_800  # 2026-03-25T17:30:00Z
WINDOW = {"from": "2026-03-25T17:30:00Z", "to": "2026-03-25T18:30:00Z"}


def put(api: Api, counts: dict[Slot, Count]) -> None:
    tally = IngestTally()
    tally.restore(counts)
    ingest_log.flush(api.database, tally)


def ask(api: Api, project_id: str, secret: str | None = None, **parameters: str) -> Any:
    with api.client(secret) as client:
        return client.get(f"/v1/projects/{project_id}/ingest", params=parameters)


@pytest.fixture(scope="module")
def project(api: Api) -> str:
    """A project with an account, which an organization key reaches."""
    made = api.directory.tenants.create_project(OPERATOR, api.first.workspace_id, "with an account").id
    put(
        api,
        {
            Slot(made, START, Answer.ACCEPTED): Count(2, 20, 200, "", START),
            Slot(made, START + 60, Answer.ACCEPTED): Count(1, 10, 100, "", START + 60),
            Slot(made, START + 1800, Answer.ACCEPTED): Count(1, 1, 1, "", START + 1800),
            Slot(made, START, Answer.REJECTED, "invalid_span_id"): Count(1, 1, 0, "old", START + 5),
            Slot(made, START + 60, Answer.REJECTED, "invalid_span_id"): Count(2, 3, 0, "span 0 'x': zero", START + 65),
            Slot(made, START + 60, Answer.REJECTED, "invalid_utf8"): Count(1, 9, 0, "no text", START + 61),
            Slot(made, START, Answer.REFUSED, "UNAVAILABLE"): Count(5, 0, 0, "the spool is full", START + 59),
            Slot(made, START + 3600, Answer.ACCEPTED): Count(99, 99, 99, "", START + 3600),
        },
    )
    return made


@pytest.fixture(scope="module")
def wide(api: Api) -> str:
    return api.key(Scope.TRACES_READ, scope_class=ScopeClass.ORGANIZATION).secret


def test_the_whole_account(api: Api, project: str, wide: str) -> None:
    data = ask(api, project, wide, **WINDOW).json()["data"]
    assert data == {
        "startTime": "2026-03-25T17:30:00Z",
        "endTime": "2026-03-25T18:30:00Z",
        "accepted": {"requests": 4, "spans": 31, "bytes": 301},
        "rejectedSpans": 13,
        "refusedRequests": 5,
        "rejected": [
            {
                "reason": "invalid_utf8",
                "requests": 1,
                "spans": 9,
                "lastMessage": "no text",
                "lastTime": "2026-03-25T17:31:01Z",
            },
            {
                "reason": "invalid_span_id",
                "requests": 3,
                "spans": 4,
                "lastMessage": "span 0 'x': zero",
                "lastTime": "2026-03-25T17:31:05Z",
            },
        ],
        "refused": [
            {
                "code": "UNAVAILABLE",
                "requests": 5,
                "lastMessage": "the spool is full",
                "lastTime": "2026-03-25T17:30:59Z",
            }
        ],
        "bucketDurationNano": 60 * 10**9,
        "buckets": [
            {
                "startTime": "2026-03-25T17:30:00Z",
                "accepted": {"requests": 2, "spans": 20, "bytes": 200},
                "rejectedSpans": 1,
                "refusedRequests": 5,
            },
            {
                "startTime": "2026-03-25T17:31:00Z",
                "accepted": {"requests": 1, "spans": 10, "bytes": 100},
                "rejectedSpans": 12,
                "refusedRequests": 0,
            },
            {
                "startTime": "2026-03-25T18:00:00Z",
                "accepted": {"requests": 1, "spans": 1, "bytes": 1},
                "rejectedSpans": 0,
                "refusedRequests": 0,
            },
        ],
        "lag": {"spooledBytes": 0, "oldestSeconds": 0.0},
    }


def test_what_waits_is_that_of_the_whole_deployment_and_of_now(api: Api, project: str, wide: str) -> None:
    api.waiting.append(Waiting(4096, 1.25))
    try:
        for window in (WINDOW, {}):
            lag = ask(api, project, wide, **window).json()["data"]["lag"]
            assert lag == {"spooledBytes": 4096, "oldestSeconds": 1.25}
    finally:
        api.waiting.pop()


def test_a_short_window_is_told_by_the_minute(api: Api, project: str, wide: str) -> None:
    data = ask(api, project, wide, **{"from": "2026-03-25T17:31:20Z", "to": "2026-03-25T17:31:30Z"}).json()["data"]
    assert (data["startTime"], data["bucketDurationNano"]) == ("2026-03-25T17:31:00Z", 60 * 10**9)
    assert (data["accepted"]["spans"], len(data["buckets"])) == (10, 1)


def test_a_wide_window_has_wide_buckets(api: Api, project: str, wide: str) -> None:
    data = ask(api, project, wide, to="2026-03-26T00:00:00Z", window="14d").json()["data"]
    assert (data["bucketDurationNano"], data["accepted"]["spans"]) == (6 * 3600 * 10**9, 130)
    assert [bucket["startTime"] for bucket in data["buckets"]] == ["2026-03-25T12:00:00Z", "2026-03-25T18:00:00Z"]


def test_nothing_is_an_empty_account(api: Api, project: str, wide: str) -> None:
    data = ask(api, project, wide, window="1h").json()["data"]
    assert (data["accepted"], data["rejected"], data["refused"], data["buckets"]) == (
        {"requests": 0, "spans": 0, "bytes": 0},
        [],
        [],
        [],
    )


def test_only_who_may_read_the_projects_traces(api: Api, project: str, wide: str) -> None:
    assert ask(api, project).status_code == 403  # the first key reaches another project
    assert ask(api, api.other_project(), wide).status_code == 403
    without = api.key(Scope.OTEL_WRITE, scope_class=ScopeClass.ORGANIZATION).secret
    assert ask(api, project, without).json()["error"]["code"] == "INSUFFICIENT_SCOPE"
    assert ask(api, project, "").status_code == 401


@pytest.mark.parametrize("parameters", [{"status": "ok"}, {"window": "x"}, {"from": "yesterday"}])
def test_parameters_that_are_not(api: Api, project: str, wide: str, parameters: dict[str, str]) -> None:
    assert ask(api, project, wide, **parameters).status_code == 400
