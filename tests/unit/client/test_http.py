import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from to11.client.errors import NoTokenError
from to11.client.exchange import Token
from to11.client.http import TokenSession
from to11.client.settings import ClientSettings
from to11.client.tokens import TokenSource

SETTINGS = ClientSettings("key")


class Collector:
    """Takes these tokens, and notes what it was sent."""

    def __init__(self) -> None:
        self.seen: list[tuple[str | None, bytes]] = []
        self.taken: set[str] = set()
        self.location = ""

    def handler(self) -> type[BaseHTTPRequestHandler]:
        collector = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                authorization = self.headers["authorization"]
                collector.seen.append((authorization, body))
                status = 200 if (authorization or "").removeprefix("Bearer ") in collector.taken else 401
                if collector.location:
                    status = 307
                    self.send_response(status)
                    self.send_header("location", collector.location)
                else:
                    self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@pytest.fixture
def collector() -> Collector:
    return Collector()


@pytest.fixture
def url(collector: Collector) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), collector.handler())
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1/traces"
    server.shutdown()
    server.server_close()
    thread.join()


class Source(TokenSource):
    """Gives the tokens of a list, one after the other, when the one before is rejected."""

    def __init__(self, *values: str, error: NoTokenError | None = None) -> None:
        super().__init__(lambda: Token("", "", 1, 0))
        self.values = list(values)
        self.error = error
        self.waits: list[float] = []

    def token(self, wait_seconds: float = 0.0) -> str:
        self.waits.append(wait_seconds)
        if self.error is not None:
            raise self.error
        return self.values[0]

    def reject(self, value: str) -> None:
        if len(self.values) > 1 and value == self.values[0]:
            self.values.pop(0)


def test_every_request_carries_the_token(collector: Collector, url: str) -> None:
    collector.taken = {"a"}
    source = Source("a")
    with closing(TokenSession(source, SETTINGS)) as session:
        for _ in range(2):
            answer = session.post(url, data=b"x", headers={"authorization": "mine"}, timeout=10)
            assert answer.status_code == 200
    assert collector.seen == [("Bearer a", b"x")] * 2
    assert source.waits == [2.0, 2.0]


def test_a_token_that_is_refused_is_exchanged_anew_and_sent_again(collector: Collector, url: str) -> None:
    collector.taken = {"b"}
    with closing(TokenSession(Source("a", "b"), SETTINGS)) as session:
        assert session.post(url, data=b"x", timeout=10).status_code == 200
    assert collector.seen == [("Bearer a", b"x"), ("Bearer b", b"x")]


def test_a_refusal_is_told_when_there_is_no_other_token(collector: Collector, url: str) -> None:
    with closing(TokenSession(Source("a"), SETTINGS)) as session:
        assert session.post(url, data=b"x", timeout=10).status_code == 401
    assert len(collector.seen) == 1


def test_without_a_token_nothing_is_sent_and_the_exporter_may_try_again(collector: Collector, url: str) -> None:
    source = Source(error=NoTokenError("away", retryable=True))
    with closing(TokenSession(source, SETTINGS)) as session, pytest.raises(requests.ConnectionError, match="away"):
        session.post(url, data=b"x", timeout=0.5)
    assert source.waits == [0.5]
    refused = Source(error=NoTokenError("no such key", retryable=False))
    with closing(TokenSession(refused, SETTINGS)) as session:
        with pytest.raises(requests.exceptions.InvalidURL, match="no such key") as caught:
            session.post(url, data=b"x")
        assert not isinstance(caught.value, requests.ConnectionError)
    assert collector.seen == []


def test_a_token_goes_to_no_other_machine_over_plain_text() -> None:
    with (
        closing(TokenSession(Source("a"), SETTINGS)) as session,
        pytest.raises(requests.exceptions.InvalidURL, match="plain text"),
    ):
        session.post("http://collector.example.com/v1/traces")


def test_a_token_does_not_follow_a_redirect_to_another_host(collector: Collector, url: str) -> None:
    collector.location = url.replace("127.0.0.1", "localhost")
    with closing(TokenSession(Source("a"), SETTINGS)) as session:
        session.max_redirects = 1
        with pytest.raises(requests.TooManyRedirects):
            session.post(url, data=json.dumps({}), timeout=10)
    assert [authorization for authorization, _ in collector.seen] == ["Bearer a", None]
