"""What a caller means who names no organization, workspace or project: the key's own, the operator's only one."""

from to11.api.services import Services
from to11.api.times import invalid
from to11.control.authority import Actor
from to11.model.tenancy import ScopeClass

_FIELDS = {
    ScopeClass.ORGANIZATION: "organizationId",
    ScopeClass.WORKSPACE: "workspaceId",
    ScopeClass.PROJECT: "projectId",
}


def own(caller: Actor, services: Services, kind: ScopeClass) -> str:
    """The id that is meant. Blocks. Raises InvalidRequestError, which names the field, where no one can be meant."""
    if caller.key is None:
        return _only(caller, services, kind)
    identifier = {
        ScopeClass.ORGANIZATION: caller.key.organization_id,
        ScopeClass.WORKSPACE: caller.key.workspace_id,
        ScopeClass.PROJECT: caller.key.project_id,
    }[kind]
    if identifier is None:
        raise invalid(_FIELDS[kind], f"the calling key belongs to no one {kind}; name one")
    return identifier


def _only(caller: Actor, services: Services, kind: ScopeClass) -> str:
    tenants = services.directory.tenants
    found = {
        ScopeClass.ORGANIZATION: lambda: [one.id for one in tenants.list_organizations(caller, limit=2)[0]],
        ScopeClass.WORKSPACE: lambda: [one.id for one in tenants.list_workspaces(caller, limit=2)[0]],
        ScopeClass.PROJECT: lambda: [one.id for one in tenants.list_projects(caller, limit=2)[0]],
    }[kind]()
    if len(found) != 1:
        raise invalid(_FIELDS[kind], f"there {'are several' if found else 'is none'}; name one")
    return found[0]
