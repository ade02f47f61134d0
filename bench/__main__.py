"""`python -m bench`: all benchmarks, kept short."""

import argparse
import os
import sys

from bench import drain, gateway, ingest
from bench.program import OTHER_CORE
from bench.report import show


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each gateway load")
    parser.add_argument("--batches", type=int, default=200, help="export requests of 512 spans")
    parser.add_argument("--only", choices=["gateway", "ingest", "drain"])
    args = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("the benchmarks need two cores")
    os.sched_setaffinity(0, {OTHER_CORE})
    rows = []
    if args.only in {None, "gateway"}:
        print("gateway ...", file=sys.stderr, flush=True)
        rows += gateway.run(args.seconds)
    if args.only in {None, "ingest"}:
        print("collector ...", file=sys.stderr, flush=True)
        rows += ingest.run(args.batches)
    if args.only in {None, "drain"}:
        print("drain ...", file=sys.stderr, flush=True)
        rows += drain.run(args.batches)
    show(rows)


if __name__ == "__main__":
    main()
