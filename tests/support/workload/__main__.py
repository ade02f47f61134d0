"""A to11 filled with work, to develop the explorer with: `PYTHONPATH=tests python -m support.workload [--traces N]`.

Starts a to11 of its own on a directory that is thrown away, fills it, prints how to get in, and serves until Ctrl-C.
`--port` is the API's.
"""

import argparse
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path

from support.program import Program
from support.recordings import SHARED
from support.workload.fill import fill
from support.workload.providers import providers
from support.workload.target import Target


def main() -> None:
    """Fill and serve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", default="4500")
    parser.add_argument("--traces", type=int, default=600)
    parser.add_argument("--large-spans", type=int, default=100_000)
    asked = parser.parse_args()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        program = stack.enter_context(Program(directory, TO11_API__PORT=asked.port, **providers(stack)))
        target = Target(program.api, program.gateway, program.otlp_http, program.api_key)
        print(f"filling {program.api} ...", flush=True)
        filled = fill(target, traces=asked.traces, large_spans=asked.large_spans, replay=SHARED.is_dir())
        print(filled)
        print(f"\nexplorer  {program.api}/\nproject   {program.project_id}\nAPI key   {program.api_key}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
