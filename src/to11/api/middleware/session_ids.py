"""Session ids in paths stay as they were sent, percent-encoded, since a slash may be in one."""

import re
from typing import Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

_SESSION: Final = re.compile(r"(/v1/projects/[^/]+/sessions/)([^/]+)(/conversation)?")


class SessionIds:
    """Puts a path back where a session id was decoded by the server: `/sessions/a%2Fb` is one segment after
    `sessions`, and the route is given `a%2Fb`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and "/sessions/" in scope["path"]:
            sent = (scope.get("raw_path") or b"").decode("ascii", "replace")
            if found := _SESSION.fullmatch(sent):
                scope = {**scope, "path": unquote(found[1]) + found[2] + (found[3] or "")}
        await self.app(scope, receive, send)
