"""An export over a real socket: it is the list, it is bounded, and it stops when nobody takes it any more."""

import csv
import io
import socket
import threading
import time
from collections.abc import Iterator
from itertools import count

import httpx
import pytest

from support.api import Api, data, refused, running, sent, write
from support.spans import SECOND, START, make_span
from to11.api.routes.export import MAX_ROWS
from to11.model.errors import UnavailableError
from to11.model.search import Cursor, TraceFilter, TraceStatus, TraceSummary
from to11.model.tenancy import Scope
from to11.settings import ApiSettings
from to11.store.client import StoreClient
from to11.store.reader import Reader

NOW = time.time_ns() // SECOND * SECOND
DEADLINE = 20.0


@pytest.fixture(scope="module")
def project(api: Api, client: StoreClient) -> str:
    """More traces than are read at once, which begin in the same seconds."""
    spans = [
        make_span(
            f"job, {number}", trace=f"{number}", start=NOW - number // 7 * SECOND, error="no" if number % 2 else None
        )
        for number in range(1500)
    ]
    write(client, api.first.project_id, sent(*spans, service="ünïcode"))
    return api.first.project_id


@pytest.fixture
def http(api: Api, project: str) -> Iterator[httpx.Client]:
    with api.client(api.key(Scope.TRACES_READ).secret) as client:
        client.base_url = f"{api.url}/v1/projects/{project}"
        client.timeout = httpx.Timeout(DEADLINE)
        yield client


@pytest.mark.parametrize("params", [{}, {"status": "error"}, {"q": "job, 12"}, {"service": "nobody"}])
def test_an_export_is_the_list(http: httpx.Client, params: dict[str, str]) -> None:
    listed: list[dict[str, object]] = []
    cursor = None
    while True:
        page = data(http.get("/traces", params={**params, "limit": 1000, **({"cursor": cursor} if cursor else {})}))
        listed += page["items"]
        cursor = page["pagination"]["nextCursor"]
        if cursor is None:
            break
    as_json = http.get("/traces/export", params={**params, "format": "json"})
    assert as_json.json() == listed
    as_csv = http.get("/traces/export", params=params)
    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode(), newline="")))
    assert [(row["traceId"], row["name"], row["startTime"]) for row in rows] == [
        (one["traceId"], one["name"], one["startTime"]) for one in listed
    ]


def test_an_export_is_a_file(http: httpx.Client) -> None:
    for form, kind in {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"}.items():
        answer = http.get("/traces/export", params={"format": form})
        assert answer.headers["content-type"] == kind
        assert answer.headers["content-disposition"].startswith('attachment; filename="traces-2')
        assert answer.headers["content-disposition"].endswith(f'Z.{form}"')
        assert answer.headers[MAX_ROWS] == "100000"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("params", [{"format": "xml"}, {"window": "x"}, {"limit": 5}, {"cursor": "x"}])
def test_what_cannot_be_exported_is_refused(http: httpx.Client, params: dict[str, str]) -> None:
    refused(http.get("/traces/export", params=params), 400, "INVALID_REQUEST")


def test_what_the_store_refuses_is_refused_before_anything_is_sent(http: httpx.Client) -> None:
    words = " ".join(f"w{number}" for number in range(40))
    refused(http.get("/traces/export", params={"q": words}), 400, "INVALID_REQUEST")


def test_an_export_is_bounded_and_says_so(
    tmp_path_factory: pytest.TempPathFactory, client: StoreClient, api: Api, http: httpx.Client
) -> None:
    newest = http.get("/traces/export", params={"format": "json"}).json()
    for most in (1, 1000, 1001, 1499):
        settings = ApiSettings(max_export_rows=most)
        with running(tmp_path_factory.mktemp("api"), Mirror(client, api), settings=settings) as bounded:
            url = f"{bounded.url}/v1/projects/{bounded.first.project_id}/traces/export"
            with bounded.client() as asking:
                answer = asking.get(url, params={"format": "json"}, timeout=DEADLINE)
        assert answer.headers[MAX_ROWS] == str(most)
        assert answer.json() == newest[:most]


class Mirror(Reader):
    """Reads another API's project."""

    def __init__(self, client: StoreClient, api: Api) -> None:
        super().__init__(client)
        self._other = api.first.project_id

    def traces(
        self, project_id: str, asked: TraceFilter, cursor: Cursor | None = None, limit: int = 50
    ) -> tuple[list[TraceSummary], Cursor | None]:
        return super().traces(self._other, asked, cursor, limit)


class Endless(Reader):
    """A store of traces without end, that counts the pages which are read of it and fails after so many."""

    def __init__(self, client: StoreClient, pages: int = 10**9) -> None:
        super().__init__(client)
        self._numbers = count()
        self._left = pages
        self.pages = 0
        self.reading = threading.Lock()

    def traces(
        self, project_id: str, asked: TraceFilter, cursor: Cursor | None = None, limit: int = 50
    ) -> tuple[list[TraceSummary], Cursor | None]:
        with self.reading:
            self.pages += 1
            if self.pages > self._left:
                raise UnavailableError("the store is gone")
            ids = [f"{next(self._numbers):032x}" for _ in range(limit)]
            found = [TraceSummary(one, START, 1, TraceStatus.OK, "n" * 200, "s", 1, 0) for one in ids]
            return found, Cursor(START, ids[-1])

    def settled(self) -> int:
        """How many pages have been read, once there are some and no more."""
        end = time.monotonic() + DEADLINE
        seen = 0
        while time.monotonic() < end:
            if seen and seen == self.pages:
                return seen
            seen = self.pages
            time.sleep(0.5)
        raise AssertionError("it goes on and on")


ENDLESS = ApiSettings(max_export_rows=10**9)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_client_that_goes_away_ends_it(
    tmp_path_factory: pytest.TempPathFactory, client: StoreClient, form: str
) -> None:
    reader = Endless(client)
    with running(tmp_path_factory.mktemp("api"), reader, settings=ENDLESS) as api, api.client() as http:
        url = f"{api.url}/v1/projects/{api.first.project_id}/traces/export"
        with http.stream("GET", url, params={"format": form}) as answer:
            for piece, _ in zip(answer.iter_bytes(), range(100), strict=False):
                assert piece
        assert reader.settled() > 3
        assert data(http.get(f"/v1/projects/{api.first.project_id}/traces", params={"limit": 1}))["items"]


def test_a_client_that_takes_nothing_holds_it_back(
    tmp_path_factory: pytest.TempPathFactory, client: StoreClient
) -> None:
    reader = Endless(client)
    with running(tmp_path_factory.mktemp("api"), reader, settings=ENDLESS) as api:
        address = httpx.URL(api.url)
        with socket.create_connection((address.host, address.port)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            connection.sendall(
                f"GET /v1/projects/{api.first.project_id}/traces/export HTTP/1.1\r\nHost: test\r\n"
                f"Authorization: Bearer {api.first.secret}\r\n\r\n".encode()
            )
            held_back = reader.settled()
            assert 0 < held_back < 200
        assert reader.settled() <= held_back + 2


def test_an_error_on_the_way_breaks_it_off(tmp_path_factory: pytest.TempPathFactory, client: StoreClient) -> None:
    reader = Endless(client, pages=3)
    with running(tmp_path_factory.mktemp("api"), reader, settings=ENDLESS) as api, api.client() as http:
        http.timeout = httpx.Timeout(DEADLINE)
        path = f"/v1/projects/{api.first.project_id}/traces/export"
        with pytest.raises(httpx.RemoteProtocolError):
            http.get(path)
        reader.pages = 3
        refused(http.get(path), 503, "UNAVAILABLE")


def test_exports_are_read_with_the_scope_and_within_reach(api: Api) -> None:
    with api.client(api.key(Scope.OTEL_WRITE).secret) as client:
        refused(client.get(f"/v1/projects/{api.first.project_id}/traces/export"), 403, "INSUFFICIENT_SCOPE")
    with api.client() as client:
        refused(client.get(f"/v1/projects/{api.other_project()}/traces/export"), 403, "PROJECT_NOT_AUTHORIZED")
