"""Worker threads, in pools of their own, so that slow queries never keep a token exchange waiting."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, create_task_group, to_thread

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")


class Threads:
    """At most `size` calls at a time; further ones wait their turn, off the event loop's back."""

    def __init__(self, size: int) -> None:
        self._limiter = CapacityLimiter(size)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a blocking function in a thread. A caller who goes away waits for it all the same."""
        return await to_thread.run_sync(partial(function, *args, **kwargs), limiter=self._limiter)

    async def both(self, first: Callable[[], T], second: Callable[[], U]) -> tuple[T, U]:
        """Call two blocking functions at the same time, and wait for both, also when one fails: its error is raised, of
        two either one's. Cancelling waits for both as well."""
        firsts: list[T] = []
        seconds: list[U] = []
        try:
            async with create_task_group() as group:
                group.start_soon(self._call, first, firsts, name="first-of-both")
                group.start_soon(self._call, second, seconds, name="second-of-both")
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return firsts[0], seconds[0]

    async def _call(self, function: Callable[[], T], into: list[T]) -> None:
        into.append(await self.run(function))
