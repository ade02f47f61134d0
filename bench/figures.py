"""Small sums over measurements."""

import math
from collections.abc import Sequence


def percentile(ordered: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of sorted values: the least of them that `share` of all do not exceed; NaN for none.

    `share` is from 0 to 1.
    """
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def ratio(above: float, below: float) -> float:
    """A quotient; NaN where there is nothing to divide by."""
    return above / below if below else math.nan
