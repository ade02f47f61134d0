import math

import pytest

from bench.figures import percentile, ratio


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.5, 50), (0.501, 51), (0.99, 99), (0.991, 100), (1.0, 100)]
)
def test_percentile_is_the_nearest_rank(share: float, expected: int) -> None:
    assert percentile(list(range(1, 101)), share) == expected


def test_percentile_of_one_and_of_none() -> None:
    assert percentile([7.0], 0.99) == 7.0
    assert math.isnan(percentile([], 0.5))


def test_ratio_without_a_divisor() -> None:
    assert ratio(6, 3) == 2
    assert math.isnan(ratio(6, 0))
