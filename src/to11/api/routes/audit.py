"""The audit log."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from to11.api.caller import Caller, TheServices
from to11.api.described import READ, failures
from to11.api.parameters import PageParameters
from to11.api.present import tenancy as present
from to11.api.responses import page
from to11.api.schemas import tenancy as schema
from to11.api.schemas.base import Page, Success

routes = APIRouter(tags=["audit"])


@routes.get(
    "/v1/audit",
    summary="Read the audit log",
    response_model=Success[Page[schema.AuditEntry]],
    responses=failures(*READ),
)
def list_audit(caller: Caller, services: TheServices, asked: Annotated[PageParameters, Query()]) -> Response:
    """Who did what within the key's reach, its project, workspace or organization, newest first. Needs `audit:read`."""
    limit = asked.page_size(services.settings.max_page_size)
    found, following = services.directory.audit.list(caller, cursor=asked.cursor, limit=limit)
    return page([present.audit_entry(one) for one in found], schema.AuditEntry, following, limit)
