"""Recorded provider traffic beside the project, and the replay server that answers with it. Neither is part of the
project: tests that need them are skipped, with this reason, where they are not."""

import asyncio
import functools
import importlib.util
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
REASON = "needs the recorded provider traffic, which is not part of the project"
needs_recordings = pytest.mark.skipif(not (SHARED / "fixtures" / "providers").is_dir(), reason=REASON)


def recordings(provider: str, path_end: str) -> list[dict[str, Any]]:
    """The recorded exchanges of a provider whose path ends so; none where there are no recordings."""
    file = SHARED / "fixtures" / "providers" / f"{provider}.jsonl"
    if not file.is_file():
        return []
    exchanges = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [exchange for exchange in exchanges if exchange["path"].split("?")[0].endswith(path_end)]


def same_question(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the replay server answers both with the same recordings in turn."""
    question = _replay_module().question
    return bool(question(one["path"], one["request"]) == question(other["path"], other["request"]))


@functools.cache
def _replay_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("replay_provider", SHARED / "tools" / "replay_provider.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Replay:
    """A running replay server; `received` is what it got, newest last."""

    def __init__(self, server: Any, port: int) -> None:
        self._server = server
        self.port = port

    @property
    def received(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._server.received
        return found


@contextmanager
def replaying(*providers: str, event_delay: float = 0.0) -> Iterator[Replay]:
    """Serve the recordings of these providers on a free port, in a thread of its own."""
    files = [SHARED / "fixtures" / "providers" / f"{provider}.jsonl" for provider in providers]
    with replaying_these(_replay_module().load(files), event_delay=event_delay) as replay:
        yield replay


@contextmanager
def replaying_these(exchanges: list[dict[str, Any]], *, event_delay: float = 0.0) -> Iterator[Replay]:
    """The same with exchanges of one's own: path, request, status, content_type and body of each."""
    replay = _replay_module().Replay(exchanges, event_delay)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="replay", daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(replay.serve(), loop).result(10)
    try:
        yield Replay(replay, server.sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
