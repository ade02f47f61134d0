"""From acknowledged to queryable: single spans sent as probes, whose traces are asked for until the API gives them.

Under load, requests go out on a schedule, whether earlier ones are answered or not. The edge shares its core with the
clients then, and the core process has one to itself. Questions cost the core time, so that they are asked only when the
drain's cursor has moved, and some probes share a trace; a probe counts once an answer holds its span.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import grpc
import httpx

from bench import figures
from bench.ingest import senders
from bench.ingest.senders import METHOD, OPTIONS, Target
from bench.ingest.spans import Maker, Probe
from bench.processes import cpu_seconds
from bench.program import Program

BATCH = 512
_CHANNELS = 4
_PROBE_SECONDS = 0.1
_PROBES_PER_TRACE = 10
_LOOK_SECONDS = 0.004
_ASK_SECONDS = 1.0
"""Asked at least so often."""
_LAST_SECONDS = 30.0
_ASKS_FOR_COST = 50


@dataclass(slots=True)
class Fresh:
    """What was seen. Waits in milliseconds, sorted; `cpu` is the core's share of a processor meanwhile."""

    offered: float
    waits: list[float] = field(default_factory=list)
    acknowledged: int = 0
    probes: int = 0
    failures: int = 0
    unseen: int = 0
    asks: int = 0
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def taken(self) -> float:
        """Spans acknowledged a second."""
        return figures.ratio(self.acknowledged, self.seconds)

    def percentile(self, share: float) -> float:
        return figures.percentile(self.waits, share)


class _Asker:
    """Asks the API for the traces of probes that have not been seen."""

    def __init__(self, client: httpx.AsyncClient, program: Program, found: Fresh) -> None:
        self._client = client
        self._url = f"{program.api}/v1/projects/{program.project_id}/traces/"
        self._headers = {"authorization": f"Bearer {program.api_key}"}
        self._spool = program.data_dir / "spool"
        self._found = found
        self._waiting: dict[str, dict[str, float]] = {}
        self.over = False

    def expect(self, probe: Probe) -> None:
        """It is about to be sent."""
        self._waiting.setdefault(probe.trace_id, {})[probe.span_id] = math.inf

    def acknowledged(self, probe: Probe) -> None:
        """Its time runs from now on, unless it has been seen already."""
        spans = self._waiting.get(probe.trace_id, {})
        if probe.span_id in spans:
            spans[probe.span_id] = time.perf_counter()

    @property
    def all_seen(self) -> bool:
        return not any(self._waiting.values())

    async def follow(self) -> None:
        """Until it is over and every probe has been seen, or too much time has passed since."""
        deadline, seen, asked = 0.0, 0, 0.0
        while not (self.over and self.all_seen):
            now = time.perf_counter()
            if self.over:
                deadline = deadline or now + _LAST_SECONDS
                if now > deadline:
                    break
            moved = self._moved()
            if moved != seen or now - asked > _ASK_SECONDS:
                seen, asked = moved, now
                await self._ask_in_order()
            else:
                await asyncio.sleep(_LOOK_SECONDS)
        self._found.unseen = sum(map(len, self._waiting.values()))
        self._found.waits.sort()

    async def _ask_in_order(self) -> None:
        """The oldest first, and no younger one while something of it is missing."""
        for trace_id in [trace_id for trace_id, spans in self._waiting.items() if spans]:
            await self.ask(trace_id)
            if self._waiting[trace_id]:
                return

    async def ask(self, trace_id: str) -> None:
        """Ask once, and note what is there."""
        self._found.asks += 1
        answer = await self._client.get(self._url + trace_id, params={"format": "otlp"}, headers=self._headers)
        if answer.status_code == 404:
            return
        answer.raise_for_status()
        now, waiting = time.perf_counter(), self._waiting[trace_id]
        for resource_spans in answer.json()["resourceSpans"]:
            for scope_spans in resource_spans["scopeSpans"]:
                for span in scope_spans["spans"]:
                    acknowledged = waiting.pop(span["spanId"], None)
                    if acknowledged is not None:
                        self._found.waits.append(max(0.0, now - acknowledged) * 1e3)

    def _moved(self) -> int:
        """Changes whenever the drain has stored something."""
        return sum(path.stat().st_mtime_ns for path in self._spool.glob("*/cursor.json"))


def cost_of_asking(program: Program) -> float:
    """Milliseconds of the core's time that one question takes, on an idle to11."""

    async def ask() -> float:
        async with httpx.AsyncClient() as client:
            asker = _Asker(client, program, Fresh(0.0))
            await asker.ask("01" * 16)
            cpu = cpu_seconds(program.core_pid)
            for _ in range(_ASKS_FOR_COST):
                await asker.ask("01" * 16)
            return (cpu_seconds(program.core_pid) - cpu) / _ASKS_FOR_COST * 1e3

    return senders.run(ask())


def idle(program: Program, to: Target, maker: Maker, probes: int) -> Fresh:
    """Probes alone, one after the other."""
    return senders.run(_measure(program, to, maker, Fresh(0.0), bodies=[], probes=probes))


def loaded(program: Program, to: Target, maker: Maker, *, rate: float, seconds: float) -> Fresh:
    """Probes while `rate` spans a second are offered in batches."""
    bodies = maker.requests(BATCH, max(1, round(rate * seconds / BATCH)))
    return senders.run(_measure(program, to, maker, Fresh(rate), bodies=bodies, probes=0))


async def _measure(
    program: Program, to: Target, maker: Maker, found: Fresh, *, bodies: list[bytes], probes: int
) -> Fresh:
    channels = [grpc.aio.insecure_channel(to.grpc, options=OPTIONS) for _ in range(_CHANNELS)]
    exports = [channel.unary_unary(METHOD) for channel in channels]
    cpu = cpu_seconds(program.core_pid)

    async def export(number: int, body: bytes) -> None:
        await exports[number % _CHANNELS](body, metadata=to.metadata, timeout=60.0)

    try:
        async with httpx.AsyncClient() as client:
            asker = _Asker(client, program, found)
            if probes:
                await _one_by_one(asker, export, maker, found, probes)
            else:
                await _on_schedule(asker, export, maker, found, bodies)
    finally:
        await asyncio.gather(*(channel.close() for channel in channels))
    found.cpu = figures.ratio(cpu_seconds(program.core_pid) - cpu, found.seconds)
    return found


_Export = Callable[[int, bytes], Awaitable[None]]


async def _one_by_one(asker: _Asker, export: _Export, maker: Maker, found: Fresh, probes: int) -> None:
    asking = asyncio.create_task(asker.follow(), name="asker")
    started = time.perf_counter()
    for number in range(probes):
        probe = maker.probe()
        asker.expect(probe)
        await export(number, probe.body)
        asker.acknowledged(probe)
        while not asker.all_seen:
            await asyncio.sleep(_LOOK_SECONDS)
        await asyncio.sleep(0.007 * (number % 7))  # not in step with the drain
    found.seconds = time.perf_counter() - started
    asker.over = True
    await asking


async def _on_schedule(asker: _Asker, export: _Export, maker: Maker, found: Fresh, bodies: list[bytes]) -> None:
    async def send_batch(number: int, body: bytes) -> None:
        try:
            await export(number, body)
        except grpc.aio.AioRpcError:
            found.failures += 1
        else:
            found.acknowledged += BATCH

    async def send_probe(number: int, probe: Probe) -> None:
        asker.expect(probe)
        try:
            await export(number, probe.body)
        except grpc.aio.AioRpcError:
            found.failures += 1  # it is never seen then
        else:
            asker.acknowledged(probe)

    async with asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(asker.follow(), name="asker")
        pause, started, probe = BATCH / found.offered, time.perf_counter(), maker.probe()
        async with asyncio.TaskGroup() as sending:
            for number, body in enumerate(bodies):
                await asyncio.sleep(max(0.0, started + number * pause - time.perf_counter()))
                sending.create_task(send_batch(number, body), name="batch")
                if time.perf_counter() - started >= found.probes * _PROBE_SECONDS:
                    probe = maker.probe(None if found.probes % _PROBES_PER_TRACE == 0 else probe)
                    found.probes += 1
                    sending.create_task(send_probe(number, probe), name="probe")
        found.seconds = max(time.perf_counter() - started, len(bodies) * pause)
        asker.over = True
        await asking
