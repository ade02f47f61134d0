"""Printing: JSON for programs, tables for people."""

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import typer
from rich.console import Console
from rich.table import Table


def camel(name: str) -> str:
    """`created_at` as `createdAt`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def as_mapping(value: object) -> dict[str, object]:
    """A frozen dataclass of `model.tenancy` as JSON-ready fields."""
    assert dataclasses.is_dataclass(value)  # noqa: S101 (for the type checker: only those are passed)
    return {camel(field.name): _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def print_table(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """A table of the named fields; columns are as wide as their contents."""
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    console = Console(width=None if Console().is_terminal else 240)
    console.print(table)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case tuple() | list():
            return [_plain(item) for item in value]
        case _:
            return value


def _cell(value: object) -> str:
    match value:
        case None:
            return "-"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
