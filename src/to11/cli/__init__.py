"""The verbs of `to11`: `serve`, `init`, `demo`, `sign-in-link`, `sign-out`, and `organizations`, `workspaces`,
`projects`, `keys`, `audit`, `spool`.

Each verb reads its settings, does its work through the rooms below, and prints for people or, with `--json`, for
programs. An error is one line on standard error and exit status 1. Start with `app`.
"""

from to11.cli.app import main

__all__ = ["main"]
