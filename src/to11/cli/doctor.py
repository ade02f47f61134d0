"""`to11 doctor`: what is wrong between this machine and to11, a line each."""

import dataclasses
import json
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from to11.client.doctor import Finding

_MARKS: Final = {
    "ok": "[green]ok     [/]",
    "warning": "[yellow]warning[/]",
    "failed": "[red]failed [/]",
    "skipped": "[dim]skipped[/]",
}


def doctor(
    api_key: Annotated[str | None, typer.Option(envvar="TO11_API_KEY", help="The API key.")] = None,
    api_url: Annotated[str | None, typer.Option(envvar="TO11_API_URL", help="Where the API is.")] = None,
    project: Annotated[
        str | None, typer.Option(envvar="TO11_PROJECT_ID", help="Needed for a key that spans projects.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Check from a client's side what spans and calls need, and say what to do.

    The key, its scopes, the exchange, the clocks, the collector by both protocols, a test span in the store, the
    gateway. Exits with 1 when something does not work.
    """
    from to11.client.doctor import Verdict, examine  # OpenTelemetry and gRPC, for this verb alone
    from to11.client.errors import ClientError
    from to11.client.settings import ClientSettings

    console = Console(highlight=False, soft_wrap=True)
    fine = True
    try:
        for finding in examine(ClientSettings.read(api_key=api_key, api_url=api_url, project_id=project)):
            fine = fine and finding.verdict is not Verdict.FAILED
            if as_json:
                typer.echo(json.dumps(dataclasses.asdict(finding), ensure_ascii=False))
            else:
                _print(console, finding)
    except ClientError as error:
        typer.echo(f"to11: {error}", err=True)
        fine = False
    if not fine:
        raise typer.Exit(1)


def _print(console: Console, finding: "Finding") -> None:
    remedy = f"\n{'':21}{escape(finding.remedy)}" if finding.remedy else ""
    console.print(f"{_MARKS[finding.verdict]}  {finding.subject:<12}{escape(finding.message)}{remedy}")
