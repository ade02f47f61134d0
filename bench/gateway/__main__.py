"""`python -m bench.gateway`: the gateway and its peers."""

import argparse
import os
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench.gateway import budget, cells, peers, profile, tables
from bench.gateway.run import Plan, Results, run
from bench.program import OTHER_CORE

_BUDGETS = {"full": budget.FULL, "quick": budget.QUICK, "smoke": budget.SMOKE}


def main() -> None:
    args = _arguments()
    if len(os.sched_getaffinity(0)) < 2 and args.budget != "smoke":
        sys.exit("the benchmarks need two cores")
    os.sched_setaffinity(0, {OTHER_CORE})
    size = _BUDGETS[args.budget]
    if args.profile:
        profile.run(size, Path(args.out))
        return
    try:
        chosen = cells.select(args.cells or "*", cells.ALL if args.budget == "full" or args.cells else cells.QUICK)
        kinds = _peers(args.peers)
    except ValueError as error:
        sys.exit(str(error))
    plan = Plan(chosen, size, kinds)
    started = time.monotonic()
    results = _run(plan)
    tables.show(results)
    if args.json:
        tables.write_json(results, Path(args.json))
    print(f"\n{time.monotonic() - started:.0f} s", file=sys.stderr)


def _run(plan: Plan) -> Results:
    """Run with a progress bar; where there is no terminal, with a line for each step."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("starting", total=plan.steps, completed=-1)

        def tell(doing: str) -> None:
            progress.update(task, description=doing, advance=1)
            if not console.is_terminal:
                print(f"{time.strftime('%H:%M:%S')} {doing}", file=sys.stderr, flush=True)

        return run(plan, tell)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.gateway", description=__doc__)
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--quick", dest="budget", action="store_const", const="quick", default="full", help="a minute")
    sizes.add_argument("--smoke", dest="budget", action="store_const", const="smoke", help="seconds: whether it works")
    parser.add_argument("--cells", help=f"only these, for example 'call/*/64'; they are like {cells.HEADLINE.name}")
    parser.add_argument("--peers", default="all", help="`all`, `none`, or names separated by commas")
    parser.add_argument("--json", metavar="PATH", help="write the figures there too")
    parser.add_argument("--profile", action="store_true", help="instead of all that: where the time goes")
    parser.add_argument("--out", default="bench/out", help="where profiles are written")
    return parser.parse_args()


def _peers(names: str) -> tuple[type[peers.Peer], ...]:
    if names == "all":
        return peers.ALL
    known = {kind.name: kind for kind in peers.ALL}
    wanted = [] if names == "none" else names.split(",")
    if unknown := [name for name in wanted if name not in known]:
        raise ValueError(f"no peer is called {unknown[0]}; there are {', '.join(known)}")
    return tuple(known[name] for name in wanted)


if __name__ == "__main__":
    main()
