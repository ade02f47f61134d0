"""The collector's certificate: loaded at start, and anew when its files change.

A new context takes the place of the old one, so that a pair of files is taken whole or not at all; connections that
run keep what they began with.
"""

import asyncio
import contextlib
import ssl
from pathlib import Path

from to11 import log
from to11.model.errors import SettingsError
from to11.settings import CollectorSettings

logger = log.get(__name__)

_POLL_SECONDS = 1.0

Marks = tuple[tuple[int, int, int], ...]


class Certificate:
    """A certificate chain and its key, in PEM files. Raises SettingsError where they cannot be used."""

    def __init__(self, cert: Path, key: Path) -> None:
        self._files = (cert, key)
        self._marks = self._look()
        self.context = _load(cert, key)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look after the files from now on."""
        self._task = asyncio.create_task(self._watch(), name="tls-certificate")

    async def stop(self) -> None:
        """Look after them no longer."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                if await asyncio.to_thread(self._reload):
                    logger.info("TLS certificate loaded anew", file=str(self._files[0]))
            except SettingsError as error:
                logger.error("TLS certificate is not changed", cause=error.message)

    def _reload(self) -> bool:
        """Whether there was a change, which is taken. A bad one is told once, and tried again when it changes."""
        marks = self._look()
        if marks == self._marks:
            return False
        self._marks = marks
        self.context = _load(*self._files)
        return True

    def _look(self) -> Marks:
        """What changes when a file does, be it written or replaced, or a link to it moved."""
        marks = []
        for file in self._files:
            try:
                found = file.stat()
            except OSError:
                marks.append((0, 0, 0))
            else:
                marks.append((found.st_ino, found.st_mtime_ns, found.st_size))
        return tuple(marks)


def certificate_of(settings: CollectorSettings) -> Certificate | None:
    """The settings' certificate, None where there is none. Raises SettingsError."""
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    return Certificate(settings.tls_cert, settings.tls_key)


def _load(cert: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # The first that the client has too: whoever can do both is served best by HTTP/1.1, and gRPC offers h2 alone.
    context.set_alpn_protocols(["http/1.1", "h2"])
    try:
        context.load_cert_chain(cert, key, password=_no_password)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        why = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
        raise SettingsError(
            f"cannot use the TLS certificate {cert} with the key {key} "
            f"(settings 'collector.tls_cert', 'collector.tls_key'): {why}"
        ) from error
    return context


def _no_password() -> str:
    """OpenSSL would ask whoever sits at the terminal."""
    raise ValueError("the key is encrypted")
