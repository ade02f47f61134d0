"""One child as the supervisor sees it: started with its plan, ready, dead, stopped."""

import asyncio
import json
import signal
import sys

from to11.model.errors import SettingsError, UnavailableError
from to11.serve.plan import GO, Plan
from to11.settings import SECRETS

_READY_SECONDS = 60.0


class ChildProcess:
    """Starts and stops one kind of child; may be started again after it has ended."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._process: asyncio.subprocess.Process | None = None

    @property
    def name(self) -> str:
        """`core`, `edge-0`, …"""
        return self._plan.name

    @property
    def pid(self) -> int:
        """The process id; 0 before the first start."""
        return self._process.pid if self._process else 0

    async def start(self) -> None:
        """`spawn` and `open`."""
        await self.spawn()
        await self.open()

    async def spawn(self) -> None:
        """Start it; it loads what it needs and waits for `open`."""
        fds = [fd for fd in (self._plan.api_fd, self._plan.gateway_fd, *self._plan.otlp_fds) if fd >= 0]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # a file in the working directory must not pass for a module
            "-m",
            "to11.serve.main",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            pass_fds=fds,
            start_new_session=True,  # a Ctrl-C on the terminal reaches the supervisor alone, which stops in flow order
        )
        self._process = process
        await self._tell(process, self._plan.model_dump_json(context=SECRETS))

    async def open(self) -> None:
        """Let it begin its work; returns when it is ready.

        Raises SettingsError with the child's own words when it cannot start, UnavailableError when it is not ready
        in time.
        """
        process = self._process
        if process is None:
            raise UnavailableError(f"{self.name} was not started")
        try:
            async with asyncio.timeout(_READY_SECONDS):
                await self._tell(process, GO)
                await self._until_ready(process)
        except TimeoutError as error:
            await self._kill(process)
            raise UnavailableError(f"{self.name} was not ready within {_READY_SECONDS:.0f} s") from error
        except BaseException:
            await self._kill(process)
            raise

    async def wait(self) -> int:
        """Wait until it ends; its exit status, negative for a signal."""
        return await self._process.wait() if self._process else 0

    async def stop(self, grace_seconds: float, hurry: asyncio.Event) -> None:
        """Ask it to stop; kill it when the grace is over or `hurry` is set."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        ended = asyncio.create_task(process.wait(), name=f"end-{self.name}")
        hurried = asyncio.create_task(hurry.wait(), name=f"hurry-{self.name}")
        await asyncio.wait({ended, hurried}, timeout=grace_seconds, return_when=asyncio.FIRST_COMPLETED)
        hurried.cancel()
        if not ended.done():
            process.kill()
            await ended

    async def _tell(self, process: asyncio.subprocess.Process, line: str) -> None:
        assert process.stdin is not None  # noqa: S101 (for the type checker: PIPE was asked for)
        try:
            process.stdin.write(line.encode() + b"\n")
            await process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise UnavailableError(f"{self.name} ended with status {await process.wait()}") from error

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101 (for the type checker: PIPE was asked for)
        line = await process.stdout.readline()
        if not line:
            raise UnavailableError(f"{self.name} ended with status {await process.wait()} before it was ready")
        status = json.loads(line)
        if error := status.get("error"):
            await process.wait()
            raise SettingsError(str(error))

    @staticmethod
    async def _kill(process: asyncio.subprocess.Process) -> None:
        if process.returncode is None:
            process.kill()
            await process.wait()
