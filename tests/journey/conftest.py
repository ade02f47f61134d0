"""The real program, once for every worker of the test run; tests that stop or kill it start their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.program import Program
from support.recordings import SHARED, Replay, replaying
from to11.demo.provider import StandInProvider


@pytest.fixture(scope="session")
def stand_in() -> Iterator[StandInProvider]:
    with StandInProvider("127.0.0.1", 0) as provider:
        yield provider


@pytest.fixture(scope="session")
def replay() -> Iterator[Replay | None]:
    """Recorded OpenAI traffic, or None where there is none."""
    if not SHARED.is_dir():
        yield None
        return
    with replaying("openai") as server:
        yield server


@pytest.fixture(scope="session")
def program(
    tmp_path_factory: pytest.TempPathFactory, stand_in: StandInProvider, replay: Replay | None
) -> Iterator[Program]:
    openai_port = replay.port if replay else stand_in.port
    with Program(
        tmp_path_factory.mktemp("to11"),
        TO11_PROVIDERS__OPENAI__BASE_URL=f"http://127.0.0.1:{openai_port}/v1",
        TO11_PROVIDERS__STAND_IN__BASE_URL=f"http://127.0.0.1:{stand_in.port}/v1",
        TO11_API__EXCHANGE_PER_CREDENTIAL_PER_MINUTE="10000",
        TO11_API__EXCHANGE_PER_ADDRESS_PER_MINUTE="10000",
    ) as started:
        yield started


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A directory for a program of one's own."""
    return tmp_path
