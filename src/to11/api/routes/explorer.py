"""The explorer: one page for all its addresses, and the files that it loads. Public: all that it shows, it asks for."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from to11.api.built import Explorer

PAGES = ("/", "/sign-in", "/projects", "/projects/{rest:path}")
ASSETS = "/assets/{name:path}"
METHODS = ("GET", "HEAD")

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The page's Content-Security-Policy: scripts and styles from our own files alone, and nothing asked of anyone else."""

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
)

ASSET_HEADERS: Mapping[str, str] = MappingProxyType({"Content-Security-Policy": POLICY})

REVALIDATED = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
"""A file's name changes with what is in it."""

NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>to11</title></head>
<body>
<h1>The explorer is not built</h1>
<p>All else runs: gateway, collector and API (<a href="/docs">its description</a>).</p>
<p>Where Node 20.19 or newer is installed with npm, <code>make serve</code> builds it in a checkout and starts
to11. A package of to11 has it built already.</p>
</body>
</html>
"""


def router(explorer: Explorer | None) -> APIRouter:
    """The routes for what is built; without it, a page that says how to build it."""
    routes = APIRouter(include_in_schema=False)

    async def page(request: Request) -> Response:
        if explorer is None:
            return HTMLResponse(NOT_BUILT, status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=HEADERS)
        return explorer.page.answer(request, cached=REVALIDATED, headers=HEADERS)

    async def asset(request: Request, name: str) -> Response:
        found = None if explorer is None else explorer.assets.get(name)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        # A worker is held to the policy that its own script came with.
        return found.answer(request, cached=FOR_EVER, headers=ASSET_HEADERS)

    for path in PAGES:
        routes.add_api_route(path, page, methods=list(METHODS))
    routes.add_api_route(ASSETS, asset, methods=list(METHODS))
    return routes
