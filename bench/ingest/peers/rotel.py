"""rotel: a collector in Rust. It stores nothing; its exporter throws away what comes in."""

from bench.ingest.cells import Door
from bench.ingest.peers.base import Peer
from bench.ingest.senders import Target
from bench.peer import NotHereError
from support.ports import free_port


class Rotel(Peer):
    """`rotel start --exporter blackhole`, the program that the package brings along."""

    name, package, door = "rotel", "rotel", Door.GRPC
    note = "no disk, no store: all thrown away"
    most_requests = 1000

    def __init__(self) -> None:
        super().__init__()
        self._grpc, self._http = free_port(), free_port()

    def command(self) -> list[str]:
        programs = list(self.home.glob("lib/python*/site-packages/rotel/rotel-agent"))
        if not programs:
            raise NotHereError("the package brings no program along")
        return [
            *(str(programs[0]), "start", "--exporter", "blackhole"),
            *("--otlp-grpc-endpoint", f"127.0.0.1:{self._grpc}", "--otlp-http-endpoint", f"127.0.0.1:{self._http}"),
            *("--pid-file", str(self.directory / "pid"), "--log-file", str(self.directory / "log")),
        ]

    @property
    def target(self) -> Target:
        return Target(f"127.0.0.1:{self._grpc}", self._http)

    def count(self) -> int | None:
        return None
