"""Connections need file descriptors, and spans need prices."""

import resource
import subprocess
import sys

import pytest

from to11.model.capture import Capture
from to11.serve import edge


@pytest.mark.parametrize(
    ("most", "allowed"), [(resource.RLIM_INFINITY, 1000), (100_000, 1000), (3384, 1000), (684, 100), (10, 1)]
)
def test_no_more_connections_than_there_are_descriptors_for(
    monkeypatch: pytest.MonkeyPatch, most: int, allowed: int
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, most))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    assert edge._connections(1000) == allowed
    assert asked == [(most, most)]


_SCRIPT = """
import asyncio, sys
from to11.serve import edge
from to11.settings import GatewaySettings
asyncio.run(edge._warm_up(GatewaySettings(capture_content={level!r})))
print("genai_prices.data" in sys.modules)
"""


@pytest.mark.parametrize("level", Capture)
def test_only_an_edge_that_makes_the_spans_itself_loads_prices(level: Capture) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT.format(level=str(level))], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == str(level is Capture.METADATA)
