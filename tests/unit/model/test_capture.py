from itertools import product

import pytest

from to11.model.capture import Capture, strictest

STRICTEST_FIRST = [Capture.NONE, Capture.METADATA, Capture.FULL]


@pytest.mark.parametrize("wishes", list(product([*Capture, None], repeat=2)), ids=str)
@pytest.mark.parametrize("deployment", Capture)
def test_the_strictest_wins(deployment: Capture, wishes: tuple[Capture | None, Capture | None]) -> None:
    said = {deployment, *wishes}
    assert strictest(deployment, *wishes) is next(level for level in STRICTEST_FIRST if level in said)
    assert strictest(deployment, *reversed(wishes)) is strictest(deployment, *wishes)
