"""Where HTTP and gRPC meet: an authenticated request is checked, and its good spans are spooled.

What a request costs decides where it is worked on, and projects take turns everywhere (`turns`):

- small: on the event loop;
- light, up to 1 MiB once unpacked: in a lane of its own, so that it never waits for a large one;
- heavy: in another lane, one at a time, as one may need three times its size besides itself.

A lane is kept until the result has found room in the budget or is on disk: so work under way always comes to its end.
"""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from to11 import log
from to11.collector import heap
from to11.collector.accounts import Accounts
from to11.collector.budget import Budget, Hold
from to11.collector.job import Job
from to11.collector.needs import Appender
from to11.collector.quota import EMPTY_BYTES, Quota
from to11.collector.turns import Lane, LoopTurns
from to11.ingest.spool import EntryKind
from to11.model.errors import RateLimitedError
from to11.model.tenancy import TokenClaims
from to11.settings import CollectorSettings
from to11.wire.otlp.encoding import Encoding
from to11.wire.otlp.faults import NO_REASONS, Checked, Reason, Rejected

logger = log.get(__name__)

_CALM_SECONDS = (1.0, 5.0)


class Outcome(NamedTuple):
    """What became of a request of `size` bytes: counts of spans, and a message for people, empty when there is nothing
    to say; the rejected ones once more by reason."""

    accepted: int
    rejected: int
    message: str
    reasons: Mapping[Reason, Rejected] = NO_REASONS
    size: int = 0


class Export:
    """Takes export requests from both listeners. `budget` bounds what they hold; the listeners draw on it, and tell
    `accounts` what they answer.

    `edges` is how many processes share the quotas. To be made on the event loop that it is used on.
    """

    def __init__(
        self, spool: Appender, settings: CollectorSettings, accounts: Accounts | None = None, *, edges: int = 1
    ) -> None:
        self.budget = Budget(settings.request_bytes_held)
        self.accounts = accounts or Accounts()
        self._spool = spool
        self._limit = settings.max_request_bytes
        self._quota = Quota(settings, edges=edges)
        self._loop_turns = LoopTurns()
        self._light, self._heavy = Lane("otlp-light"), Lane("otlp-heavy")
        self._trims: list[asyncio.TimerHandle] = []

    def admit(self, claims: TokenClaims, size: int | None) -> None:
        """Whether a body of this size, None when it is not known, is worth reading. Raises RateLimitedError."""
        refusal = self._quota.refusal(claims.project_id)
        if refusal and size is not None and size > EMPTY_BYTES:
            raise refusal

    async def __call__(
        self, claims: TokenClaims, body: bytes, encoding: Encoding, coding: str = "", hold: Hold | None = None
    ) -> Outcome:
        """Check a request and return when its good spans are on disk; an empty request is a success at once.

        `coding` is the body's content coding (`decompress.coding_of`), `hold` what the listener took for the body.
        Raises InvalidRequestError, TooLargeError, RateLimitedError, and UnavailableError when there is too much to
        do, or the spool is full or failing.
        """
        job = Job(body, encoding, coding, self._limit)
        del body  # the job lets go of it as soon as it is unpacked
        if hold is None:
            hold = self.budget.hold(claims.project_id)
            await hold.take(job.size)
        with hold:
            if job.is_inline:
                await self._loop_turns.turn(claims.project_id, job.size)
                self.admit(claims, job.size)
                return await self._finish(claims, job.size, job.run())
            if job.may_be_light and (outcome := await self._in_lane(self._light, claims, job, hold)):
                return outcome
            outcome = await self._in_lane(self._heavy, claims, job, hold)
            assert outcome is not None  # noqa: S101 (for the type checker: only light work may turn out to be none)
            return outcome

    def close(self) -> None:
        """Let running checks end, drop those that have not begun. To be called when both listeners have stopped."""
        self._light.close()
        self._heavy.close()
        for trim in self._trims:
            trim.cancel()

    async def _in_lane(self, lane: Lane, claims: TokenClaims, job: Job, hold: Hold) -> Outcome | None:
        async with lane.turn(claims.project_id, job.size):
            self.admit(claims, job.size)
            checked = await lane.run(job.try_light if lane is self._light else job.run)
            self._plan_trim()
            if checked is None:
                return None
            if not hold.resize(len(checked.payload)):
                return await self._finish(claims, job.size, checked)
        return await self._finish(claims, job.size, checked)

    async def _finish(self, claims: TokenClaims, size: int, checked: Checked) -> Outcome:
        spans = checked.accepted + checked.rejected
        if spans and (refusal := self._refusal_of_small(claims, size)):
            raise refusal
        if checked.payload:
            self._quota.spend(claims.project_id, spans=spans, size=size)
            try:
                await self._spool.append(EntryKind.OTLP, claims.project_id, checked.payload)
            except BaseException:
                self._quota.spend(claims.project_id, spans=-spans, size=-size)
                raise
        self._tell(claims, checked)
        return Outcome(checked.accepted, checked.rejected, checked.message, checked.reasons, size)

    def _refusal_of_small(self, claims: TokenClaims, size: int) -> RateLimitedError | None:
        """What `admit` let pass because it might have been empty."""
        return self._quota.refusal(claims.project_id) if size <= EMPTY_BYTES else None

    @staticmethod
    def _tell(claims: TokenClaims, checked: Checked) -> None:
        if checked.rejected:
            logger.warning(
                "spans rejected", project=claims.project_id, rejected=checked.rejected, reason=checked.message
            )

    def _plan_trim(self) -> None:
        """Give memory back when the lanes have been calm for a while, and once more when all else has ended, too."""
        loop = asyncio.get_running_loop()
        for trim in self._trims:
            trim.cancel()
        self._trims = [loop.call_later(calm, loop.run_in_executor, None, heap.give_back) for calm in _CALM_SECONDS]
