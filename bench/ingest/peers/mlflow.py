"""MLflow's tracking server: OTLP/HTTP into SQLite, stored before it is acknowledged."""

from bench.ingest.cells import Door
from bench.ingest.peers.base import Peer
from bench.ingest.peers.phoenix import rows
from bench.ingest.senders import Target
from support.ports import free_port


class Mlflow(Peer):
    """`mlflow server` with one worker: one process, one core."""

    name, package, door = "mlflow", "mlflow", Door.HTTP
    note = "SQLite, one worker"
    most_requests = 60

    def __init__(self) -> None:
        super().__init__()
        self._port = free_port()

    def command(self) -> list[str]:
        database = self.directory / "mlflow.db"
        return [
            *(str(self.home / "bin" / "mlflow"), "server", "--host", "127.0.0.1", "--port", str(self._port)),
            *("--backend-store-uri", f"sqlite:///{database}", "--workers", "1"),
            *("--default-artifact-root", str(self.directory / "artifacts")),
        ]

    def environ(self) -> dict[str, str]:
        return {"MLFLOW_DISABLE_TELEMETRY": "true", "PATH": f"{self.home / 'bin'}:/usr/local/bin:/usr/bin:/bin"}

    @property
    def target(self) -> Target:
        return Target(http_port=self._port, metadata=(("x-mlflow-experiment-id", "0"),))

    def count(self) -> int | None:
        return rows(str(self.directory / "mlflow.db"), "spans")
