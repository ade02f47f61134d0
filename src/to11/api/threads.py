"""Worker threads, in pools of their own, so that slow queries never keep a token exchange waiting."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """At most `size` calls at a time; further ones wait their turn, off the event loop's back."""

    def __init__(self, size: int) -> None:
        self._limiter = CapacityLimiter(size)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a blocking function in a thread. A caller who goes away waits for it all the same."""
        return await to_thread.run_sync(partial(function, *args, **kwargs), limiter=self._limiter)
