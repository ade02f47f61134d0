"""to11 puts every LLM call, and all the work around it, on one record.

Two doors in (`gateway`, `collector`), one window out (`api`). Rooms, from the top down; imports point down only:

    cli                           verbs
    serve, demo                   the processes and their supervisor; the page's pipeline for people without a key
    gateway | collector | api     the doors and the window
    client                        what applications use: exporters, tokens, options; imports none of the others
    ingest | control              spool and drain; tenants, keys and tokens
    store                         the span store (ClickHouse's SQL, in the process or on a server)
    record                        a gateway call into spans: pure functions
    wire                          bytes <-> model, sans I/O
    metrics                       figures for Prometheus, of all processes at one address
    log, settings                 one log set-up; every knob
    model                         frozen values and pure functions
"""

from importlib.metadata import version

__version__ = version("to11")
