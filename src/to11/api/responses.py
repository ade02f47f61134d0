"""Answers as bytes. A model is turned into JSON where it is built, in a worker thread, never on the event loop."""

from typing import TypeVar, cast

from fastapi import Response
from pydantic import BaseModel

from to11.api.schemas.base import Page, Success

T = TypeVar("T", bound=BaseModel)

JSON = "application/json"


def success(data: BaseModel, *, status: int = 200) -> Response:
    """The success envelope around one thing; `code` is the HTTP status."""
    envelope = cast(type[Success[BaseModel]], Success.__class_getitem__(type(data)))
    return flat(envelope(code=status, data=data), status=status)


def page(items: list[T], kind: type[T], next_cursor: str | None, limit: int) -> Response:
    """The success envelope around one page of a list."""
    listed = cast(type[Page[T]], Page.__class_getitem__(kind))
    return success(listed.of(items, next_cursor=next_cursor, limit=limit))


def flat(model: BaseModel, *, status: int = 200) -> Response:
    """A model as it stands, without an envelope."""
    return Response(model.model_dump_json(by_alias=True), status_code=status, media_type=JSON)
