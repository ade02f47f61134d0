"""What every body of the API has in common: camelCase names, and the envelope around answers."""

from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel

T = TypeVar("T")


class Answer(BaseModel):
    """Something the API says. Names are camelCase in JSON; a value that is not known is null."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True, frozen=True)


class Asked(BaseModel):
    """Something a client sends. What is wrong with it is told without repeating it: it may hold a credential."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True, hide_input_in_errors=True)


class Body(Asked):
    """Something a client sends, where an unknown name is refused, so that a typo never becomes a default."""

    model_config = ConfigDict(extra="forbid")


class Success(Answer, Generic[T]):
    """The envelope around every successful answer; `code` equals the HTTP status."""

    success: Literal[True] = True
    code: int = Field(200, examples=[200])
    data: T
    error: None = None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A readable name in the OpenAPI document: `ProjectSuccess`."""
        return f"{params[0].__name__}Success"


class Pagination(Answer):
    """Where to go on. `nextCursor` is null on the last page."""

    next_cursor: str | None = Field(description="Pass it as `cursor` to get the next page; null on the last one.")
    limit: int = Field(description="The most items a page holds.", examples=[50])


class Page(Answer, Generic[T]):
    """One page of a list."""

    items: list[T]
    pagination: Pagination

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A readable name in the OpenAPI document: `ProjectPage`."""
        return f"{params[0].__name__}Page"

    @classmethod
    def of(cls, items: list[T], *, next_cursor: str | None, limit: int) -> Self:
        """A page of these items."""
        return cls(items=items, pagination=Pagination(next_cursor=next_cursor, limit=limit))


class ErrorBody(Answer):
    """What went wrong: a stable code for programs, a sentence for people."""

    code: str = Field(examples=["INSUFFICIENT_SCOPE"])
    message: str = Field(examples=["the key does not hold the scope 'traces:read'"])
    details: dict[str, JsonValue] = Field(default_factory=dict)


class Failure(Answer):
    """The envelope around every error; `_tag` is the name of the HTTP status."""

    tag: str = Field(alias="_tag", examples=["Forbidden"])
    success: Literal[False] = False
    code: int = Field(description="The HTTP status.", examples=[403])
    error: ErrorBody
