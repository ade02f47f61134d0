"""One store per back end for the whole worker, and a project of its own for each test.

An embedded engine runs once in a process, so all tests of a worker share it; what they write never meets, because
every test has its own project. A new back end is one more branch of `_url`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.stores import Store
from to11.store import schema
from to11.store.client import StoreClient
from to11.store.settling import Settling


@pytest.fixture(scope="session", params=["chdb"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreClient]:
    with StoreClient(_url(request.param, tmp_path_factory.mktemp("store"))) as opened:
        schema.migrate(opened)
        # Tests use fixed times, which must not fall out of retention.
        schema.retain(opened, schema.MAX_DAYS)
        yield opened


def _url(kind: str, directory: Path) -> str:
    assert kind == "chdb"
    return f"chdb://{directory}"


@pytest.fixture(scope="session")
def settling(client: StoreClient) -> Settling:
    return Settling(client)


@pytest.fixture(params=["fresh", "settled"])
def store(request: pytest.FixtureRequest, client: StoreClient, settling: Settling) -> Store:
    """What is asked of a store has the same answer before and after its traces are settled."""
    return Store(client, settling=settling if request.param == "settled" else None)
