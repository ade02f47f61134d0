"""How long each part takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds. What is under way when a cell's time is over is waited for, `patience` seconds at most."""

    cell_seconds: float = 4.0
    stream_seconds: float = 6.0
    """New streams begin for so long."""
    warm_up_seconds: float = 1.0
    patience: float = 20.0
    store_seconds: float = 120.0
    profile_seconds: float = 8.0


FULL = Budget()
QUICK = Budget(cell_seconds=1.5, stream_seconds=2.6, warm_up_seconds=0.5, patience=10.0, profile_seconds=4.0)
SMOKE = Budget(cell_seconds=0.3, stream_seconds=0.1, warm_up_seconds=0.1, patience=30.0, profile_seconds=1.0)
