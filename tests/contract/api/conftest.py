"""One API on a socket for each test module, with a real control database in a temporary directory and a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.api import Api, running
from to11.store.client import StoreClient
from to11.store.reader import Reader


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, client: StoreClient) -> Iterator[Api]:
    directory: Path = tmp_path_factory.mktemp("api")
    with running(directory, Reader(client)) as found:
        yield found
