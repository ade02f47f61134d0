"""What holds for a project that has no wish of its own."""

from dataclasses import dataclass

from to11.model.capture import Capture


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the deployment says: days that spans are kept, and how much of a gateway call is kept at the most."""

    retention_days: int
    capture: Capture
