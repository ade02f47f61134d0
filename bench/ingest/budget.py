"""How much is done: everything here is bounded, by time and by bytes."""

from dataclasses import dataclass

_MOST_SPANS_A_SECOND = 400_000
_MOST_REQUESTS_A_SECOND = 12_000


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds for each part, and the bytes of requests made ahead for one cell."""

    cell_seconds: float = 2.0
    cell_bytes: int = 160_000_000
    store_seconds: float = 10.0
    idle_probes: int = 30
    fresh_seconds: float = 20.0
    bare_seconds: float = 1.0
    peer_seconds: float = 20.0
    peer_store_seconds: float = 20.0
    profile_seconds: float = 8.0

    def requests(self, batch: int, span_bytes: int) -> int:
        """How many requests to make ahead for a cell: as many as its time may take, and its bytes allow."""
        by_bytes = self.cell_bytes // (batch * span_bytes)
        by_rate = min(_MOST_REQUESTS_A_SECOND, _MOST_SPANS_A_SECOND // batch + 1) * self.cell_seconds
        return max(1, int(min(by_bytes, by_rate)))


FULL = Budget()
QUICK = Budget(
    cell_seconds=1.0,
    cell_bytes=60_000_000,
    store_seconds=5.0,
    idle_probes=10,
    fresh_seconds=6.0,
    bare_seconds=0.4,
    peer_seconds=5.0,
    peer_store_seconds=3.0,
    profile_seconds=4.0,
)
SMOKE = Budget(
    cell_seconds=0.3,
    cell_bytes=4_000_000,
    store_seconds=10.0,
    idle_probes=2,
    fresh_seconds=1.0,
    bare_seconds=0.1,
    peer_seconds=1.0,
    peer_store_seconds=1.0,
    profile_seconds=1.0,
)
