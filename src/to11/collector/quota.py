"""A project's quota: spans and bytes per second, each a token bucket that holds a few seconds' worth.

A request is let in while there is anything left, and is then finished whatever it costs: how many spans it holds is
known only when it has been read. What it costs beyond the rest is a debt, which delays the project's next request.
Bytes are counted as they came over the wire; requests that are refused for whatever reason cost nothing, and requests
without spans are never refused. Each edge counts for itself and has its share of the quota.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from to11.model.errors import RateLimitedError
from to11.settings import CollectorSettings

BURST_SECONDS = 5.0
EMPTY_BYTES = 512
"""What is larger is not read to find out whether it holds a span."""

_PRUNE_AT = 1024


class _Limit(NamedTuple):
    unit: str
    setting: str
    rate: float
    told: int


class _Bucket:
    """What is left of one limit for one project; below zero it is a debt."""

    __slots__ = ("_at", "_left")

    def __init__(self, limit: _Limit, now: float) -> None:
        self._left = limit.rate * BURST_SECONDS
        self._at = now

    def left(self, limit: _Limit, now: float) -> float:
        full = limit.rate * BURST_SECONDS
        self._left, self._at = min(full, self._left + (now - self._at) * limit.rate), now
        return self._left

    def spend(self, amount: int) -> None:
        self._left -= amount


class Quota:
    """The quota of every project; used on one event loop. `edges` is how many share it."""

    def __init__(
        self, settings: CollectorSettings, *, edges: int = 1, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = [
            _Limit(unit, f"collector.quota_{unit}_per_second", quota / edges, quota)
            for unit, quota in (("spans", settings.quota_spans_per_second), ("bytes", settings.quota_bytes_per_second))
            if quota is not None
        ]
        self._clock = clock
        self._buckets: dict[str, list[_Bucket]] = {}
        self._prune_at = _PRUNE_AT

    def refusal(self, project_id: str) -> RateLimitedError | None:
        """Why a request with spans in it is not taken now; None when it is."""
        if not self._limits or (buckets := self._buckets.get(project_id)) is None:
            return None
        now = self._clock()
        worst: RateLimitedError | None = None
        for limit, bucket in zip(self._limits, buckets, strict=True):
            wait = -bucket.left(limit, now) / limit.rate
            if wait >= 0 and (worst is None or wait > worst.retry_after):
                worst = RateLimitedError(
                    f"the project is over its quota of {limit.told} {limit.unit} per second ({limit.setting})",
                    retry_after=wait,
                )
        return worst

    def spend(self, project_id: str, *, spans: int, size: int) -> None:
        """Count a request; negative figures take it back."""
        if not self._limits:
            return
        now = self._clock()
        buckets = self._buckets.get(project_id)
        if buckets is None:
            self._prune(now)
            buckets = self._buckets[project_id] = [_Bucket(limit, now) for limit in self._limits]
        for limit, bucket in zip(self._limits, buckets, strict=True):
            bucket.left(limit, now)
            bucket.spend(spans if limit.unit == "spans" else size)

    def _prune(self, now: float) -> None:
        """Forget the projects whose buckets are full: a new one would be no different."""
        if len(self._buckets) < self._prune_at:
            return
        self._buckets = {
            project_id: buckets
            for project_id, buckets in self._buckets.items()
            if any(
                bucket.left(limit, now) < limit.rate * BURST_SECONDS
                for limit, bucket in zip(self._limits, buckets, strict=True)
            )
        }
        self._prune_at = max(_PRUNE_AT, 2 * len(self._buckets))
