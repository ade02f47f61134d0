import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from to11.client import tokens
from to11.client.errors import ClientError, NoTokenError
from to11.client.exchange import Token
from to11.client.settings import ClientSettings
from to11.client.tokens import TokenSource, shared

SECONDS = 10
AWAY = NoTokenError("the API does not answer", retryable=True)
REFUSED = NoTokenError("the key is not valid", retryable=False, code="INVALID_CREDENTIAL")


class Api:
    """Exchanges as the test says, and counts how often."""

    def __init__(self, lifetime_seconds: float = 900) -> None:
        self.lifetime_seconds = lifetime_seconds
        self.error: Exception | None = None
        self.go_on = threading.Event()
        self.go_on.set()
        self.count = 0
        self.moments: list[float] = []

    def __call__(self) -> Token:
        self.count += 1
        self.moments.append(time.monotonic())
        number = self.count
        assert self.go_on.wait(SECONDS)
        if self.error is not None:
            raise self.error
        return Token(f"token-{number}", "proj_a", self.lifetime_seconds, 0.0)


@contextmanager
def source(api: Api, **more: Callable[[], float]) -> Iterator[TokenSource]:
    with closing(TokenSource(api, **more)) as made:
        yield made


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_nothing_is_asked_before_somebody_wants_a_token() -> None:
    api = Api()
    with source(api):
        time.sleep(0.05)
    assert api.count == 0


def test_one_exchange_serves_everybody() -> None:
    api = Api()
    with source(api) as made:
        found: list[str] = []
        threads = [threading.Thread(target=lambda: found.append(made.token(SECONDS))) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == ["token-1"] * 20
        assert made.token() == "token-1"
    assert api.count == 1


def test_the_next_token_comes_before_the_last_one_ends_and_nobody_waits() -> None:
    api = Api(lifetime_seconds=3.0)
    with source(api, chance=lambda: 0.0) as made:
        first = made.token(SECONDS)
        until(lambda: made.token() != first)  # raises if there were none
    assert 1.7 <= api.moments[1] - api.moments[0] <= 2.7


@pytest.mark.parametrize(("chance", "share"), [(0.0, 0.6), (0.5, 0.675), (1.0, 0.75)])
def test_not_everybody_asks_at_the_same_time(chance: float, share: float) -> None:
    made = TokenSource(Api(), chance=lambda: chance)
    made._received_one(Token("t", "p", 1000.0, 0.0))
    assert made._until_refresh() == pytest.approx(1000 * share, abs=1)


def test_the_old_token_is_used_while_it_lasts() -> None:
    api = Api(lifetime_seconds=1.0)
    with source(api) as made:
        made.token(SECONDS)
        api.error = AWAY
        until(lambda: api.count >= 2)
        assert made.token() == "token-1"
        with pytest.raises(NoTokenError, match="does not answer"):
            until(lambda: not made.token())


def test_who_finds_no_token_waits_for_the_first_one() -> None:
    api = Api()
    api.go_on.clear()
    with source(api) as made:
        with pytest.raises(NoTokenError, match="still being exchanged") as caught:
            made.token(0.05)
        assert caught.value.retryable
        threading.Timer(0.1, api.go_on.set).start()
        assert made.token(SECONDS) == "token-1"


def test_an_api_that_comes_back_is_noticed_soon() -> None:
    api = Api()
    api.error = AWAY
    with source(api) as made:
        with pytest.raises(NoTokenError, match="does not answer"):
            made.token(0.1)
        api.error = None
        assert made.token(SECONDS).startswith("token-")
    assert api.count <= 4


@pytest.mark.parametrize("error", [ValueError("odd"), ClientError("plain text")])
def test_the_thread_lives_on_whatever_is_raised(error: Exception) -> None:
    api = Api()
    api.error = error
    with source(api) as made:
        with pytest.raises(NoTokenError):
            made.token(0.2)
        assert "odd" not in str(made._failure)


def test_a_key_that_is_refused_is_told_at_once() -> None:
    api = Api()
    api.error = REFUSED
    with source(api) as made:
        started = time.monotonic()
        with pytest.raises(NoTokenError, match="not valid") as caught:
            made.token(SECONDS)
        assert not caught.value.retryable
        with pytest.raises(NoTokenError):
            made.token(SECONDS)
        assert time.monotonic() - started < SECONDS / 2
    assert api.count == 1


def test_pauses_grow_and_heed_what_the_api_asks() -> None:
    api = Api()
    made = TokenSource(api, chance=lambda: 1.0)
    pauses = []
    for _ in range(9):
        made._failed(AWAY)
        pauses.append(made._until_refresh())
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    made._failed(NoTokenError("slower", retryable=True, retry_after=77.0))
    assert made._until_refresh() == 77.0
    made._received_one(Token("t", "p", 100.0, 0.0))
    assert made._until_refresh() == pytest.approx(75.0, abs=1)
    made._failed(REFUSED)
    assert made._until_refresh() == 30.0


def test_a_token_that_the_collector_refuses_is_exchanged_anew() -> None:
    api = Api(lifetime_seconds=0.8)
    with source(api, chance=lambda: 1.0) as made:
        first = made.token(SECONDS)
        made.reject(first)
        assert made.token() == first  # it is quite new: another one would be refused, too
        time.sleep(0.3)
        made.reject("another")
        assert made.token() == first
        made.reject(first)
        assert made.token(SECONDS) == "token-2"


def test_what_goes_wrong_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "to11.client")
    made = TokenSource(Api())
    for _ in range(3):
        made._failed(AWAY)
    made._received_one(Token("secret", "p", 100.0, 0.0))
    made._failed(REFUSED)
    assert [record.message for record in caplog.records] == [
        "the API does not answer; trying again",
        "the API gives tokens again",
        "the key is not valid; check the API key and its scopes",
    ]


def test_closing_ends_the_thread_and_lets_nobody_wait() -> None:
    api = Api()
    made = TokenSource(api)
    made.token(SECONDS)
    thread = made._thread
    assert thread is not None
    made.close()
    assert not thread.is_alive()
    assert made.token() == "token-1"
    made._token = None
    with pytest.raises(NoTokenError):
        made.token(SECONDS)


def test_at_the_end_of_the_interpreter_a_key_is_exchanged_without_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert TokenSource(Api()).token() == "token-1"


def test_a_key_has_one_source_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_shared", {})
    own = ClientSettings("k", "http://127.0.0.1:1")
    assert shared(own) is shared(ClientSettings("k", "http://127.0.0.1:1", "http://127.0.0.1:9/v1", insecure=True))
    others = [
        ClientSettings("j", own.api_url),
        ClientSettings("k", "http://127.0.0.1:2"),
        ClientSettings("k", own.api_url, project_id="p"),
    ]
    assert len({id(shared(one)) for one in (own, *others)}) == 4


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_goes_on_by_itself() -> None:
    api = Api(lifetime_seconds=1.0)
    with source(api) as made:
        assert made.token(SECONDS) == "token-1"
        with made._changed, tokens._sharing:  # as if other threads held them in this moment
            child = os.fork()
            if child == 0:
                status = 1
                try:
                    here = made.token()
                    until(lambda: made.token(SECONDS) != "token-1")
                    status = 0 if here == "token-1" and tokens._sharing.acquire(timeout=1) else 2
                finally:
                    os._exit(status)
        _, ended = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(ended) == 0
        assert made.token(SECONDS).startswith("token-")
