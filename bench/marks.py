"""What a measured figure is to reach."""

import math
from dataclasses import dataclass

from rich.table import Table

from bench import figures, layout


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure and what it is to reach; NaN where it was not measured."""

    name: str
    value: float
    wanted: float
    unit: str
    at_most: bool = False

    @property
    def share(self) -> float:
        """How much of the mark is reached: 1 or more where it is met."""
        return figures.ratio(self.wanted, self.value) if self.at_most else figures.ratio(self.value, self.wanted)

    @property
    def met(self) -> bool | None:
        """None where it was not measured."""
        if math.isnan(self.value):
            return None
        return self.value <= self.wanted if self.at_most else self.value >= self.wanted


def table(title: str, marks: list[Mark]) -> Table:
    """The marks and how far each is reached."""
    made = layout.table(title, "", "measured", "mark", "share", "")
    for one in marks:
        said = {True: "[green]met[/green]", False: "[red]not met[/red]", None: "not measured"}[one.met]
        wanted = f"{'at most ' if one.at_most else ''}{layout.number(one.wanted)} {one.unit}"
        share = "" if one.met is None else f"{one.share:.2f}"
        made.add_row(one.name, layout.number(one.value), wanted, share, said)
    return made


def as_json(marks: list[Mark]) -> list[dict[str, object]]:
    """The same for machines."""
    return [
        {"name": one.name, "value": one.value, "wanted": one.wanted, "unit": one.unit, "met": one.met} for one in marks
    ]
