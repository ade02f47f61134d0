"""What a call cost, by its counts one by one."""

from to11.model.inference import Usage
from to11.record import prices
from to11.record.overrides import NO_OVERRIDES, Overrides


def cost(
    provider: str,
    model: str,
    given: int | None,
    output: int | None,
    cache_read: int | None = None,
    cache_write: int | None = None,
    *,
    at_ns: int,
    service_tier: str | None = None,
    speed: str | None = None,
    overrides: Overrides = NO_OVERRIDES,
    **more: float | None,
) -> float | None:
    """`prices.cost`; `more` are further counts of a Usage."""
    usage = Usage(given, output, cache_read, cache_write, **more)  # type: ignore[arg-type]  # by its fields' names
    return prices.cost(provider, model, usage, at_ns=at_ns, service_tier=service_tier, speed=speed, overrides=overrides)
