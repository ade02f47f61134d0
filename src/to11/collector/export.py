"""Where HTTP and gRPC meet: an authenticated request is checked, and its good spans are spooled."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from to11 import log
from to11.collector.accounts import Accounts
from to11.collector.budget import Budget
from to11.collector.decompress import decompress
from to11.collector.needs import Appender
from to11.ingest.spool import EntryKind
from to11.model.tenancy import TokenClaims
from to11.settings import CollectorSettings
from to11.wire.otlp.check import STRAIGHT_BYTES, check
from to11.wire.otlp.encoding import Encoding
from to11.wire.otlp.faults import NO_REASONS, Checked, Reason, Rejected

logger = log.get(__name__)

INLINE_BYTES = STRAIGHT_BYTES
"""Uncompressed protobuf up to this size is checked on the event loop: 0.5 ms for a usual batch of 512 spans of 1 KB. A
thread would not give the loop that time back, as the parser holds the interpreter, and makes it half as much again."""

_DECODERS = 2


class Outcome(NamedTuple):
    """What became of a request: counts of spans, and a message for people, empty when there is nothing to say; the
    rejected ones once more by reason."""

    accepted: int
    rejected: int
    message: str
    reasons: Mapping[Reason, Rejected] = NO_REASONS


class Export:
    """Takes export requests from both listeners. `budget` bounds what they hold; the listeners draw on it, and tell
    `accounts` what they answer."""

    def __init__(self, spool: Appender, settings: CollectorSettings, accounts: Accounts | None = None) -> None:
        self.budget = Budget(settings.max_in_flight_bytes)
        self.accounts = accounts or Accounts()
        self._spool = spool
        self._limit = settings.max_request_bytes
        self._pool = ThreadPoolExecutor(_DECODERS, thread_name_prefix="otlp-decode")

    async def __call__(self, claims: TokenClaims, body: bytes, encoding: Encoding, coding: str = "") -> Outcome:
        """Check a request and return when its good spans are on disk; an empty request is a success at once.

        `coding` is the body's content coding (`decompress.coding_of`). Raises InvalidRequestError, TooLargeError,
        and UnavailableError when the spool is full or failing.
        """
        if coding or encoding is Encoding.JSON or len(body) > INLINE_BYTES:
            loop = asyncio.get_running_loop()
            checked = await loop.run_in_executor(self._pool, _unpack_and_check, body, encoding, coding, self._limit)
        else:
            checked = check(body, encoding)
        if checked.payload:
            await self._spool.append(EntryKind.OTLP, claims.project_id, checked.payload)
        self._tell(claims, checked)
        return Outcome(checked.accepted, checked.rejected, checked.message, checked.reasons)

    def close(self) -> None:
        """Let running checks end, drop those that have not begun. To be called when both listeners have stopped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    @staticmethod
    def _tell(claims: TokenClaims, checked: Checked) -> None:
        if checked.rejected:
            logger.warning(
                "spans rejected", project=claims.project_id, rejected=checked.rejected, reason=checked.message
            )


def _unpack_and_check(body: bytes, encoding: Encoding, coding: str, limit: int) -> Checked:
    return check(decompress(body, coding, limit), encoding)
