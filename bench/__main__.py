"""`python -m bench`: all benchmarks, kept short."""

import argparse
import os
import sys
from collections.abc import Callable

from bench import accounts, connections, drain, gateway, ingest, measurements, overload
from bench.program import OTHER_CORE
from bench.report import Row, show

BENCHMARKS: dict[str, Callable[[argparse.Namespace], list[Row]]] = {
    "gateway": lambda args: gateway.run(args.seconds),
    "ingest": lambda args: ingest.run(args.batches),
    "drain": lambda args: drain.run(args.batches),
    "accounts": lambda _: accounts.run(),
    "measurements": lambda _: measurements.run(),
    "overload": lambda _: overload.run(),
    "connections": lambda _: connections.run(),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each gateway load")
    parser.add_argument("--batches", type=int, default=200, help="export requests of 512 spans")
    parser.add_argument("--only", choices=list(BENCHMARKS))
    args = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("the benchmarks need two cores")
    os.sched_setaffinity(0, {OTHER_CORE})
    rows = []
    for name in [args.only] if args.only else BENCHMARKS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += BENCHMARKS[name](args)
    show(rows)


if __name__ == "__main__":
    main()
