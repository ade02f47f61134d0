"""What is asked, with parameters drawn anew for each question."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from bench.query.templates import ENVIRONMENTS, MODELS, SERVICES
from bench.query.traffic import DAY, HOUR, USERS
from bench.query.words import Words

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A path below the project, and its query."""

    path: str
    parameters: Parameters

    @property
    def url(self) -> str:
        """Path and query."""
        return f"{self.path}?{urlencode(self.parameters)}" if self.parameters else self.path

    def after(self, cursor: str) -> "Question":
        """The page that begins at a cursor."""
        return Question(self.path, {**self.parameters, "cursor": cursor})


class Asker:
    """Draws questions about the traffic of `days` days before `end_ns`."""

    def __init__(self, *, end_ns: int, days: int, thousand: tuple[str, ...], words: Words, seed: str = "ask") -> None:
        self._chance = random.Random(seed)
        self._end_ns = end_ns
        self._days = days
        self._thousand = thousand
        self._words = words

    def hours(self) -> Question:
        """Two filters over eight hours that end at any time."""
        return Question("traces", {**self._window(8 * HOUR), **self._two()})

    def months(self) -> Question:
        """Two filters over all days."""
        return Question("traces", {**self._window(self._days * DAY), **self._two()})

    def unfiltered(self) -> Question:
        """What the page opens with."""
        return Question("traces", self._window(8 * HOUR))

    def absent(self) -> Question:
        """A word that occurs nowhere: everything has to be ruled out."""
        return self._text("".join(self._chance.choices("bcdfghjkmqxz", k=9)))

    def rare(self) -> Question:
        """A word of which there are few, in any alphabet."""
        return self._text(self._chance.choice(self._words.all[1000:]))

    def common(self) -> Question:
        """Two words that are everywhere."""
        return self._text(" ".join(self._chance.sample(self._words.all[:50], 2)))

    def part(self) -> Question:
        """The middle of a word, in capitals."""
        return self._text(self._chance.choice([word for word in self._words.all if len(word) > 6])[1:-1].upper())

    def thousand(self) -> Question:
        """All of a trace of a thousand spans."""
        return Question(f"traces/{self._chance.choice(self._thousand)}", {})

    def outline(self) -> Question:
        """The light rows of such a trace."""
        return Question(f"{self.thousand().path}/outline", {})

    def over(self, path: str, ns: int) -> Question:
        """Figures over a window, with one filter."""
        (filtered,) = self._filters(1)
        return Question(path, {**self._window(ns), **filtered})

    def _text(self, text: str) -> Question:
        return Question("traces", {**self._window(DAY), "q": text})

    def _window(self, ns: int) -> dict[str, str]:
        end_ns = self._end_ns - self._chance.randrange(max(1, self._days * DAY - ns))
        return {"from": _time(end_ns - ns), "to": _time(end_ns)}

    def _two(self) -> dict[str, str]:
        first, second = self._filters(2)
        return {**first, **second}

    def _filters(self, count: int) -> list[dict[str, str]]:
        chosen = self._chance.sample(_FILTERS, count)
        if len({name.removeprefix("min").removeprefix("max") for name, _ in chosen}) < count:
            return self._filters(count)  # a least and a most of the same thing might contradict each other
        return [{name: draw(self._chance)} for name, draw in chosen]


_FILTERS: list[tuple[str, Callable[[random.Random], str]]] = [
    ("status", lambda chance: chance.choice(("error", "ok"))),
    ("provider", lambda chance: chance.choice(MODELS).provider),
    ("model", lambda chance: chance.choice(MODELS).answered),
    ("operation", lambda chance: chance.choice(("chat", "embeddings", "invoke_agent", "execute_tool"))),
    ("environment", lambda chance: chance.choice(list(ENVIRONMENTS))),
    ("service", lambda chance: chance.choice(SERVICES)),
    ("user", lambda chance: f"user-{int(chance.paretovariate(0.5)) % USERS:05}"),
    ("toolCalls", lambda chance: chance.choice(("with", "without"))),
    ("minTokens", lambda chance: str(int(chance.lognormvariate(8, 1.5)))),
    ("maxTokens", lambda chance: str(int(chance.lognormvariate(5, 1.5)))),
    ("minDurationMs", lambda chance: str(int(chance.lognormvariate(9, 1.5)))),
    ("maxDurationMs", lambda chance: str(int(chance.lognormvariate(7, 1.0)))),
    ("minCost", lambda chance: f"{chance.lognormvariate(-5, 2):.6f}"),
    ("maxCost", lambda chance: f"{chance.lognormvariate(-8, 2):.7f}"),
]


def _time(ns: int) -> str:
    return datetime.fromtimestamp(ns / 1e9, UTC).isoformat().replace("+00:00", "Z")
