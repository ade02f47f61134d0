"""The exchange of an API key for a collector token. Its answer stands flat, without an envelope."""

from typing import Annotated

from pydantic import Field, StrictStr, StringConstraints

from to11.api.schemas.base import Answer, Asked
from to11.model.tenancy import ScopeClass

Text = Annotated[StrictStr, StringConstraints(min_length=1)]


class ExchangeRequest(Asked):
    """A key, and the project to write to where the key spans several."""

    credential: Text = Field(repr=False, description="The API key.", examples=["to11_live_…"])
    requested_project_id: Text | None = Field(
        None,
        description="Required for a key that spans projects; a project's key may name its own.",
        examples=["proj_abc123"],
    )


class ExchangeAnswer(Answer):
    """A collector token, good for one project. `scopeClass` is that of the key that was exchanged."""

    token: str = Field(repr=False, examples=["eyJhbGciOiJFUzI1NiIs…"])
    project_id: str = Field(examples=["proj_abc123"])
    scope_class: ScopeClass = Field(examples=["project"])
    scopes: list[str] = Field(examples=[["otel:write"]])
    expires_at: str = Field(examples=["2026-03-25T17:30:00Z"])
