"""The first organization, workspace, project and key on an empty directory; what `to11 serve` prints, and the link that
signs a browser in."""

import sys

from to11 import log
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.sign_in import SignInCode, issue_code
from to11.model.errors import ConflictError, UnavailableError
from to11.serve.addresses import Addresses
from to11.settings import Settings

logger = log.get(__name__)


def prepare(settings: Settings) -> Bootstrap | None:
    """Bring the control database up to date; what was created if it was empty.

    Raises SettingsError, or UnavailableError when the database does not answer.
    """
    database = Database(settings.control_url)
    try:
        database.migrate()
        directory = Directory(database)
        if not directory.is_empty():
            return None
        try:
            return directory.bootstrap()
        except ConflictError:
            return None  # another host on the same database was faster
    finally:
        database.close()


def sign_in_link(settings: Settings, api: str) -> str:
    """Where a browser finds the explorer of this API: a link that signs it in, where the settings let it be printed.

    Blocks. A control database that does not answer costs the link, not the start.
    """
    if settings.sign_in.print_link:
        database = Database(settings.control_url)
        try:
            return link_of(api, issue_code(database, settings.sign_in))
        except UnavailableError as error:
            logger.warning("no sign-in link; 'to11 sign-in-link' makes one", cause=error.message)
        finally:
            database.close()
    return f"{api}/"


def link_of(api: str, code: SignInCode) -> str:
    """The link of a code. It is in the fragment, which browsers keep to themselves: no log of any server has it."""
    return f"{api}/sign-in#code={code.secret}"


def announce(urls: Addresses, link: str, created: Bootstrap | None) -> None:
    """Print the addresses on standard output, the explorer's link, and the first key, this once, with a next step to
    copy."""
    lines = [
        "",
        "  to11 is ready",
        "",
        f"    Explorer    {link}",
        f"    API         {urls['api']}   (pages at {urls['api']}/docs)",
        f"    Gateway     {urls['gateway']}/v1",
        f"    OTLP/HTTP   {urls['otlpHttp']}/v1/traces",
        f"    OTLP/gRPC   {urls['otlpGrpc']}{'   (TLS)' if urls['otlpHttp'].startswith('https:') else ''}",
    ]
    if created is not None:
        lines += [
            "",
            "  Your first project and its API key, shown this once:",
            "",
            f"    project     {created.project_id}",
            f"    API key     {created.secret}",
            "",
            "  Next, in another terminal: see a first trace, no provider key needed",
            "",
            "    make demo          (or: to11 demo)",
            "",
            "  or exchange the key for a collector token and send your own spans",
            "",
            f"    curl -X POST {urls['api']}/v1/ingest-token/exchange \\",
            '      -H "Content-Type: application/json" \\',
            f'      -d \'{{"credential": "{created.secret}"}}\'',
        ]
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()
