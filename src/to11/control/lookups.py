"""What was looked up in the database, remembered until it may no longer be true.

A value is remembered until it dies or the cache is cleared, a refusal for a moment. Both are bounded, the least
recently used goes first. Several callers who want the same thing at once share one query.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from functools import partial
from typing import Generic, TypeVar

from to11.control.refusal import RefusedCredentialError
from to11.model.errors import PermanentError, UnavailableError

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

REFUSAL_SECONDS = 2.0
FOREVER = float("inf")


class Lookups(Generic[K, V]):
    """A cache in front of queries that run on an executor's threads. To be used on one event loop only."""

    def __init__(self, name: str, *, executor: Executor, capacity: int, timeout_seconds: float) -> None:
        self._name = name
        self._executor = executor
        self._timeout = timeout_seconds
        self._known: _Recent[K, tuple[V, float]] = _Recent(capacity)
        self._refused: _Recent[K, tuple[Callable[[], PermanentError], float]] = _Recent(capacity)
        self._running: dict[K, asyncio.Task[V]] = {}
        """What a newcomer may share; cleared with the rest."""
        self._tasks: set[asyncio.Task[V]] = set()
        """All of them, for `close`."""
        self._generation = 0

    def cached(self, key: K) -> V | None:
        """The value, if it is known to hold now."""
        entry = self._known.get(key)
        if entry is None or time.time() >= entry[1]:
            return None
        return entry[0]

    async def find(self, key: K, query: Callable[[], tuple[V, float]]) -> V:
        """The value, from the cache or from `query`, which gives it with the time it dies (seconds since the epoch).

        Raises what the query raises, and UnavailableError when it takes longer than the time-out.
        """
        if (value := self.cached(key)) is not None:
            return value
        refusal = self._refused.get(key)
        if refusal is not None and time.monotonic() < refusal[1]:
            make_error = refusal[0]
            raise make_error()
        try:
            async with asyncio.timeout(self._timeout):
                # Shielded: one caller who leaves must not take the answer from the others.
                return await asyncio.shield(self._task(key, query))
        except TimeoutError as error:
            raise UnavailableError("the control database does not answer in time") from error

    def clear(self) -> None:
        """Forget everything, and also what queries under way are going to say."""
        self._generation += 1
        self._known.clear()
        self._refused.clear()
        self._running.clear()

    async def close(self) -> None:
        """Forget everything and end what is under way."""
        self.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _task(self, key: K, query: Callable[[], tuple[V, float]]) -> "asyncio.Task[V]":
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(self._load(key, query), name=self._name)
            self._running[key] = task
            self._tasks.add(task)
            task.add_done_callback(partial(self._done, key))
        return task

    def _done(self, key: K, task: "asyncio.Task[V]") -> None:
        self._tasks.discard(task)
        if self._running.get(key) is task:
            del self._running[key]
        if not task.cancelled():
            # Looked at, so that an error which all its callers left behind is not reported as never retrieved.
            task.exception()

    async def _load(self, key: K, query: Callable[[], tuple[V, float]]) -> V:
        generation = self._generation
        try:
            value, dies_at = await asyncio.get_running_loop().run_in_executor(self._executor, query)
        except PermanentError as error:
            if generation == self._generation:
                self._refused.put(key, (_again(error), time.monotonic() + REFUSAL_SECONDS))
            raise
        # What was asked before a change must not be remembered after it.
        if generation == self._generation:
            self._known.put(key, (value, dies_at))
        return value


class _Recent(Generic[K, V]):
    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._items: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        item = self._items.get(key)
        if item is not None:
            self._items.move_to_end(key)
        return item

    def put(self, key: K, item: V) -> None:
        self._items[key] = item
        self._items.move_to_end(key)
        if len(self._items) > self._capacity:
            self._items.popitem(last=False)

    def clear(self) -> None:
        self._items.clear()


def _again(error: PermanentError) -> Callable[[], PermanentError]:
    # Made anew each time: an exception that is raised again and again collects tracebacks, and keeps frames alive.
    if isinstance(error, RefusedCredentialError):
        return partial(RefusedCredentialError, error.message, cause=error.cause, key_id=error.key_id)
    return partial(type(error), error.message, code=error.reason, details=error.details)
