"""What there is at the least: the parser alone, and a gRPC server in Python that does nothing with what it gets."""

import itertools
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bench import figures
from bench.ingest import senders
from bench.ingest.budget import Budget
from bench.ingest.cells import Cell, Door
from bench.ingest.senders import Target
from bench.ingest.spans import Maker
from bench.processes import cpu_seconds, starting_on
from bench.program import MEASURED_CORE


@dataclass(frozen=True, slots=True)
class Bare:
    """Spans a second of wall clock, and of processor time."""

    rate: float
    rate_of_core: float


def parse(maker: Maker, batch: int, seconds: float) -> Bare:
    """upb parses requests on one core, again and again."""
    bodies = maker.requests(batch, max(1, 8192 // batch))
    parsed, started, cpu = 0, time.perf_counter(), time.process_time()
    for body in itertools.cycle(bodies):
        ExportTraceServiceRequest.FromString(body)
        parsed += batch
        if time.perf_counter() - started > seconds:
            break
    return Bare(parsed / (time.perf_counter() - started), figures.ratio(parsed, time.process_time() - cpu))


def answer(server: "Server", cell: Cell, maker: Maker, budget: Budget) -> Bare:
    """A cell's load on the server that does nothing."""
    bodies = maker.requests(cell.batch, budget.requests(cell.batch, cell.size.nbytes))
    cpu = cpu_seconds(server.pid)
    load = senders.send(server.target, Door.GRPC, bodies, clients=cell.clients, seconds=budget.bare_seconds)
    sent = senders.run(load)
    cpu = cpu_seconds(server.pid) - cpu
    spans = sent.requests * cell.batch
    return Bare(figures.ratio(spans, sent.seconds), figures.ratio(spans, cpu))


class Server:
    """A bare grpc.aio server in a process of its own, on the measured core, for the length of a `with` block."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.ingest.bare_server"]
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with starting_on(MEASURED_CORE):
            self._process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        port = self._process.stdout.readline()
        if not port:
            self.__exit__()
            raise RuntimeError("the bare server does not start")
        self.target = Target(f"127.0.0.1:{int(port)}")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        return self._process.pid
