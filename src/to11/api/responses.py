"""Answers as bytes. A model is turned into JSON where it is built, in a worker thread, never on the event loop."""

from collections.abc import Sequence
from typing import TypeVar, cast

import msgspec
from fastapi import Response
from pydantic import BaseModel

from to11.api.schemas.base import Page, Success

T = TypeVar("T", bound=BaseModel)

JSON = "application/json"


def success(data: BaseModel, *, status: int = 200) -> Response:
    """The success envelope around one thing; `code` is the HTTP status."""
    envelope = cast(type[Success[BaseModel]], Success.__class_getitem__(type(data)))
    return flat(envelope(code=status, data=data), status=status)


class _Success(msgspec.Struct):
    """`schemas.base.Success`."""

    data: msgspec.Struct
    success: bool = True
    code: int = 200
    error: None = None


def success_of(data: msgspec.Struct) -> Response:
    """The success envelope around something long, which msgspec encodes several times as fast."""
    return Response(msgspec.json.encode(_Success(data)), media_type=JSON)


class _Pagination(msgspec.Struct, rename="camel"):
    """`schemas.base.Pagination`."""

    next_cursor: str | None
    limit: int


class _Page(msgspec.Struct):
    """`schemas.base.Page`."""

    items: Sequence[msgspec.Struct]
    pagination: _Pagination


def page_of(items: Sequence[msgspec.Struct], next_cursor: str | None, limit: int) -> Response:
    """The success envelope around one page of a list whose items may be long."""
    return success_of(_Page(items, _Pagination(next_cursor, limit)))


def page(items: list[T], kind: type[T], next_cursor: str | None, limit: int) -> Response:
    """The success envelope around one page of a list."""
    listed = cast(type[Page[T]], Page.__class_getitem__(kind))
    return success(listed.of(items, next_cursor=next_cursor, limit=limit))


def flat(model: BaseModel, *, status: int = 200) -> Response:
    """A model as it stands, without an envelope."""
    return Response(model.model_dump_json(by_alias=True), status_code=status, media_type=JSON)
