"""The thread that settles traces while the program runs. It takes its time: spans and questions come first."""

import threading
import time
from typing import Final

from to11 import log
from to11.model.errors import To11Error
from to11.store.client import StoreClient
from to11.store.settling import Settling

_REST: Final = 4
"""How many times as long as it worked it rests at least: so it takes a fifth of a core at most."""

_TROUBLE_SECONDS: Final = 5.0

logger = log.get(__name__)


class Settler:
    """Settles what comes in every so many seconds."""

    def __init__(self, client: StoreClient, every_seconds: float) -> None:
        self._settling = Settling(client)
        self._every_seconds = every_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="settler", daemon=True)

    def start(self) -> None:
        """Begin settling."""
        self._thread.start()

    def close(self) -> None:
        """End after the step that is under way; what is not settled then will be by the next process."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            started = time.monotonic()
            try:
                more = self._settling.step()
            except To11Error as error:
                logger.warning("traces could not be settled, will try again", cause=str(error))
                pause = _TROUBLE_SECONDS
            except Exception:  # the thread must live on
                logger.exception("settling failed, will try again")
                pause = _TROUBLE_SECONDS
            else:
                rest = _REST * (time.monotonic() - started)
                pause = max(rest, 0.0 if more else self._every_seconds)
