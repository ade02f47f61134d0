"""The composition root: `to11 serve` starts one core and one or more edges, and keeps them running.

    supervisor   starts children, restarts a dead one, stops them in flow order (edges first, then the core)
    child        what both kinds of process share: the plan on standard input, signals, saying "ready"
    http         a uvicorn server on an inherited socket; `http11` and `otlp11` are its protocols
    edge, core   the two kinds; here rooms are handed their settings and each other
    gauges       what a scrape reads at that moment; `edge_figures` and `scrape_token` are of the same part
    listeners    ports are bound before anything starts, so that a port in use is told at once
    plan         what the supervisor tells a child
    first_run    the first organization, workspace, project and key, and what is printed about them
    run_file     the addresses of a running to11, for tests (`--ready-file`) and for other verbs

Start with `supervisor.run`.
"""
