"""The outermost layer: headers on every answer, and an answer to every exception."""

from email.utils import formatdate

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from to11 import log
from to11.api import errors
from to11.model.errors import To11Error
from to11.model.ids import new_id

_log = log.get(__name__)

REQUEST_ID = "x-to11-request-id"


class Guard:
    """Puts a request id and the security headers on every answer; logs what nobody foresaw and answers it with 500.

    `refuse` forms that answer. Answers are not to be stored unless a route says otherwise: almost all of them are
    private to a key.
    """

    def __init__(self, app: ASGIApp, refuse: errors.Refuse = errors.refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = new_id("req")
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _complete(MutableHeaders(scope=message), request_id)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:  # the door's last line: whatever broke, the client gets an answer
            _log.exception(
                "request failed",
                request_id=request_id,
                method=scope["method"],
                path=scope["path"],
                error=type(error).__name__,
            )
            if started:
                raise
            await self.refuse(scope["path"], To11Error(type(error).__name__))(scope, receive, send_with_headers)


def _complete(headers: MutableHeaders, request_id: str) -> None:
    headers[REQUEST_ID] = request_id
    # To the second, unlike uvicorn's, which is of its last tick: clients reckon by it how long their token lives.
    headers["Date"] = formatdate(usegmt=True)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
