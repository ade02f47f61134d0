"""The soak's faults, one after the other, and the eye on the processes' memory meanwhile."""

import os
import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable

from bench.program import memory_mb
from support.program import Program


class Faults(threading.Thread):
    """Does something bad every few seconds until told to stop, and waits until it is mended."""

    def __init__(self, program: Program, every_seconds: float, stop: threading.Event) -> None:
        super().__init__(name="soak-faults", daemon=True)
        self._program, self._every, self._stop_event = program, every_seconds, stop
        self.done: Counter[str] = Counter()
        self.failure = ""
        self.restarting = threading.Event()

    def run(self) -> None:
        faults: list[Callable[[], None]] = [
            self.kill_an_edge,
            self.stop_the_core_for_a_while,
            self.kill_the_core,
            self.kill_an_edge,
            self.restart_it_all,
            self.kill_everything,
        ]
        number = 0
        while not self._stop_event.wait(self._every):
            fault = faults[number % len(faults)]
            number += 1
            try:
                fault()
                self.done[fault.__name__.replace("_", " ")] += 1
            except Exception as error:
                self.failure = f"{fault.__name__}: {error}"
                return

    def kill_an_edge(self) -> None:
        pids = self._program.edge_pids
        os.kill(pids[self.done.total() % len(pids)], signal.SIGKILL)
        self._program.await_children(within=90)

    def kill_the_core(self) -> None:
        os.kill(self._program.core_pid, signal.SIGKILL)
        self._program.await_children(within=90)

    def stop_the_core_for_a_while(self) -> None:
        os.kill(self._program.core_pid, signal.SIGSTOP)
        try:
            time.sleep(4)
        finally:
            os.kill(self._program.core_pid, signal.SIGCONT)

    def restart_it_all(self) -> None:
        self.restarting.set()
        self._program.stop()
        self._program.start()
        self.restarting.clear()

    def kill_everything(self) -> None:
        self.restarting.set()
        for pid in (self._program.pid, self._program.core_pid, *self._program.edge_pids):
            os.kill(pid, signal.SIGKILL)
        self._program.stop(signal.SIGKILL)
        self._program.start()
        self.restarting.clear()


class Memory(threading.Thread):
    """Resident memory of every process, once a second: role and process id to megabytes over its life."""

    def __init__(self, program: Program, faults: Faults, stop: threading.Event) -> None:
        super().__init__(name="soak-memory", daemon=True)
        self._program, self._faults, self._stop_event = program, faults, stop
        self.seen: dict[tuple[str, int], list[float]] = defaultdict(list)

    def run(self) -> None:
        while not self._stop_event.wait(1.0):
            if self._faults.restarting.is_set():
                continue
            roles = {"supervisor": [self._program.pid], "core": [self._program.core_pid]}
            for role, pids in {**roles, "edge": self._program.edge_pids}.items():
                for pid in pids:
                    try:
                        self.seen[role, pid].append(memory_mb(pid))
                    except OSError:
                        continue

    def of(self, role: str) -> list[list[float]]:
        """Each life of a role."""
        return [values for (name, _), values in self.seen.items() if name == role and values]
