"""What an edge's rooms count for themselves comes into its figures."""

import asyncio

import pytest

from to11.metrics import definitions
from to11.metrics.meters import Meters
from to11.serve import edge_figures
from to11.serve.edge_figures import EdgeFigures


async def test_totals_are_followed_and_go_on_where_the_last_process_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_figures, "_SECONDS", 0.01)
    meters = Meters(None, "edge-0", max_projects=1)
    cell = meters.counter(definitions.DROPPED_CALLS)
    cell.add(100)
    totals = [0]
    figures = EdgeFigures(meters, {definitions.DROPPED_CALLS: lambda: totals[0]})
    figures.start()
    totals[0] = 3
    async with asyncio.timeout(10):
        while cell.value != 103:
            await asyncio.sleep(0.005)
    assert "edge-figures" in {task.get_name() for task in asyncio.all_tasks()}
    totals[0] = 5
    await figures.close()
    assert cell.value == 105
    assert "edge-figures" not in {task.get_name() for task in asyncio.all_tasks()}
