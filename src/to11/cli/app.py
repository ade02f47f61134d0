"""The command line's entry: verbs are hung up here, and errors become one line."""

import sys
from importlib.util import find_spec

import typer

from to11 import __version__
from to11.cli.doctor import doctor
from to11.model.errors import To11Error

SERVER_VERBS = (
    *("serve", "init", "demo", "sign-in-link", "sign-out"),
    *("organizations", "workspaces", "projects", "keys", "audit", "spool"),
)
"""What `cli.server` hangs up."""

app = typer.Typer(
    name="to11",
    help="Every LLM call, and all the work around it, on one record.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _hang_up_client_verbs() -> None:
    if find_spec("grpc") is not None:
        app.command()(doctor)


def not_installed(context: typer.Context) -> None:
    """Not installed here: pip install 'to11[server]'."""
    typer.echo(f"to11: '{context.info_name}' needs the server: pip install 'to11[server]'", err=True)
    raise typer.Exit(1)


def _hang_up_server_verbs() -> None:
    if find_spec("chdb") is not None:
        from to11.cli import server  # an installation for clients has none of what it needs

        server.hang_up(app)
        return
    anything = {"allow_extra_args": True, "ignore_unknown_options": True}
    for verb in SERVER_VERBS:
        app.command(verb, hidden=True, context_settings=anything)(not_installed)


_hang_up_client_verbs()
_hang_up_server_verbs()


def main() -> None:
    """Run a verb; exits with 1 and one line on standard error when it fails."""
    try:
        app()
    except To11Error as error:
        typer.echo(f"to11: {error.message}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
