"""Organizations, workspaces, projects and API keys as the management API tells and takes them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import Field, StringConstraints

from to11.api.schemas.base import Answer, Body
from to11.model.capture import Capture
from to11.model.tenancy import MAX_RETENTION_DAYS, EnvironmentClass, Preset, Scope, ScopeClass

EXAMPLE_TIME = "2026-03-25T17:30:00Z"

Id = Annotated[str, StringConstraints(min_length=1, max_length=80)]
ProjectId = Annotated[str, Path(alias="projectId", max_length=80, examples=["proj_4bC1xYz09QwErTyUiOpA"])]
KeyId = Annotated[str, Path(alias="keyId", max_length=80, examples=["key_4bC1xYz09QwErTyUiOpA"])]
Name = Annotated[str, Field(description="1 to 100 printable characters.", examples=["checkout"])]


class Organization(Answer):
    """The top of the tenancy tree."""

    id: str = Field(examples=["org_4bC1xYz09QwErTyUiOpA"])
    name: str
    created_at: str = Field(examples=[EXAMPLE_TIME])


class Workspace(Answer):
    """A group of projects in an organization."""

    id: str = Field(examples=["ws_4bC1xYz09QwErTyUiOpA"])
    organization_id: str
    name: str
    created_at: str = Field(examples=[EXAMPLE_TIME])


class Project(Answer):
    """What spans are bound to."""

    id: str = Field(examples=["proj_4bC1xYz09QwErTyUiOpA"])
    organization_id: str
    workspace_id: str
    name: str
    created_at: str = Field(examples=[EXAMPLE_TIME])
    capture: Capture | None = Field(
        description="How much of a gateway call is kept at the most; null when the project has no wish of its own."
    )
    retention_days: int | None = Field(
        description="Days that its spans are kept; null when they are kept for as long as the deployment says.",
        examples=[30],
    )


class Defaults(Answer):
    """What holds for a project that has no wish of its own."""

    retention_days: int = Field(description="Days that spans are kept.", examples=[60])
    capture: Capture = Field(description="How much of a gateway call is kept at the most, whatever a project says.")


class Key(Answer):
    """An API key without its secret. `hint` is the beginning of the secret, to tell keys apart."""

    id: str = Field(examples=["key_4bC1xYz09QwErTyUiOpA"])
    name: str
    hint: str = Field(examples=["to11_live_4bC1…"])
    environment: EnvironmentClass
    scope_class: ScopeClass
    organization_id: str
    workspace_id: str | None = Field(description="Null for an organization's key.")
    project_id: str | None = Field(description="Null for all but a project's key.")
    scopes: list[Scope]
    created_at: str = Field(examples=[EXAMPLE_TIME])
    created_by: str = Field(description="The id of the key that created it, or `operator`.")
    expires_at: str | None = Field(description="Null when it never expires.", examples=[EXAMPLE_TIME])
    revoked_at: str | None
    last_used_at: str | None


class IssuedKey(Key):
    """A key with its secret, which is shown this once."""

    secret: str = Field(description="Store it now: it cannot be had again.", examples=["to11_live_…"])


class CreateWorkspace(Body):
    """A new workspace."""

    name: Name
    organization_id: Id | None = Field(None, description="Default: the calling key's own, the operator's only one.")


class CreateProject(Body):
    """A new project."""

    name: Name
    workspace_id: Id | None = Field(None, description="Default: the calling key's own, the operator's only one.")


class UpdateProject(Body):
    """What is changed of a project; what is left out stays as it is."""

    # A factory, as a default in the description would say that leaving out means null.
    name: Name = Field(default_factory=str)
    capture: Capture | None = Field(
        default_factory=lambda: None,
        description="How much of a gateway call is kept at the most: `none`, `metadata` (no messages, tools and error "
        "texts) or `full`. The strictest of deployment, project and request wins; null is no wish.",
        examples=["metadata"],
    )
    retention_days: Annotated[int, Field(ge=1, le=MAX_RETENTION_DAYS)] | None = Field(
        default_factory=lambda: None,
        description="Days that its spans are kept; null is as long as the deployment says.",
        examples=[30],
    )


class CreateKey(Body):
    """A new key. It can hold nothing that the calling key does not hold."""

    name: Name
    environment: EnvironmentClass = EnvironmentClass.LIVE
    scope_class: ScopeClass = Field(description="How wide the key reaches.")
    organization_id: Id | None = Field(None, description="Default: the calling key's own, the operator's only one.")
    workspace_id: Id | None = Field(None, description="For a workspace's key. Default: as above.")
    project_id: Id | None = Field(None, description="For a project's key. Default: as above.")
    preset: Preset = Field(Preset.CUSTOM, description="A named list of scopes; `custom` takes them from `scopes`.")
    scopes: list[Scope] | None = Field(None, description="For `custom`, at least one.")
    expires_in_days: Annotated[int, Field(ge=1, le=36_500)] | None = Field(
        None, description="30, 90, 365 or any other number of days.", examples=[90]
    )
    expires_at: datetime | None = Field(
        None, description="An exact time instead. A key with neither never expires.", examples=[EXAMPLE_TIME]
    )


class RotateKey(Body):
    """How long the old secret goes on working beside the new one."""

    grace_period_seconds: Literal[0, 3600, 86_400, 604_800] = Field(
        0, description="0, an hour, a day or a week.", examples=[3600]
    )


class AuditEntry(Answer):
    """One line of the audit log. Uses and denials are counted: `details` has `count` and `since`."""

    id: int
    at: str = Field(examples=[EXAMPLE_TIME])
    organization_id: str | None
    workspace_id: str | None = Field(description="Null for what is the whole organization's.")
    project_id: str | None = Field(description="Null for what is the whole organization's or workspace's.")
    actor: str = Field(description="The id of the key that acted, or `operator`.")
    action: str = Field(examples=["key.created"])
    target: str
    address: str
    details: dict[str, Any]
