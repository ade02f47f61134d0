"""One trace over a real socket: in outline, and span by span."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from support.api import Api, data, refused, running, sent, write
from support.spans import SECOND, chat, make_span, span_id, trace_id
from to11.model.tenancy import Scope
from to11.settings import ApiSettings
from to11.store.client import StoreClient
from to11.store.reader import Reader

NOW = time.time_ns() // SECOND * SECOND
TRACE = trace_id("outlined").hex()
ROOT, CALL = span_id("root").hex(), span_id("call").hex()
SPANS = [
    make_span("root", trace="outlined", start=NOW, duration=2 * SECOND),
    chat("call", trace="outlined", parent="root", start=NOW + 7, kind=3, tokens=(12, 3), cost=0.5),
]


@pytest.fixture(scope="module")
def project(api: Api, client: StoreClient) -> str:
    write(client, api.first.project_id, sent(*SPANS, service="rag"))
    return api.first.project_id


@pytest.fixture
def http(api: Api, project: str) -> Iterator[httpx.Client]:
    with api.client(api.key(Scope.TRACES_READ).secret) as client:
        client.base_url = f"{api.url}/v1/projects/{project}"
        yield client


def test_an_outline_leaves_out_what_a_span_does_not_say(http: httpx.Client) -> None:
    found = data(http.get(f"/traces/{TRACE.upper()}/outline"))
    assert found["traceId"] == TRACE
    assert found["summary"] in data(http.get("/traces"))["items"]
    assert found["startTime"] == found["summary"]["startTime"]
    assert found["spans"] == [
        {
            "spanId": ROOT,
            "name": "root",
            "kind": "internal",
            "serviceName": "rag",
            "startOffsetNano": 0,
            "durationNano": 2 * SECOND,
            "status": "unset",
        },
        {
            "spanId": CALL,
            "parentSpanId": ROOT,
            "name": "call",
            "kind": "client",
            "serviceName": "rag",
            "startOffsetNano": 7,
            "durationNano": SECOND,
            "status": "unset",
            "operation": "chat",
            "provider": "openai",
            "model": "gpt-4o",
            "inputTokens": 12,
            "outputTokens": 3,
            "cost": 0.5,
        },
    ]


def test_a_span_is_told_as_its_trace_tells_it(http: httpx.Client) -> None:
    whole = data(http.get(f"/traces/{TRACE}"))["spans"]
    assert [data(http.get(f"/traces/{TRACE}/spans/{one}")) for one in (ROOT, CALL.upper())] == whole


@pytest.mark.parametrize("path", [f"/traces/{'a' * 32}/outline", f"/traces/{TRACE}/spans/{'a' * 16}"])
def test_what_is_not_there_is_not_found(http: httpx.Client, path: str) -> None:
    refused(http.get(path), 404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/traces/xyz/outline", "traceId"),
        (f"/traces/{'0' * 31}/spans/{CALL}", "traceId"),
        (f"/traces/{TRACE}/spans/{'0' * 15}", "spanId"),
        (f"/traces/{TRACE}/spans/{'g' * 16}", "spanId"),
    ],
)
def test_what_is_no_id_is_refused_by_name(http: httpx.Client, path: str, field: str) -> None:
    body = refused(http.get(path), 400, "INVALID_REQUEST")
    assert [item["field"] for item in body["error"]["details"]["fields"]] == [field]


def test_a_trace_longer_than_the_setting_is_told_in_part(
    tmp_path_factory: pytest.TempPathFactory, client: StoreClient
) -> None:
    settings = ApiSettings(max_outline_spans=1)
    with running(tmp_path_factory.mktemp("api"), Reader(client), settings=settings) as api, api.client() as http:
        write(client, api.first.project_id, sent(*SPANS))
        found: dict[str, Any] = data(http.get(f"/v1/projects/{api.first.project_id}/traces/{TRACE}/outline"))
    assert [span["name"] for span in found["spans"]] == ["root"]
    assert found["summary"]["spanCount"] == 2


class Late(Reader):
    """Reads spans before, and totals after, the last span came."""

    def __init__(self, client: StoreClient) -> None:
        super().__init__(client)
        self.reads = 0

    def outline(self, *asked: Any) -> list[Any]:
        self.reads += 1
        return super().outline(*asked)[: None if self.reads > 1 else 1]

    def trace(self, *asked: Any) -> list[Any]:
        self.reads += 1
        return super().trace(*asked)[: None if self.reads > 1 else 1]


@pytest.mark.parametrize("form", ["", "/outline"])
def test_there_are_never_fewer_spans_than_are_counted(
    tmp_path_factory: pytest.TempPathFactory, client: StoreClient, form: str
) -> None:
    reader = Late(client)
    with running(tmp_path_factory.mktemp("api"), reader) as api, api.client() as http:
        write(client, api.first.project_id, sent(*SPANS))
        for reads in (2, 3):
            found: dict[str, Any] = data(http.get(f"/v1/projects/{api.first.project_id}/traces/{TRACE}{form}"))
            assert [span["name"] for span in found["spans"]] == ["root", "call"]
            assert (found["summary"]["spanCount"], reader.reads) == (2, reads)
