"""The verbs that need the extra `server`: to run to11, and to look after what it keeps."""

import typer

from to11.cli import audit, keys, spool, tenants
from to11.cli.running import demo, serve
from to11.cli.sign_in import sign_in_link, sign_out
from to11.cli.tenants import init


def hang_up(app: typer.Typer) -> None:
    """Add them to the command line."""
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
