"""The command line's entry: verbs are hung up here, and errors become one line."""

import sys

import typer

from to11 import __version__
from to11.cli import audit, keys, spool, tenants
from to11.cli.running import demo, serve
from to11.cli.sign_in import sign_in_link, sign_out
from to11.cli.tenants import init
from to11.model.errors import To11Error

app = typer.Typer(
    name="to11",
    help="Every LLM call, and all the work around it, on one record.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(serve)
app.command()(init)
app.command()(demo)
app.command("sign-in-link")(sign_in_link)
app.command("sign-out")(sign_out)
app.add_typer(tenants.organizations, name="organizations")
app.add_typer(tenants.workspaces, name="workspaces")
app.add_typer(tenants.projects, name="projects")
app.add_typer(keys.app, name="keys")
app.add_typer(audit.app, name="audit")
app.add_typer(spool.app, name="spool")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Run a verb; exits with 1 and one line on standard error when it fails."""
    try:
        app()
    except To11Error as error:
        typer.echo(f"to11: {error.message}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
