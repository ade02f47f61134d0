"""The collector, the drain and their peers: `make bench-ingest`. How to read the figures: `bench/README.md`.

cells        the matrix: size of span × batch × clients × door
spans        requests made before the clock starts
budget       how much is done, so that a run ends in time
senders      clients over gRPC and HTTP
acknowledge  spans acknowledged, by the second and by the second of the edge's processor time
store        spans stored, the same for the core
fresh        from acknowledged to queryable
bare         the parser alone, and a gRPC server that does nothing
peers        other programs, given the same
run          all of it, in order
marks        what is to be reached, and whether it is
tables       the printed tables and the JSON
profile      where the time goes: `make profile-ingest`
brief        one cell of it, for `make bench`
"""

from bench.ingest.brief import requests, run

__all__ = ["requests", "run"]
