"""Starts the children, restarts a dead one, and stops them in flow order: edges first, then the core.

The order matters. The store is started first, so that what is taken can be stored; it is stopped last, when the edges
have finished their calls and closed their spools, so that a clean stop leaves nothing behind.
"""

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path

from to11 import log
from to11.collector.front.tls import certificate_of
from to11.ingest.spool.lock import DirectoryLock
from to11.metrics import scrape
from to11.model.errors import ConflictError, SettingsError
from to11.serve import addresses, first_run, run_file
from to11.serve.listeners import Listeners, bind
from to11.serve.plan import Plan
from to11.serve.process import ChildProcess
from to11.serve.run_file import RUN_FILE, Running
from to11.settings import Settings

logger = log.get(__name__)

_ORPHAN_PATIENCE_SECONDS = 15.0
_CORE_STOP_SECONDS = 60.0
_EDGE_STOP_MARGIN_SECONDS = 5.0
_STEADY_SECONDS = 5.0
_MAX_BACKOFF_SECONDS = 5.0


async def run(settings: Settings, *, ready_file: Path | None = None) -> None:
    """Serve until SIGTERM or SIGINT. A second signal stops waiting for running calls.

    Raises SettingsError or ConflictError when it cannot start: one line, meant for the person who started it.
    """
    prepare(settings.data_dir)
    certificate_of(settings.collector)  # to be told now, and not by every edge
    lock = _take(settings.data_dir)
    try:
        scrape.clear(settings.metrics_dir)
        listeners = await bind(settings, patience=_patience(settings.data_dir))
        await _Supervisor(settings, listeners, ready_file).run()
    finally:
        lock.release()


def prepare(data_dir: Path) -> None:
    """Make the data directory, private to its owner. Raises SettingsError when that cannot be done."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = data_dir / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsError(f"cannot write to the data directory {data_dir}: {error.strerror or error}") from error


def _take(data_dir: Path) -> DirectoryLock:
    try:
        return DirectoryLock(data_dir).acquire()
    except ConflictError as error:
        owner = error.details.get("pid") or "unknown"
        raise ConflictError(f"another to11 (pid {owner}) runs on {data_dir}") from error


def _patience(data_dir: Path) -> float:
    """How long ports may still be held: for a moment when a supervisor died and its children are stopping."""
    left_behind = run_file.read(data_dir)
    pids = [left_behind["pids"]["core"], *left_behind["pids"]["edge"]] if left_behind else []
    return _ORPHAN_PATIENCE_SECONDS if any(run_file.is_alive(pid) for pid in pids) else 0.0


class _Supervisor:
    """One run of `to11 serve`."""

    def __init__(self, settings: Settings, listeners: Listeners, ready_file: Path | None) -> None:
        self._settings = settings
        self._listeners = listeners
        self._files = [settings.data_dir / RUN_FILE, *([ready_file] if ready_file else [])]
        self._urls = addresses.of(settings, listeners)
        self._endpoints = addresses.endpoints(settings, self._urls)
        self._core = ChildProcess(
            Plan(role="core", index=0, settings=settings, endpoints=self._endpoints, api_fd=listeners.api.fileno())
        )
        self._edges = [
            ChildProcess(
                Plan(
                    role="edge",
                    index=index,
                    settings=settings,
                    endpoints=self._endpoints,
                    gateway_fd=listeners.gateway.fileno(),
                    otlp_fds=(listeners.otlp_http.fileno(), listeners.grpc.fileno()),
                )
            )
            for index in range(settings.workers)
        ]
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()

    async def run(self) -> None:
        """Start, watch until told to stop, stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal)
        watchers: list[asyncio.Task[None]] = []
        try:
            created = await asyncio.to_thread(first_run.prepare, self._settings)
            if await self._start():
                link = await asyncio.to_thread(first_run.sign_in_link, self._settings, self._endpoints.api)
                first_run.announce(self._urls, link, created)  # first, as the key is shown this once
                self._write_files()
                watchers = [
                    asyncio.create_task(self._watch(child), name=f"watch-{child.name}")
                    for child in (self._core, *self._edges)
                ]
                await self._stop.wait()
        finally:
            for watcher in watchers:
                watcher.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)
            await self._shut_down()

    def _on_signal(self) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    async def _start(self) -> bool:
        """Start the core, then the edges; False when told to stop meanwhile."""
        return await self._unless_stopped(self._start_in_order())

    async def _start_in_order(self) -> None:
        """All load side by side; the edges open their doors when the core can store what they take."""
        await asyncio.gather(*(child.spawn() for child in (self._core, *self._edges)))
        await self._core.open()
        await asyncio.gather(*(edge.open() for edge in self._edges))

    async def _unless_stopped(self, work: Coroutine[None, None, None]) -> bool:
        working = asyncio.create_task(work, name="start")
        stopping = asyncio.create_task(self._stop.wait(), name="stop")
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if working.done():
            working.result()
            return True
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        return False

    async def _watch(self, child: ChildProcess) -> None:
        """Restart a child whenever it ends, more slowly when it keeps ending."""
        loop = asyncio.get_running_loop()
        backoff = 0.0
        while True:
            started = loop.time()
            status = await child.wait()
            logger.error("child process died, restarting", child=child.name, status=status)
            backoff = 0.0 if loop.time() - started > _STEADY_SECONDS else _longer(backoff)
            while not await self._restart(child, backoff):
                backoff = _longer(backoff)

    async def _restart(self, child: ChildProcess, backoff: float) -> bool:
        await asyncio.sleep(backoff)
        try:
            await child.start()
        except Exception as error:  # noqa: BLE001 (the watch must live on, whatever the reason, and try again)
            logger.error("child process cannot start", child=child.name, cause=str(error))
            return False
        logger.info("child process restarted", child=child.name, pid=child.pid)
        try:
            self._write_files()
        except SettingsError as error:
            logger.error("addresses are not up to date", cause=error.message)
        return True

    def _write_files(self) -> None:
        running: Running = {
            **self._urls,
            "pids": {"core": self._core.pid, "edge": [edge.pid for edge in self._edges]},
        }
        for path in self._files:
            try:
                run_file.write(path, running)
            except OSError as error:
                raise SettingsError(f"cannot write {path}: {error.strerror or error}") from error

    async def _shut_down(self) -> None:
        self._listeners.close()  # or the kernel would go on taking connections that nobody serves any more
        grace = self._settings.grace_seconds + _EDGE_STOP_MARGIN_SECONDS
        await asyncio.gather(*(edge.stop(grace, self._hurry) for edge in self._edges))
        await self._core.stop(_CORE_STOP_SECONDS, asyncio.Event())  # what is acknowledged is drained, hurry or not
        for path in self._files:
            run_file.remove(path)
        logger.info("stopped")


def _longer(backoff: float) -> float:
    return min(_MAX_BACKOFF_SECONDS, backoff * 2 or 0.1)
