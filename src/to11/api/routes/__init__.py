"""The routes, one module per subject, each with its `routes` (or a function that makes them).

Routes read what was asked, call what `Services` stands on, and answer; who may do what is decided in `control`. A plain
function runs in a worker thread; a coroutine hands blocking work to one itself.
"""
