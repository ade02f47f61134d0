"""Other programs that take OTLP, given the same requests in the same run.

    base     how a peer is loaded and counted
    phoenix  Arize Phoenix: a store in SQLite
    mlflow   MLflow's tracking server: a store in SQLite
    rotel    rotel: a collector without a store

Each is installed from PyPI into an environment of its own by `make setup-peers`; the versions are in `bench/locks/`.
"""

from bench.ingest.peers.base import BATCH, CLIENTS, Outcome, Peer, measure
from bench.ingest.peers.mlflow import Mlflow
from bench.ingest.peers.phoenix import Phoenix
from bench.ingest.peers.rotel import Rotel

ALL: tuple[type[Peer], ...] = (Phoenix, Mlflow, Rotel)

__all__ = ["ALL", "BATCH", "CLIENTS", "Mlflow", "Outcome", "Peer", "Phoenix", "Rotel", "measure"]
