"""A browser's session: how it is begun, and what a page is told of it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from to11.api.schemas.base import Answer, Body
from to11.api.schemas.exchange import Text
from to11.api.schemas.tenancy import EXAMPLE_TIME
from to11.model.tenancy import Scope, ScopeClass


class BeginSession(Body):
    """An API key with `traces:read`, or the code of a sign-in link; one of them."""

    credential: Text | None = Field(None, repr=False, description="The API key.", examples=["to11_live_…"])
    code: Text | None = Field(None, repr=False, description="What follows `#code=` in a sign-in link.")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.credential is None) == (self.code is None):
            raise ValueError("give either credential or code")
        return self


class SessionActor(Answer):
    """Who is signed in: an API key, or the operator, who may do everything in every project."""

    kind: Literal["key", "operator"]
    name: str = Field(description="The key's name, or `operator`.")
    key_id: str | None = Field(description="Null for the operator.", examples=["key_4bC1xYz09QwErTyUiOpA"])


class BrowserSession(Answer):
    """What a page of the explorer may show and do. The ids are those of the key; all are null for the operator."""

    actor: SessionActor
    scopes: list[Scope] = Field(description="All that the actor holds.")
    scope_class: ScopeClass | None = Field(description="How wide the key reaches; null for the operator.")
    organization_id: str | None
    workspace_id: str | None
    project_id: str | None
    expires_at: str = Field(description="When the session ends by itself.", examples=[EXAMPLE_TIME])
    csrf_token: str = Field(
        repr=False, description="To be sent as `x-to11-csrf` with every request that is not GET or HEAD."
    )
