"""`python -m bench.fuzz`: bent requests at the decoders, in process, and at the doors of a real to11, over sockets.

No crash, no answer that is an error of ours, the same judgement by every parser, and whatever was accepted is stored.
A finding is written to a file with its seed, and ends the run.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from rich.console import Console
from rich.progress import Progress

from bench.fuzz_bend import bent, request
from bench.fuzz_doors import Doors
from bench.fuzz_gateway import PROVIDERS, SETTINGS, Endpoints
from bench.fuzz_provider import Provider
from bench.report import Row, section, show
from support.doors import as_json
from support.program import Program
from to11.ingest.decode import decode
from to11.ingest.spool.format import Entry, EntryKind
from to11.model.errors import InvalidRequestError
from to11.wire.otlp import json_out, piecewise
from to11.wire.otlp.check import check_json, check_protobuf
from to11.wire.otlp.faults import Checked, identity_fault

Told = Callable[[], None]


class FindingError(Exception):
    """What must not be, and the bytes that show it."""

    def __init__(self, message: str, data: bytes) -> None:
        super().__init__(message)
        self.data = data


def decoders(seconds: float, seed: int, told: Told = lambda: None) -> Counter[str]:
    """Bend requests for so long; how often what came of it. Raises FindingError."""
    chance, seen = random.Random(seed), Counter[str]()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        sound = request(chance)
        for kind, data, judge in (
            ("protobuf", sound.SerializeToString(), judge_protobuf),
            ("json", as_json(sound), judge_json),
        ):
            body = bent(chance, data, kind)
            try:
                checked = judge(body)
                seen[f"{kind}: {_outcome(checked)}"] += 1
                if checked is not None and chance.random() < 0.2:
                    _drain(checked)
            except Exception as error:
                raise FindingError(f"{kind}: {type(error).__name__}: {error}", body) from error
        told()
    return seen


def judge_protobuf(body: bytes) -> Checked | None:
    """Our check beside upb's own judgement, and both ways of ours beside one another."""
    ours, pieces = _attempt(check_protobuf, body), _attempt(piecewise.check, body)
    if ours is not None and pieces is not None:
        assert ours[1:] == pieces[1:], "the check in one call and the check in pieces differ"
    try:
        parsed = ExportTraceServiceRequest.FromString(body)
    except DecodeError:
        parsed = None
    if parsed is not None:
        spans = [span for group in parsed.resource_spans for scope in group.scope_spans for span in scope.spans]
        good = sum(not identity_fault(span.trace_id, span.span_id, span.parent_span_id) for span in spans)
        assert ours is not None, "upb reads it, and we do not"
        assert (ours.accepted, ours.rejected) == (good, len(spans) - good), "upb counts otherwise"
    return ours


def judge_json(body: bytes) -> Checked | None:
    """What is accepted is written and read again without a difference."""
    ours = _attempt(check_json, body)
    if ours is not None and ours.payload:
        kept = ExportTraceServiceRequest.FromString(ours.payload)
        again = check_json(msgspec.json.encode(json_out.document(kept.resource_spans)))
        assert again.payload == ours.payload, "written and read again it is another request"
    return ours


def _attempt(check: Callable[[bytes], Checked], body: bytes) -> Checked | None:
    try:
        return check(body)
    except InvalidRequestError:
        return None


def _outcome(checked: Checked | None) -> str:
    if checked is None:
        return "refused"
    return "taken" if not checked.rejected else "taken in part"


def _drain(checked: Checked) -> None:
    """What was accepted comes through the drain, span by span."""
    rows = decode([Entry(EntryKind.OTLP, "proj_fuzz", 1, checked.payload)]).to_arrow().num_rows
    assert rows == checked.accepted, f"{checked.accepted} spans accepted, {rows} rows made"


def doors(seconds: float, seed: int, told: Told = lambda: None) -> Counter[str]:
    """Bend requests at both doors of a real program. Raises FindingError."""
    with tempfile.TemporaryDirectory(prefix="to11-fuzz-") as name, Program(Path(name)) as program:
        return _tried(Doors(program, random.Random(seed)), seconds, told)


def gateway(seconds: float, seed: int, told: Told = lambda: None) -> Counter[str]:
    """Bend calls through the gateway, and the provider's answers. Raises FindingError."""
    with (
        tempfile.TemporaryDirectory(prefix="to11-fuzz-") as name,
        Provider(seed) as provider,
        Program(Path(name), **SETTINGS, **_all_at(provider.url)) as program,
    ):
        return _tried(Endpoints(program, random.Random(seed)), seconds, told)


def _all_at(url: str) -> dict[str, str]:
    return {f"TO11_PROVIDERS__{name.upper().replace('-', '_')}__BASE_URL": f"{url}/v1" for name in PROVIDERS}


def _tried(tried: Doors | Endpoints, seconds: float, told: Told) -> Counter[str]:
    """Try for so long, and what came of it. Raises FindingError."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        tried.once()
        if tried.finding:
            raise FindingError(tried.finding, tried.last)
        told()
    if finding := tried.account():
        raise FindingError(finding, b"")
    return tried.seen


PARTS = (decoders, doors, gateway)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--part", choices=[part.__name__ for part in PARTS], help="this one only")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that nothing is left running
    parts = [part for part in PARTS if args.part in (None, part.__name__)]
    rows: list[Row] = []
    with Progress(console=Console(stderr=True)) as progress:
        for part in parts:
            task = progress.add_task(part.__name__, total=args.seconds / len(parts))
            started = time.monotonic()

            def told(task: int = task, started: float = started) -> None:
                progress.update(task, completed=time.monotonic() - started)  # type: ignore[arg-type]

            try:
                seen = part(args.seconds / len(parts), args.seed, told)
            except FindingError as error:
                path = Path(tempfile.mkstemp(prefix="to11-finding-")[1])
                path.write_bytes(error.data)
                sys.exit(f"FOUND with --seed {args.seed}: {error}\nThe bytes are in {path}")
            rows += section(f"{part.__name__}, seed {args.seed}")
            rows += [Row(name, f"{count:,}") for name, count in sorted(seen.items())]
    show(rows)


if __name__ == "__main__":
    main()
