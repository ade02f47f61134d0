"""`to11 init`, and `organizations`, `workspaces`, `projects`: create, list, update."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from to11.cli import control, output
from to11.cli.options import AsJson, ConfigFile, DataDir
from to11.control.authority import OPERATOR
from to11.control.tenants import ProjectChanges
from to11.model.capture import Capture
from to11.model.errors import InvalidRequestError
from to11.model.tenancy import Organization, Project, Workspace

T = TypeVar("T")


class Wish(StrEnum):
    """A project's wish, or none."""

    NONE = "none"
    METADATA = "metadata"
    FULL = "full"
    DEFAULT = "default"


organizations = typer.Typer(help="Organizations: the top of the tenancy tree.", no_args_is_help=True)
workspaces = typer.Typer(help="Workspaces: groups of projects.", no_args_is_help=True)
projects = typer.Typer(help="Projects: what spans are bound to.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A name for people, 1 to 100 characters.")]
OrganizationId = Annotated[
    str | None, typer.Option("--organization", help="Organization id; default: the only one there is.")
]
WorkspaceId = Annotated[str | None, typer.Option("--workspace", help="Workspace id; default: the only one there is.")]


def init(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Create the first organization, workspace, project and key on an empty data directory, and print them."""
    with control.directory(data_dir, config) as directory:
        made = directory.bootstrap()
    first = {
        "organizationId": made.organization_id,
        "workspaceId": made.workspace_id,
        "projectId": made.project_id,
        "apiKey": made.secret,
        "keyId": made.key_id,
    }
    if as_json:
        output.print_json(first)
        return
    for name, value in first.items():
        typer.echo(f"{name:16}{value}")
    typer.echo("The key is shown this once.")


@organizations.command("create")
def create_organization(
    name: Name, data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Create an organization."""
    with control.directory(data_dir, config) as directory:
        _print_one(directory.tenants.create_organization(OPERATOR, name), as_json)


@organizations.command("list")
def list_organizations(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List organizations."""
    with control.directory(data_dir, config) as directory:
        _print_all(
            lambda cursor: directory.tenants.list_organizations(OPERATOR, cursor=cursor), ["id", "name"], as_json
        )


@workspaces.command("create")
def create_workspace(
    name: Name,
    organization: OrganizationId = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Create a workspace."""
    with control.directory(data_dir, config) as directory:
        owner = organization or control.only_organization(directory)
        _print_one(directory.tenants.create_workspace(OPERATOR, owner, name), as_json)


@workspaces.command("list")
def list_workspaces(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List workspaces."""
    with control.directory(data_dir, config) as directory:
        _print_all(
            lambda cursor: directory.tenants.list_workspaces(OPERATOR, cursor=cursor),
            ["id", "organizationId", "name"],
            as_json,
        )


@projects.command("create")
def create_project(
    name: Name,
    workspace: WorkspaceId = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Create a project."""
    with control.directory(data_dir, config) as directory:
        owner = workspace or control.only_workspace(directory)
        _print_one(directory.tenants.create_project(OPERATOR, owner, name), as_json)


@projects.command("list")
def list_projects(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List projects."""
    with control.directory(data_dir, config) as directory:
        _print_all(
            lambda cursor: directory.tenants.list_projects(OPERATOR, cursor=cursor),
            ["id", "workspaceId", "name", "capture", "retentionDays"],
            as_json,
        )


@projects.command("update")
def update_project(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    name: Annotated[str | None, typer.Option(help="Another name for people.")] = None,
    capture: Annotated[
        Wish | None,
        typer.Option(
            help="How much of a gateway call is kept at the most: nothing, spans without content, or all; `default` is "
            "no wish. The strictest of deployment, project and request wins."
        ),
    ] = None,
    retention_days: Annotated[
        str | None,
        typer.Option(help="Days that its spans are kept; `default` is as long as setting 'store.retention_days' says."),
    ] = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Change a project; takes effect without a restart."""
    changes = ProjectChanges()
    if name is not None:
        changes["name"] = name
    if capture is not None:
        changes["capture"] = None if capture is Wish.DEFAULT else Capture(capture.value)
    if retention_days is not None:
        changes["retention_days"] = _days(retention_days)
    if not changes:
        raise InvalidRequestError("give one of --name, --capture and --retention-days")
    with control.directory(data_dir, config) as directory:
        _print_one(directory.tenants.update_project(OPERATOR, project, changes), as_json)


def _days(text: str) -> int | None:
    if text == Wish.DEFAULT:
        return None
    if not (text.isascii() and text.isdigit()):
        raise InvalidRequestError(f"--retention-days is a number of days or 'default', not '{text}'")
    return int(text)


def _print_one(made: Organization | Workspace | Project, as_json: bool) -> None:
    output.print_json(output.as_mapping(made)) if as_json else typer.echo(made.id)


def _print_all(fetch: Callable[[str | None], tuple[list[T], str | None]], columns: list[str], as_json: bool) -> None:
    rows = [output.as_mapping(item) for item in control.pages(fetch)]
    output.print_json(rows) if as_json else output.print_table(rows, columns)
