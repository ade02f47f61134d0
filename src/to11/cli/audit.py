"""`to11 audit`: who did what."""

from itertools import islice
from typing import Annotated

import typer

from to11.cli import control, output
from to11.cli.options import AsJson, ConfigFile, DataDir
from to11.control.audit import Action
from to11.control.authority import OPERATOR

app = typer.Typer(help="The audit log: use, creation, rotation, revocation, denied attempts.", no_args_is_help=True)


@app.command("list")
def list_entries(
    organization: Annotated[str | None, typer.Option(help="Only this organization's; default: every row.")] = None,
    project: Annotated[str | None, typer.Option(help="Only what belongs to this project.")] = None,
    target: Annotated[str | None, typer.Option(help="Only what is about this, for example a key's id.")] = None,
    action: Annotated[list[Action] | None, typer.Option(help="Only this; may be given several times.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 100,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """List what was done, newest first."""
    with control.directory(data_dir, config) as directory:
        entries = control.pages(
            lambda cursor: directory.audit.list(
                OPERATOR,
                organization_id=organization,
                project_id=project,
                target=target,
                actions=[one.value for one in action or ()],
                cursor=cursor,
            )
        )
        rows = [output.as_mapping(entry) for entry in islice(entries, limit)]
    if as_json:
        output.print_json(rows)
    else:
        output.print_table(rows, ["at", "action", "actor", "target", "address"])
