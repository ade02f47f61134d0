"""The gateway and its peers: `make bench-gateway`. How to read the figures: `bench/README.md`.

cells     the matrix: calls or streams × the provider's delay × connections
traffic   the requests
budget    how long each part takes
streams   many streams at a time, and when their events come
measure   one cell, given to one program
to11      to11's edge, and what the core has to do afterwards
peers     other gateways, and a bare proxy, in front of the same stand-in
run       all of it, in order
marks     what is to be reached, and whether it is
tables    the printed tables and the JSON
profile   where the time goes: `make profile-gateway`
brief     two cells of it, for `make bench`
"""

from bench.gateway.brief import run

__all__ = ["run"]
