"""How much of a call is kept: said by the deployment, the project and the request; the strictest wins."""

from enum import StrEnum


class Capture(StrEnum):
    """What is kept of a call, from the least to the most."""

    NONE = "none"
    """Nothing: the call is forwarded, counted, and not stored."""
    METADATA = "metadata"
    """Spans without messages, tools and the texts of providers' errors."""
    FULL = "full"
    """Spans with all of that."""


_KEEPS = {level: number for number, level in enumerate(Capture)}


def strictest(first: Capture, *wishes: Capture | None) -> Capture:
    """The one that keeps least; None is no wish."""
    for wish in wishes:
        if wish is not None and _KEEPS[wish] < _KEEPS[first]:
            first = wish
    return first
