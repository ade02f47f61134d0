"""A collector with its default settings."""

from collections.abc import AsyncIterator

import pytest

from support.collector_fakes import Collector, running_collector


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with running_collector() as running:
        yield running
