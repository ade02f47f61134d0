"""Writes the API's OpenAPI document: `python scripts/openapi.py [PATH]`, to standard output without one.

Nothing is started, no port opened and no data read: the types of the explorer are made of it. The same source gives the
same bytes.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import cast

from to11.api.app import create_app
from to11.api.services import Waiting
from to11.control.database import Database
from to11.metrics.scrape import Scrape
from to11.model.capture import Capture
from to11.model.defaults import Defaults
from to11.model.endpoints import Endpoints
from to11.settings import ApiSettings, SignInSettings, TokenSettings
from to11.store.client import StoreClient
from to11.store.reader import Reader

_ADDRESS = "http://127.0.0.1:4500"
"""Of which nothing is in the document."""


async def _ready() -> dict[str, bool]:
    return {}


def document() -> str:
    """The document as JSON. The application that it describes has an empty database, and no store at all."""
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{directory}/control.db")
        app = create_app(
            database=database,
            reader=Reader(cast(StoreClient, None)),
            settings=ApiSettings(),
            tokens=TokenSettings(),
            sign_in=SignInSettings(),
            endpoints=Endpoints(_ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS),
            defaults=Defaults(60, Capture.FULL),
            ready=_ready,
            waiting=lambda: Waiting(0, 0.0),
            scrape=Scrape(Path(directory), lambda: iter(())),
            scrape_token="",
        )
        text = json.dumps(app.openapi(), indent=2, ensure_ascii=False)
        database.close()
    return text + "\n"


def main() -> None:
    """Write it where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, help="where to write it")
    path: Path | None = parser.parse_args().path
    text = document()
    if path is None:
        sys.stdout.write(text)
    elif not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
