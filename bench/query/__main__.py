"""`python -m bench.query`: what the API takes to answer, with ten million spans in one project."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bench.query import dataset, tables
from bench.query.fill import Size
from bench.query.run import Plan, Results, run
from bench.query.traffic import DAY

_FULL = (10_000_000, 60, 100)
_QUICK = (300_000, 6, 20)
"""Spans, days, how often each question is asked."""


def main() -> None:
    args = _arguments()
    spans, days, questions = _QUICK if args.quick else _FULL
    directory = Path(args.directory).resolve()
    size = Size(args.spans or spans, days, dataset.kept_end(directory) or time.time_ns() // DAY * DAY)
    started = time.monotonic()
    try:
        results = _run(Plan(directory, size, args.questions or questions))
    finally:
        if not args.keep:
            dataset.remove(directory)
    tables.show(results)
    if args.json:
        tables.write_json(results, Path(args.json))
    print(f"\n{time.monotonic() - started:.0f} s", file=sys.stderr)


def _run(plan: Plan) -> Results:
    """Run with progress bars; where there is no terminal, with a line for each step."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        filling = progress.add_task("spans", total=plan.size.spans)
        asking = progress.add_task("", total=None)
        return run(plan, _teller(progress, asking, console), lambda more: progress.advance(filling, more))


def _teller(progress: Progress, task: TaskID, console: Console) -> Callable[[str], None]:
    def tell(doing: str) -> None:
        progress.update(task, description=doing)
        if not console.is_terminal:
            print(f"{time.strftime('%H:%M:%S')} {doing}", file=sys.stderr, flush=True)

    return tell


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.query", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute: 300,000 spans of six days")
    parser.add_argument("--spans", type=int, help="about how many spans")
    parser.add_argument("--questions", type=int, help="how often each question is asked")
    parser.add_argument("--directory", default="bench/out/query", help="where the data set is made")
    parser.add_argument("--keep", action="store_true", help="leave it there, for the next run of the same size")
    parser.add_argument("--json", metavar="PATH", help="write the figures there too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
