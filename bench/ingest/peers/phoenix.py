"""Arize Phoenix: one process that takes OTLP and stores in SQLite."""

import sqlite3
from contextlib import closing

from bench.ingest.cells import Door
from bench.ingest.peers.base import Peer
from bench.ingest.senders import Target
from support.ports import free_port


class Phoenix(Peer):
    """`phoenix serve`. It acknowledges before it stores."""

    name, package, door = "phoenix", "arize-phoenix", Door.GRPC
    note = "acknowledges from memory"
    most_requests = 30  # 15,360 spans; it refuses once 20,000 wait in its memory

    def __init__(self) -> None:
        super().__init__()
        self._grpc, self._http = free_port(), free_port()

    def command(self) -> list[str]:
        return [str(self.home / "bin" / "phoenix"), "serve"]

    def environ(self) -> dict[str, str]:
        return {
            "PHOENIX_WORKING_DIR": str(self.directory),
            "PHOENIX_HOST": "127.0.0.1",
            "PHOENIX_PORT": str(self._http),
            "PHOENIX_GRPC_PORT": str(self._grpc),
            "PHOENIX_TELEMETRY_ENABLED": "false",
            "PHOENIX_ALLOW_EXTERNAL_RESOURCES": "false",
        }

    @property
    def target(self) -> Target:
        return Target(f"127.0.0.1:{self._grpc}", self._http)

    def count(self) -> int | None:
        return rows(str(self.directory / "phoenix.db"), "spans")


def rows(path: str, table: str) -> int:
    """How many rows a table of an SQLite database holds."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30.0)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # a name of ours
