"""A session over a real socket: its figures, and its conversation page after page."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from support.api import Api, data, refused, running, sent, write
from support.spans import SECOND, chat, make_span, span_id, trace_id
from to11.api.times import rfc3339
from to11.model import genai
from to11.model.tenancy import Scope
from to11.settings import ApiSettings
from to11.store.client import StoreClient
from to11.store.reader import Reader

NOW = time.time_ns() // SECOND * SECOND
MINUTE = 60 * SECOND
SESSION = "support/7?#%2F ü"
ODD = ["a/b", "/", "a/conversation", "conversation", "%2F", "a+b c", "ü🦙", "?x=1", "a#b", "'; --", "..a", "a\\b", "\n"]

Message = dict[str, Any]


def says(role: str, content: str) -> Message:
    return {"role": role, "parts": [{"type": "text", "content": content}]}


def messages(asked: list[Message], answer: str) -> dict[str, Any]:
    answered = [{**says("assistant", answer), "finish_reason": "stop"}]
    return {genai.INPUT_MESSAGES: json.dumps(asked), genai.OUTPUT_MESSAGES: json.dumps(answered)}


def fill(client: StoreClient, project: str, turns: int) -> None:
    """A session of some turns, a minute apart, whose calls repeat the whole history; the third one fails."""
    history = [says("system", "Be brief.")]
    for number in range(turns):
        history.append(says("user", f"question {number}"))
        start = NOW - (turns - number) * MINUTE
        root = make_span(
            "ask", trace=f"turn-{number}", start=start, duration=9 * SECOND, values={genai.SESSION_ID: SESSION}
        )
        call = chat(
            "chat",
            trace=f"turn-{number}",
            parent="ask",
            start=start + SECOND,
            tokens=(100 + number, 7),
            cost=0.5,
            values=messages(history, f"answer {number}"),
            error="overloaded" if number == 2 else None,
        )
        write(client, project, sent(root, call))
        history.append(says("assistant", f"answer {number}"))


@pytest.fixture(scope="module")
def project(api: Api, client: StoreClient) -> str:
    fill(client, api.first.project_id, 5)
    spans = [
        make_span(f"odd-{number}", trace=f"odd-{number}", start=NOW, values={genai.SESSION_ID: one})
        for number, one in enumerate(ODD)
    ]
    write(client, api.first.project_id, sent(*spans))
    return api.first.project_id


@pytest.fixture
def http(api: Api, project: str) -> Iterator[httpx.Client]:
    with api.client(api.key(Scope.TRACES_READ).secret) as client:
        client.base_url = f"{api.url}/v1/projects/{project}"
        yield client


def path(session: str) -> str:
    return f"/sessions/{quote(session, safe='')}"


def conversation(http: httpx.Client, **params: Any) -> Any:
    return data(http.get(f"{path(SESSION)}/conversation", params=params))


def test_a_session_is_told_as_the_list_tells_it(http: httpx.Client) -> None:
    found = data(http.get(path(SESSION)))
    assert found == data(http.get("/sessions", params={"session": SESSION}))["items"][0]
    assert (found["sessionId"], found["traceCount"], found["errorCount"]) == (SESSION, 5, 1)


@pytest.mark.parametrize("session", ODD)
def test_a_session_id_may_hold_any_character(http: httpx.Client, session: str) -> None:
    assert data(http.get(path(session)))["sessionId"] == session
    (turn,) = data(http.get(f"{path(session)}/conversation"))["items"]
    assert turn["name"] == f"odd-{ODD.index(session)}"


def test_a_slash_in_the_path_is_no_part_of_a_session_id(http: httpx.Client) -> None:
    assert http.get("/sessions/a/b").status_code == 404
    assert http.get("/sessions/a/b").json()["error"]["message"] == "there is nothing at this address"


@pytest.mark.parametrize("session", ["%FF", "%C3%28"])
def test_a_session_id_is_unicode(http: httpx.Client, session: str) -> None:
    for tail in ("", "/conversation"):
        body = refused(http.get(f"/sessions/{session}{tail}"), 400, "INVALID_REQUEST")
        assert [item["field"] for item in body["error"]["details"]["fields"]] == ["sessionId"]


@pytest.mark.parametrize("tail", ["", "/conversation"])
def test_an_unknown_session_is_not_found(http: httpx.Client, tail: str) -> None:
    body = refused(http.get(f"/sessions/nobody%2Fhere{tail}"), 404, "NOT_FOUND")
    assert body["error"]["details"] == {"sessionId": "nobody/here"}


def test_a_conversation_shows_each_message_once(http: httpx.Client) -> None:
    found = conversation(http)
    assert found["pagination"] == {"nextCursor": None, "limit": 50}
    assert [
        [(one["role"], one["parts"][0]["content"], one["finishReason"]) for one in turn["messages"]]
        for turn in found["items"]
    ] == [
        [("system", "Be brief.", None), ("user", "question 0", None), ("assistant", "answer 0", "stop")],
        *([("user", f"question {n}", None), ("assistant", f"answer {n}", "stop")] for n in range(1, 5)),
    ]
    third = found["items"][2]
    assert {key: value for key, value in third.items() if key != "messages"} == {
        "traceId": trace_id("turn-2").hex(),
        "name": "ask",
        "startTime": rfc3339(NOW - 3 * MINUTE),
        "durationNano": 9 * SECOND,
        "status": "error",
        "inputTokens": 102,
        "outputTokens": 7,
        "cost": 0.5,
        "models": ["gpt-4o"],
        "truncated": False,
    }
    assert {one["spanId"] for one in third["messages"]} == {span_id("chat").hex()}


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_show_what_the_whole_shows(http: httpx.Client, limit: int) -> None:
    turns, cursor = [], None
    while True:
        page = conversation(http, limit=limit, **({"cursor": cursor} if cursor else {}))
        assert 0 < len(page["items"]) <= limit
        turns += page["items"]
        cursor = page["pagination"]["nextCursor"]
        if cursor is None:
            break
    assert turns == conversation(http)["items"]


def test_a_cursor_goes_with_its_session(http: httpx.Client) -> None:
    cursor = conversation(http, limit=1)["pagination"]["nextCursor"]
    for params in ({"cursor": cursor[:-1]}, {"cursor": "x"}, {"limit": 0}):
        refused(http.get(f"{path(SESSION)}/conversation", params=params), 400, "INVALID_REQUEST")
    refused(http.get(f"{path('a/b')}/conversation", params={"cursor": cursor}), 400, "INVALID_REQUEST")


@pytest.mark.parametrize(
    ("limits", "sizes", "truncated"),
    [
        ({"max_conversation_bytes": 1}, [1, 1, 1], [False, False, False]),
        ({"max_conversation_bytes": 1400}, [2, 1], [False, False, False]),
        ({"max_turn_spans": 1}, [3], [False, False, False]),
    ],
)
def test_long_turns_make_short_pages(
    tmp_path_factory: pytest.TempPathFactory,
    client: StoreClient,
    limits: dict[str, int],
    sizes: list[int],
    truncated: list[bool],
) -> None:
    settings = ApiSettings(**limits)
    with running(tmp_path_factory.mktemp("api"), Reader(client), settings=settings) as api, api.client() as http:
        fill(client, api.first.project_id, 3)
        http.base_url = f"{api.url}/v1/projects/{api.first.project_id}"
        pages, cursor = [conversation(http)], None
        while cursor := pages[-1]["pagination"]["nextCursor"]:
            pages.append(conversation(http, cursor=cursor))
    assert [len(page["items"]) for page in pages] == sizes
    turns = [turn for page in pages for turn in page["items"]]
    assert [turn["truncated"] for turn in turns] == truncated
    assert [len(turn["messages"]) for turn in turns] == [3, 2, 2]


def test_a_turn_of_more_calls_than_are_read_says_so(
    tmp_path_factory: pytest.TempPathFactory, client: StoreClient
) -> None:
    settings = ApiSettings(max_turn_spans=2)
    with running(tmp_path_factory.mktemp("api"), Reader(client), settings=settings) as api, api.client() as http:
        calls = [
            chat(
                f"{number}",
                trace="long",
                start=NOW + 2 * number * SECOND,
                values={genai.SESSION_ID: SESSION, **messages([says("user", f"{number}")], "ok")},
            )
            for number in range(3)
        ]
        write(client, api.first.project_id, sent(*calls))
        http.base_url = f"{api.url}/v1/projects/{api.first.project_id}"
        (turn,) = conversation(http)["items"]
    assert turn["truncated"] is True
    assert [one["spanId"] for one in turn["messages"]] == [span_id(name).hex() for name in ("0", "0", "1", "1")]


@pytest.mark.parametrize("tail", ["", "/conversation"])
def test_sessions_are_read_with_the_scope_and_within_reach(api: Api, tail: str) -> None:
    with api.client(api.key(Scope.OTEL_WRITE).secret) as client:
        refused(client.get(f"/v1/projects/{api.first.project_id}/sessions/x%2Fy{tail}"), 403, "INSUFFICIENT_SCOPE")
    with api.client() as client:
        found = client.get(f"/v1/projects/{api.other_project()}/sessions/x%2Fy{tail}")
        refused(found, 403, "PROJECT_NOT_AUTHORIZED")
