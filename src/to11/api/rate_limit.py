"""How often somebody may ask: the generic cell rate algorithm (a token bucket that keeps one number per caller)."""

import hashlib
import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from to11.model.errors import RateLimitedError

MAX_CALLERS = 65_536


class RateLimit:
    """At most `per_minute` calls in a burst, then one every `60 / per_minute` seconds, for each caller.

    Kept per caller is the time at which its bucket is full again (seconds of `clock`, which must be monotonic). At most
    `max_callers` are kept; beyond that the one that has been quiet longest is forgotten. A refused call costs nothing,
    so that a client that waits as it is told gets through. Safe to use from several threads.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        max_callers: int = MAX_CALLERS,
    ) -> None:
        self._interval = 60.0 / per_minute
        self._burst = 60.0
        self._clock = clock
        self._max_callers = max_callers
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many callers are kept."""
        return len(self._full_at)

    def check(self, caller: str) -> None:
        """Count one call. Raises RateLimitedError with the seconds to wait when it is one too many."""
        with self._lock:
            now = self._clock()
            full_at = max(self._full_at.get(caller, now), now) + self._interval
            wait = full_at - now - self._burst
            # Adding up intervals leaves errors in the last digits; they must not cost a caller its last call.
            if wait > self._interval * 1e-6:
                raise RateLimitedError("too many requests; wait before the next one", retry_after=wait)
            self._full_at[caller] = full_at
            self._full_at.move_to_end(caller)
            self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop callers, quiet longest first: a few whose bucket is full again, and all that are too many."""
        for _ in range(2):
            oldest = next(iter(self._full_at))
            if self._full_at[oldest] > now and len(self._full_at) <= self._max_callers:
                return
            del self._full_at[oldest]


def credential_caller(credential: str) -> str:
    """A credential as a caller; what is kept in memory is its SHA-256."""
    return hashlib.sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()


def address_caller(address: str) -> str:
    """A client address as a caller; an IPv6 client owns its whole /64 and counts as one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return address
