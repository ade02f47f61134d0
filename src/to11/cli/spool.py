"""`to11 spool`: what could not be stored, and what to do about it."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from to11.cli import options, output
from to11.cli.options import AsJson, ConfigFile, DataDir
from to11.ingest.quarantine import Quarantine, entry_of
from to11.ingest.spool.format import Entry, EntryKind
from to11.model.errors import InvalidRequestError
from to11.settings import Settings
from to11.wire import calls
from to11.wire.otlp import json_out

app = typer.Typer(help="Spooled requests that could not be stored: they were set aside, with their cause.")

CaseId = Annotated[str, typer.Argument(help="The id that `to11 spool list` shows.")]


@app.command("list")
def list_cases(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List what was set aside, oldest first."""
    rows = [
        {**output.as_mapping(case), "at": datetime.fromtimestamp(case.at, UTC).isoformat(timespec="seconds")}
        for case in _quarantine(options.load(data_dir, config)).cases()
    ]
    if as_json:
        output.print_json(rows)
    else:
        output.print_table(rows, ["id", "at", "spool", "projectId", "bytes", "cause"])


@app.command("show")
def show(case_id: CaseId, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Print one as JSON: what is known about it, and its content where it can be read."""
    case, data = _quarantine(options.load(data_dir, config)).case(case_id)
    output.print_json({**output.as_mapping(case), **_content(data)})


@app.command("retry")
def retry(case_id: CaseId, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Put one back into the spool, to be stored now (or set aside again)."""
    settings = options.load(data_dir, config)
    _quarantine(settings).retry(case_id, settings.spool_dir)
    typer.echo(f"{case_id} is spooled again")


@app.command("drop")
def drop(case_id: CaseId, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Forget one for good."""
    _quarantine(options.load(data_dir, config)).drop(case_id)
    typer.echo(f"{case_id} is gone")


def _quarantine(settings: Settings) -> Quarantine:
    return Quarantine(settings.data_dir / "quarantine")


def _content(data: bytes) -> dict[str, object]:
    try:
        entry = entry_of(data)
        return {"kind": entry.kind.name.lower(), "content": _readable(entry)}
    except (InvalidRequestError, DecodeError) as error:
        return {"unreadable": str(error), "head": data[:64].hex()}


def _readable(entry: Entry) -> object:
    if entry.kind is EntryKind.OTLP:
        return json_out.document(ExportTraceServiceRequest.FromString(entry.payload).resource_spans)
    call = calls.decode(entry.payload)
    return {"requestId": call.request_id, "traceId": call.trace_id, "route": call.route, "ending": str(call.ending)}
