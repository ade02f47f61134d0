"""The soak, kept short: all that was acknowledged under load and faults is stored, once."""

import pytest

from bench.soak import rows, soak


@pytest.mark.timeout(300)
def test_a_short_soak() -> None:
    result = soak(20, fault_every=2, quiet=True)
    assert result.good, [(row.name, row.value) for row in rows(result)]
    assert sum(found.acknowledged for found in result.found) > 1000
    assert result.faults.done.total() >= 2
    assert result.tally.calls > 10
