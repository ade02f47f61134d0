"""Measurements added up in memory, until it is known that they count."""

from bisect import bisect_left
from typing import Final

from to11.model.measurements import Instrument, Measurements, Who

Row = dict[tuple[Instrument, str], list[float]]
"""Of each instrument and value of its own attribute: the sum, and how many are in each bucket, infinity's last."""


class Tally:
    """What some calls gave, by what their attributes say. Belongs to one thread."""

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: Final[dict[Who, Row]] = {}

    def take(self, call: Measurements) -> None:
        """Add what a call gave."""
        row = self._row(call.who)
        for instrument, own, values in call.measured:
            cells = row.get((instrument, own))
            if cells is None:
                cells = row[instrument, own] = [0.0] * (len(instrument.bounds) + 2)
            for value in values:
                cells[0] += value
                cells[bisect_left(instrument.bounds, value) + 1] += 1

    def merge(self, other: "Tally") -> None:
        """Add all of another."""
        for who, theirs in other.rows.items():
            row = self._row(who)
            for key, cells in theirs.items():
                ours = row.get(key)
                row[key] = cells if ours is None else [one + more for one, more in zip(ours, cells, strict=True)]

    def clear(self) -> None:
        """Forget it all."""
        self.rows.clear()

    def _row(self, who: Who) -> Row:
        row = self.rows.get(who)
        if row is None:
            row = self.rows[who] = {}
        return row
