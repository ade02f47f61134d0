"""Benchmarks, each beside a bare alternative in the same run: `make bench`.

    program   a real to11, its processes pinned to cores
    stand_in  a provider that costs next to nothing
    load      a closed-loop HTTP load on raw sockets
    gateway   calls forwarded and recorded: two cells here, all of it with `make bench-gateway`
    ingest    spans acknowledged and stored: one cell here, all of it with `make bench-ingest`
    drain     the way of a span from the spool into the store, by part
    connections  what an edge needs for as many connections as it takes
    overload  what a large request costs by every way, and a small one during a flood of them

Two cores: one for the process that is measured, the other for everything else. Machines are noisy, so read the ratios.
"""
