"""How a peer is started, pinned, loaded and counted."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Self

from bench import figures
from bench.ingest import senders
from bench.ingest.budget import Budget
from bench.ingest.cells import Door
from bench.ingest.senders import Target
from bench.ingest.spans import Maker
from bench.processes import cpu_seconds, disk_bytes, family, memory_mb, starting_on
from bench.program import MEASURED_CORE, temporary_directory

HOME = Path(".peers")
BATCH, CLIENTS = 512, 8
_START_SECONDS = 90.0
_LOOK_SECONDS = 1.0
_STILL_SECONDS = 12.0
_PATIENCE_SECONDS = 60.0


class NotHereError(Exception):
    """A peer that is not installed, does not start or does not answer; the message says why."""


@dataclass(slots=True)
class Outcome:
    """What a peer did. `stored` is None for one without a store; `reason` says why nothing was measured."""

    name: str
    door: Door
    version: str = ""
    acknowledged: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    stored: int | None = None
    stored_rate: float = 0.0
    memory: float = 0.0
    bytes_per_span: float = 0.0
    note: str = ""
    reason: str = ""

    @property
    def rate(self) -> float:
        """Spans acknowledged a second."""
        return figures.ratio(self.acknowledged, self.seconds)

    @property
    def rate_of_core(self) -> float:
        """The same by the second of its processor time."""
        return figures.ratio(self.acknowledged, self.cpu)


class Peer(ABC):
    """A peer in a process of its own on the measured core, for the length of a `with` block."""

    name: str
    package: str
    door: Door
    note: str = ""
    most_requests: int
    """So many are sent at the most."""

    def __init__(self) -> None:
        self.directory = temporary_directory()
        self.home = (HOME / self.name).absolute()
        self._log = self.directory / "log.txt"
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it. Its ports were picked before."""

    def environ(self) -> dict[str, str]:
        """Settings that are given as environment variables."""
        return {}

    @property
    @abstractmethod
    def target(self) -> Target:
        """Where it takes OTLP."""

    @abstractmethod
    def count(self) -> int | None:
        """How many spans its store holds; None when it has no store."""

    def __enter__(self) -> Self:
        if not self.home.exists():
            failed = self.home.with_suffix(".failed")
            raise NotHereError(failed.read_text().strip() if failed.exists() else "not installed (make setup-peers)")
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "PYTHON"))}
        environ |= {"HOME": str(self.directory), "DO_NOT_TRACK": "true", **self.environ()}
        try:
            with self._log.open("ab") as log, starting_on(MEASURED_CORE):
                self._process = subprocess.Popen(
                    self.command(), env=environ, cwd=self.directory, stdout=log, stderr=log, start_new_session=True
                )
            self._await_port()
        except OSError as error:
            self.__exit__()
            raise NotHereError(str(error)) from error
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # a session of its own: its children with it
            self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def version(self) -> str:
        """Which one is installed."""
        paths = [str(path) for path in self.home.glob("lib/python*/site-packages")]
        return next((one.version for one in metadata.distributions(name=self.package, path=paths)), "?")

    def pids(self) -> list[int]:
        """All its processes."""
        return family(self._process.pid) if self._process else []

    def cpu(self) -> float:
        """Their processor time so far, in seconds."""
        return sum(cpu_seconds(pid) for pid in self.pids())

    def memory(self) -> float:
        """Their resident memory in MB."""
        return sum(memory_mb(pid) for pid in self.pids())

    def _await_port(self) -> None:
        target = self.target
        port = int(target.grpc.rsplit(":", 1)[1]) if self.door is Door.GRPC else target.http_port
        deadline = time.monotonic() + _START_SECONDS
        while True:
            assert self._process is not None
            if self._process.poll() is not None:
                raise NotHereError(f"it ended at once: {self._last_words()}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
                return
            if time.monotonic() > deadline:
                raise NotHereError(f"it does not listen after {_START_SECONDS:.0f} s: {self._last_words()}")
            time.sleep(0.2)

    def _last_words(self) -> str:
        lines = [line.strip() for line in self._log.read_text("utf-8", "replace").splitlines() if line.strip()]
        return lines[-1][:200] if lines else "it says nothing"


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def measure(kind: type[Peer], maker: Maker, budget: Budget) -> Outcome:
    """Load a peer for a while and see what it stores. What is not here says so in its outcome."""
    outcome = Outcome(kind.name, kind.door, note=kind.note)
    try:
        with kind() as peer:
            outcome.version = peer.version()
            _load(peer, maker, budget, outcome)
    except NotHereError as error:
        outcome.reason = str(error)
    except TimeoutError:
        outcome.reason = f"it did not answer within {_PATIENCE_SECONDS:.0f} s"
    except Exception as error:
        outcome.reason = f"{type(error).__name__}: {error}"
    return outcome


def _load(peer: Peer, maker: Maker, budget: Budget, outcome: Outcome) -> None:
    warm_up = maker.requests(8, 2)
    senders.run(senders.send(peer.target, peer.door, warm_up, clients=1, seconds=10.0, patience=_PATIENCE_SECONDS))
    time.sleep(1.0)
    bodies = maker.requests(BATCH, peer.most_requests)
    before, cpu, started = peer.count(), peer.cpu(), time.perf_counter()
    sent = senders.run(
        senders.send(
            peer.target,
            peer.door,
            bodies,
            clients=CLIENTS,
            seconds=budget.peer_seconds,
            patience=_PATIENCE_SECONDS,
        )
    )
    outcome.acknowledged, outcome.seconds = sent.requests * BATCH, sent.seconds
    outcome.cpu, outcome.failures = peer.cpu() - cpu, sent.failures
    outcome.p50, outcome.p99 = sent.percentile(0.5), sent.percentile(0.99)
    if not sent.requests:
        outcome.reason = f"it acknowledged nothing: {dict(sent.failures)}"
    if before is not None:
        outcome.stored, outcome.stored_rate = _stored(peer, before, outcome.acknowledged, started, budget)
        outcome.bytes_per_span = figures.ratio(disk_bytes(peer.directory), outcome.stored)
    outcome.memory = peer.memory()


def _stored(peer: Peer, before: int, expected: int, started: float, budget: Budget) -> tuple[int, float]:
    """How many spans were stored in the end, and the better of two rates: from the first request to the last span
    stored, and after the load, when storing has the core to itself."""
    first = seen = (peer.count() or 0) - before
    began = last = time.perf_counter()
    while seen < expected and time.perf_counter() - began < budget.peer_store_seconds:
        if time.perf_counter() - last > _STILL_SECONDS:
            break
        time.sleep(_LOOK_SECONDS)
        now = (peer.count() or 0) - before
        if now > seen:
            seen, last = now, time.perf_counter()
    overall = figures.ratio(seen, last - started)
    alone = (seen - first) / (last - began) if last - began > _LOOK_SECONDS * 2 else 0.0
    return seen, max(overall, alone)
