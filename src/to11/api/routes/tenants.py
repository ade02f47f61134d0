"""Organizations, workspaces and projects."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from to11.api.caller import JSON_BODY, Caller, TheServices
from to11.api.described import READ, WRITE, failures
from to11.api.own import own
from to11.api.parameters import PageParameters
from to11.api.present import tenancy as present
from to11.api.responses import page, success
from to11.api.schemas import tenancy as schema
from to11.api.schemas.base import Page, Success
from to11.control.tenants import ProjectChanges
from to11.model.errors import InvalidRequestError
from to11.model.tenancy import ScopeClass

routes = APIRouter(tags=["tenancy"])


class WorkspaceParameters(PageParameters):
    """Which workspaces."""

    organization_id: str | None = None


class ProjectParameters(WorkspaceParameters):
    """Which projects."""

    workspace_id: str | None = None


@routes.get(
    "/v1/organizations",
    summary="List organizations",
    response_model=Success[Page[schema.Organization]],
    responses=failures(*READ),
)
def list_organizations(caller: Caller, services: TheServices, asked: Annotated[PageParameters, Query()]) -> Response:
    """The organizations that lie wholly within the key's reach: an organization key's own; none for a narrower key."""
    limit = asked.page_size(services.settings.max_page_size)
    found, following = services.directory.tenants.list_organizations(caller, cursor=asked.cursor, limit=limit)
    return page([present.organization(one) for one in found], schema.Organization, following, limit)


@routes.get(
    "/v1/workspaces",
    summary="List workspaces",
    response_model=Success[Page[schema.Workspace]],
    responses=failures(*READ),
)
def list_workspaces(caller: Caller, services: TheServices, asked: Annotated[WorkspaceParameters, Query()]) -> Response:
    """The workspaces that lie wholly within the key's reach, newest first."""
    limit = asked.page_size(services.settings.max_page_size)
    found, following = services.directory.tenants.list_workspaces(
        caller, organization_id=asked.organization_id, cursor=asked.cursor, limit=limit
    )
    return page([present.workspace(one) for one in found], schema.Workspace, following, limit)


@routes.post(
    "/v1/workspaces",
    summary="Create a workspace",
    status_code=201,
    response_model=Success[schema.Workspace],
    responses=failures(*WRITE),
    dependencies=JSON_BODY,
)
def create_workspace(caller: Caller, services: TheServices, wanted: schema.CreateWorkspace) -> Response:
    """Needs `projects:write` and the organization within reach."""
    organization_id = wanted.organization_id or own(caller, services, ScopeClass.ORGANIZATION)
    made = services.directory.tenants.create_workspace(caller, organization_id, wanted.name)
    return success(present.workspace(made), status=201)


@routes.get(
    "/v1/projects",
    summary="List projects",
    response_model=Success[Page[schema.Project]],
    responses=failures(*READ),
)
def list_projects(caller: Caller, services: TheServices, asked: Annotated[ProjectParameters, Query()]) -> Response:
    """The projects within the key's reach, newest first."""
    limit = asked.page_size(services.settings.max_page_size)
    found, following = services.directory.tenants.list_projects(
        caller,
        organization_id=asked.organization_id,
        workspace_id=asked.workspace_id,
        cursor=asked.cursor,
        limit=limit,
    )
    return page([present.project(one) for one in found], schema.Project, following, limit)


@routes.post(
    "/v1/projects",
    summary="Create a project",
    status_code=201,
    response_model=Success[schema.Project],
    responses=failures(*WRITE),
    dependencies=JSON_BODY,
)
def create_project(caller: Caller, services: TheServices, wanted: schema.CreateProject) -> Response:
    """Needs `projects:write` and the workspace within reach."""
    workspace_id = wanted.workspace_id or own(caller, services, ScopeClass.WORKSPACE)
    made = services.directory.tenants.create_project(caller, workspace_id, wanted.name)
    return success(present.project(made), status=201)


@routes.get(
    "/v1/defaults",
    summary="Get what projects inherit",
    response_model=Success[schema.Defaults],
    responses=failures(401),
)
def get_defaults(services: TheServices) -> Response:
    """What the deployment says where a project says nothing: `store.retention_days` and `gateway.capture_content`."""
    defaults = services.defaults
    return success(schema.Defaults(retention_days=defaults.retention_days, capture=defaults.capture))


@routes.get(
    "/v1/projects/{projectId}",
    summary="Get a project",
    response_model=Success[schema.Project],
    responses=failures(*READ, 404),
)
def get_project(caller: Caller, services: TheServices, project_id: schema.ProjectId) -> Response:
    """A project within the key's reach."""
    return success(present.project(services.directory.tenants.get_project(caller, project_id)))


@routes.patch(
    "/v1/projects/{projectId}",
    summary="Change a project",
    response_model=Success[schema.Project],
    responses=failures(*WRITE),
    dependencies=JSON_BODY,
)
def update_project(
    caller: Caller, services: TheServices, project_id: schema.ProjectId, wanted: schema.UpdateProject
) -> Response:
    """Needs `projects:write` and the project within reach. Takes effect without a restart."""
    if not wanted.model_fields_set:
        raise InvalidRequestError("name something to change: name, capture or retentionDays")
    changes = ProjectChanges(**wanted.model_dump(exclude_unset=True))  # type: ignore[typeddict-item]
    return success(present.project(services.directory.tenants.update_project(caller, project_id, changes)))
