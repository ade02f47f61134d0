"""`to11 sign-in-link` and `to11 sign-out`: browsers that are let in to the explorer, and all of them put out."""

import typer

from to11.cli import control, options, output
from to11.cli.options import AsJson, ConfigFile, DataDir
from to11.control import sign_in
from to11.serve import first_run, run_file


def sign_in_link(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Print a link that signs one browser in to the running to11, as the operator: it may do everything."""
    settings = options.load(data_dir, config)
    running = run_file.require(settings.data_dir)
    with control.database_of(settings) as database:
        code = sign_in.issue_code(database, settings.sign_in)
    url = first_run.link_of(settings.api.public_url or running["api"], code)
    if as_json:
        output.print_json({"url": url, "expiresAt": code.expires_at.isoformat().replace("+00:00", "Z")})
        return
    typer.echo(url)


def sign_out(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Sign every browser out, at once, and make every sign-in link useless."""
    with control.database_of(options.load(data_dir, config)) as database:
        ended = sign_in.end_all(database)
    output.print_json({"ended": ended}) if as_json else typer.echo(f"{ended} sessions ended")
