"""The printed table."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, what it stands beside, and the mark it is to reach."""

    name: str
    value: str
    beside: str = ""
    mark: str = ""


def section(title: str) -> list[Row]:
    """A heading."""
    return [Row(f"[bold]{title}[/bold]", "")]


def show(rows: list[Row]) -> None:
    """Print the figures."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "measured", "beside it, same run", "mark"):
        table.add_column(heading, justify="left" if heading == "" else "right", no_wrap=True)
    for row in rows:
        table.add_row(row.name, row.value, row.beside, row.mark)
    Console(width=None if Console().is_terminal else 150).print(table)
