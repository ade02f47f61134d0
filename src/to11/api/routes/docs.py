"""`/openapi.json` and `/docs`."""

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse

from to11.api import docs

CACHED = "public, max-age=300"


def router(app: FastAPI) -> APIRouter:
    """The description of this application."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/openapi.json")
    def openapi() -> Response:
        return JSONResponse(app.openapi(), headers={"Cache-Control": CACHED})

    @routes.get("/docs")
    def page() -> Response:
        headers = {"Cache-Control": CACHED, "Content-Security-Policy": docs.POLICY}
        return HTMLResponse(docs.page(app.openapi()), headers=headers)

    return routes
