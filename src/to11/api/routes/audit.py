"""The audit log."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from to11.api.caller import Caller, TheServices
from to11.api.described import READ, failures
from to11.api.parameters import PageParameters
from to11.api.present import tenancy as present
from to11.api.responses import page
from to11.api.schemas import tenancy as schema
from to11.api.schemas.base import Page, Success
from to11.control.audit import Action

routes = APIRouter(tags=["audit"])

Text = Annotated[str, Field(max_length=100)]


class AuditParameters(PageParameters):
    """Which lines of the log. All that are given must hold."""

    project_id: Text | None = Field(None, description="What belongs to this project.")
    target: Text | None = Field(None, description="What is about this, for example a key's id.")
    action: Annotated[list[Action], Field(max_length=20)] = Field([], description="What was done; repeatable.")


@routes.get(
    "/v1/audit",
    summary="Read the audit log",
    response_model=Success[Page[schema.AuditEntry]],
    responses=failures(*READ),
)
def list_audit(caller: Caller, services: TheServices, asked: Annotated[AuditParameters, Query()]) -> Response:
    """Who did what within the key's reach, its project, workspace or organization, newest first. Needs `audit:read`."""
    limit = asked.page_size(services.settings.max_page_size)
    found, following = services.directory.audit.list(
        caller,
        project_id=asked.project_id,
        target=asked.target,
        actions=[action.value for action in asked.action],
        cursor=asked.cursor,
        limit=limit,
    )
    return page([present.audit_entry(one) for one in found], schema.AuditEntry, following, limit)
