import pytest
import requests

from support.exchange_api import ExchangeApi
from to11.client.errors import ClientError, NoTokenError
from to11.client.exchange import exchange
from to11.client.settings import ClientSettings


def test_a_key_is_exchanged() -> None:
    with ExchangeApi() as api:
        token = exchange(ClientSettings("key", api.url))
        assert (token.value, token.project_id) == ("token-1", "proj_a")
        assert 896 <= token.lifetime_seconds <= 899
        assert abs(token.skew_seconds) < 2
        assert api.asked == [{"credential": "key"}]
        assert "token-1" not in repr(token)
        exchange(ClientSettings("key", api.url, project_id="proj_b"))
        assert api.asked[1] == {"credential": "key", "requestedProjectId": "proj_b"}


@pytest.mark.parametrize("ahead", [-4000, 4000])
def test_a_clock_that_is_wrong_changes_no_lifetime(ahead: float) -> None:
    with ExchangeApi(ahead_seconds=ahead) as api:
        token = exchange(ClientSettings("key", api.url))
    assert 896 <= token.lifetime_seconds <= 899
    assert abs(token.skew_seconds + ahead) < 3


@pytest.mark.parametrize(
    ("status", "retryable"),
    [
        (400, False),
        (401, False),
        (403, False),
        (404, False),
        (302, False),
        (408, True),
        (429, True),
        (500, True),
        (503, True),
    ],
)
def test_a_refusal_says_whether_to_ask_again(status: int, retryable: bool) -> None:
    with ExchangeApi() as api:
        api.refuse(status, "SOME_CODE", "because", location="/elsewhere", retry_after="7")
        with pytest.raises(NoTokenError, match="because") as caught:
            exchange(ClientSettings("secret", api.url))
    assert (caught.value.retryable, caught.value.code, caught.value.retry_after) == (retryable, "SOME_CODE", 7.0)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"x"', b'{"token": "x"}', b'{"error": "x"}'])
def test_what_is_not_to11_is_told(body: bytes) -> None:
    with ExchangeApi() as api:
        api.answer(200, body)
        with pytest.raises(NoTokenError, match="not to11's API") as caught:
            exchange(ClientSettings("key", api.url))
        assert not caught.value.retryable
        api.answer(502, body)
        with pytest.raises(NoTokenError, match="HTTP 502"):
            exchange(ClientSettings("key", api.url))


def test_an_api_that_is_not_there_may_come_back() -> None:
    with ExchangeApi() as api:
        url = api.url
    with pytest.raises(NoTokenError, match="does not answer") as caught:
        exchange(ClientSettings("secret", url))
    assert caught.value.retryable
    assert "secret" not in str(caught.value)


def test_an_api_that_hangs_is_given_up() -> None:
    with ExchangeApi() as api:
        api.delay_seconds = 0.5
        with pytest.raises(NoTokenError, match="ReadTimeout"):
            exchange(ClientSettings("key", api.url), timeout=0.05)


def test_no_proxy_comes_between_a_machine_and_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with ExchangeApi() as api:
        assert exchange(ClientSettings("key", api.url)).value == "token-1"


def test_a_key_is_not_sent_where_others_may_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.Session, "post", lambda *_, **__: pytest.fail("sent"))
    with pytest.raises(ClientError, match="plain text"):
        exchange(ClientSettings("key", "http://api.example.com"))
