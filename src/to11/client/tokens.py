"""A collector token that is always there: exchanged in the background, well before the last one ends.

A thread of each process exchanges the key when somebody first asks, and again after about two thirds of a token's life,
so that even an API that is away for minutes goes unnoticed. While it is away the old token is used for as long as it
lasts. Only an export that finds no valid token at all waits, and is then told to try again.
"""

import logging
import os
import random
import threading
import time
import weakref
from collections.abc import Callable
from functools import partial
from typing import Final

from to11.client.errors import ClientError, NoTokenError
from to11.client.exchange import Token, exchange
from to11.client.settings import ClientSettings

BACKOFF_SECONDS: Final = 0.5
MAX_BACKOFF_SECONDS: Final = 30.0
_REFRESH_FROM, _REFRESH_TO = 0.6, 0.75
"""When a token is exchanged anew, as shares of its life: not all processes of a deployment at once."""
_MARGIN_SHARE, _MARGIN_SECONDS = 0.1, 5.0
"""How long before its end a token is not used any more: it has to arrive."""
_HARDLY_OLD = 0.25
"""Share of its life within which a token that was refused is not given up: another one would be no better."""

_log = logging.getLogger("to11.client")


class TokenSource:
    """Hands out the token. Safe between threads, and after a fork; `close` ends the thread."""

    def __init__(
        self,
        exchange_once: Callable[[], Token],
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`exchange_once` blocks and raises NoTokenError; `clock` is monotonic, in seconds; `chance` is from 0 to 1."""
        self._exchange = exchange_once
        self._clock = clock
        self._chance = chance
        self._token: Token | None = None
        self._received = 0.0
        self._failure: NoTokenError | None = None
        self._failures = 0
        self._closed = False
        self._begin()
        _sources.add(self)

    def token(self, wait_seconds: float = 0.0) -> str:
        """A token that is valid now; waits for one only where there is none. Raises NoTokenError: at once when the key
        is refused, else when the wait is over."""
        deadline = self._clock() + wait_seconds
        with self._changed:
            self._run()
            while (token := self._valid()) is None:
                if self._failure is not None and not self._failure.retryable:
                    raise self._failure
                left = deadline - self._clock()
                if left <= 0 or self._closed:
                    raise self._failure or NoTokenError("the API key is still being exchanged", retryable=True)
                self._changed.wait(left)
            return token.value

    def reject(self, value: str) -> None:
        """The collector refuses this token: exchange the key anew, unless that has only just been done."""
        with self._changed:
            token = self._token
            if token is None or token.value != value:
                return
            if self._clock() - self._received >= token.lifetime_seconds * _HARDLY_OLD:
                self._token = None
                self._wanted = True
                self._changed.notify_all()

    def close(self) -> None:
        """End the thread. Tokens that were handed out stay valid."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=1.0)

    def _begin(self) -> None:
        """What a process has of its own; a child begins anew, with its parent's token."""
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wanted = False

    def _run(self) -> None:
        if self._closed or (self._thread is not None and self._thread.is_alive()):
            return
        thread = threading.Thread(target=self._refresh, name="to11-token", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the interpreter is on its way out, and a last export wants to be through
            if self._valid() is None:
                self._step()
            return
        self._thread = thread

    def _refresh(self) -> None:
        pause = self._until_refresh()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._wanted, pause)
                if self._closed:
                    return
                self._wanted = False
            self._step()
            pause = self._until_refresh()

    def _step(self) -> None:
        """Exchange once, and note how that went."""
        try:
            token = self._exchange()
        except NoTokenError as error:
            self._failed(error)
        except ClientError as error:
            self._failed(NoTokenError(str(error), retryable=False))
        except Exception as error:  # noqa: BLE001 - the thread must live on, or exports would end for good
            self._failed(NoTokenError(f"the API key cannot be exchanged ({type(error).__name__})", retryable=True))
        else:
            self._received_one(token)

    def _received_one(self, token: Token) -> None:
        with self._changed:
            if self._failures:
                _log.info("the API gives tokens again")
            self._token, self._received = token, self._clock()
            self._failure, self._failures = None, 0
            self._changed.notify_all()

    def _failed(self, error: NoTokenError) -> None:
        with self._changed:
            self._failures += 1
            if self._failure is None or str(self._failure) != str(error):
                _log.warning("%s; %s", error, "trying again" if error.retryable else "check the API key and its scopes")
            self._failure = error
            self._changed.notify_all()

    def _valid(self) -> Token | None:
        token = self._token
        if token is None:
            return None
        margin = min(token.lifetime_seconds * _MARGIN_SHARE, _MARGIN_SECONDS)
        return token if self._clock() < self._received + token.lifetime_seconds - margin else None

    def _until_refresh(self) -> float:
        """Seconds until the next exchange."""
        if self._failures:
            return self._backoff()
        if self._token is None:
            return 0.0
        share = _REFRESH_FROM + (_REFRESH_TO - _REFRESH_FROM) * self._chance()
        return max(0.0, self._received + self._token.lifetime_seconds * share - self._clock())

    def _backoff(self) -> float:
        failure = self._failure
        if failure is not None and not failure.retryable:
            longest = MAX_BACKOFF_SECONDS
        else:
            longest = min(MAX_BACKOFF_SECONDS, BACKOFF_SECONDS * 2.0 ** min(self._failures - 1, 10))
        pause = longest * (0.5 + 0.5 * self._chance())
        asked = None if failure is None else failure.retry_after
        return pause if asked is None else max(pause, asked)


_sources: "weakref.WeakSet[TokenSource]" = weakref.WeakSet()
_shared: dict[tuple[str, str, str | None], TokenSource] = {}
_sharing = threading.Lock()


def shared(settings: ClientSettings) -> TokenSource:
    """The process's one source for a key, however many exporters there are."""
    what = (settings.api_url, settings.api_key, settings.project_id)
    with _sharing:
        source = _shared.get(what)
        if source is None:
            source = _shared[what] = TokenSource(partial(exchange, settings))
        return source


def _after_fork() -> None:
    global _sharing  # noqa: PLW0603 - the parent's lock may be held by a thread that the child does not have
    _sharing = threading.Lock()
    for source in list(_sources):
        source._begin()  # noqa: SLF001


os.register_at_fork(after_in_child=_after_fork)
