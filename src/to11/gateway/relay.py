"""An answer to the caller, head and body, piece by piece as it comes; what passes is noted on the draft."""

from typing import Final

from to11 import log
from to11.gateway.asgi import JOINED, Header, Send, Write
from to11.gateway.draft import Draft
from to11.gateway.headers import response_headers, value_of
from to11.gateway.plan import Plan
from to11.gateway.upstream import Response, UpstreamError
from to11.model.call import Ending
from to11.wire.openai.usage import UsageTaker

logger = log.get(__name__)

_OK: Final = 200


async def relay(response: Response, plan: Plan, draft: Draft, send: Send, write: Write | None) -> str:
    """The answer to the caller; gives the `error.type` of a break, or an empty string.

    What comes after a stream's first piece goes straight from one socket to the other (`_Body.pour`) while the
    caller keeps up, and through this task whenever they do not.
    """
    taker = _taker(response, plan)
    headers = response_headers(response.status, response.headers, draft.own_headers(), resized=taker is not None)
    draft.note_head(response.status, response.headers)
    joined = response.waits  # some of the body came with the head, and leaves with it
    start = {"type": "http.response.start", "status": response.status, "headers": headers, JOINED: joined}
    await send(start)
    body = _Body(response, draft, taker, write)
    last = False
    while not last:
        try:
            data, last = body.take(await response.read())
        except UpstreamError as error:
            logger.info("a provider's answer broke off", **draft.in_log(error))
            if rest := body.rest():
                await send({"type": "http.response.body", "body": rest, "more_body": True})
            draft.fail(Ending.UPSTREAM_BROKEN, error)
            return error.error_type
        if data or last or joined:
            await send({"type": "http.response.body", "body": data, "more_body": not last})
            joined = False
        if not last and write is not None and _is_open_ended(headers) and (data := await body.pour()):
            await send({"type": "http.response.body", "body": data, "more_body": True})
    return ""


def _is_open_ended(headers: list[Header]) -> bool:
    return not any(name == b"content-length" for name, _ in headers)


def _taker(response: Response, plan: Plan) -> UsageTaker | None:
    """What takes the usage chunk out again, where the gateway asked for one and got a stream that it can read."""
    if not plan.usage_asked or response.status != _OK:
        return None
    content_type = value_of(response.headers, b"content-type").partition(b";")[0].strip().lower()
    coded = value_of(response.headers, b"content-encoding").lower() not in (b"", b"identity")
    return None if coded or content_type != b"text/event-stream" else UsageTaker()


class _Body:
    """The pieces of an answer: each is noted, and rid of what the gateway asked for itself.

    A bug in the taker shows the caller a chunk too many instead of costing the stream.
    """

    __slots__ = ("_draft", "_response", "_taker", "_unsent", "_write")

    def __init__(self, response: Response, draft: Draft, taker: UsageTaker | None, write: Write | None) -> None:
        self._response = response
        self._draft = draft
        self._taker = taker
        self._write = write
        self._unsent = b""

    def take(self, data: bytes) -> tuple[bytes, bool]:
        """What to pass on of a piece that was read, and whether it was the last."""
        last = self._response.at_end
        data = self._noted(data)
        return (data + self.rest() if last else data), last

    async def pour(self) -> bytes:
        """Write what comes as it comes, until the answer is over or the caller is slow: gives what these then wait for.
        What became of the answer, `read()` tells."""
        await self._response.pour(self._pass_on)
        unsent, self._unsent = self._unsent, b""
        return unsent

    def _noted(self, data: bytes) -> bytes:
        response = self._response
        self._draft.note_piece(data, response.first_data_ns, response.last_data_ns)
        if self._taker is None:
            return data
        try:
            return self._taker.feed(data)
        except Exception as error:  # noqa: BLE001 (a bug in there must cost no caller their call)
            logger.error("cannot take the usage chunk out", cause=repr(error))
            self._taker = None
            return data

    def _pass_on(self, data: bytes) -> bool:
        """Write a piece; whether the caller was ready for it."""
        data = self._noted(data)
        if not data or self._write is None or self._write(data):
            return True
        self._unsent = data
        return False

    def rest(self) -> bytes:
        """What the taker held back of an answer that broke off."""
        return b"" if self._taker is None else self._taker.flush()
