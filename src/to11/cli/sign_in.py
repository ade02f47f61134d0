"""`to11 sign-in-link`: a link for the explorer of a running to11."""

import typer

from to11.cli import options, output
from to11.cli.options import AsJson, ConfigFile, DataDir
from to11.control.database import Database
from to11.control.sign_in import issue_code
from to11.serve import first_run, run_file


def sign_in_link(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Print a link that signs one browser in to the running to11, as the operator: it may do everything."""
    settings = options.load(data_dir, config)
    running = run_file.require(settings.data_dir)
    database = Database(settings.control_url)
    try:
        code = issue_code(database, settings.sign_in)
    finally:
        database.close()
    url = first_run.link_of(settings.api.public_url or running["api"], code)
    if as_json:
        output.print_json({"url": url, "expiresAt": code.expires_at.isoformat().replace("+00:00", "Z")})
        return
    typer.echo(url)
