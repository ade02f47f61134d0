"""How many bytes of requests are held at once: being read, waiting to be decoded, waiting for the disk.

What does not fit is told to the client as retryable, so that a burst is spread out instead of filling the memory.
"""

from types import TracebackType

from to11.model.errors import UnavailableError


class Budget:
    """Counts bytes of all requests in flight; used on one event loop."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.used = 0

    def hold(self) -> "Hold":
        """A share for one request, to be grown as it comes in and released by leaving the `with` block."""
        return Hold(self)

    def take(self, size: int) -> None:
        """Raises UnavailableError where `size` more bytes do not fit. A lone request always fits."""
        if self.used and self.used + size > self._limit:
            raise UnavailableError("the collector holds as many requests as it can; try again shortly")
        self.used += size


class Hold:
    """One request's share of the budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._size = 0

    def grow(self, size: int) -> None:
        """Hold `size` more bytes. Raises UnavailableError where they do not fit."""
        self._budget.take(size)
        self._size += size

    def __enter__(self) -> "Hold":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._budget.used -= self._size
        self._size = 0
