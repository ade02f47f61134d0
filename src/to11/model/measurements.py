"""The seven histograms of the GenAI conventions (1.41), and what one call gives to them.

Names, units, bounds and attributes are the conventions'; whoever counts, shows or sends them reads them from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from to11.model import genai as names

TOKEN_TYPE: Final = "gen_ai.token.type"  # noqa: S105 (tokens of a language)
INPUT: Final = "input"
OUTPUT: Final = "output"

WHO: Final = (
    names.OPERATION,
    names.PROVIDER,
    names.REQUEST_MODEL,
    names.RESPONSE_MODEL,
    names.SERVER_ADDRESS,
    names.SERVER_PORT,
)
"""The attributes that all seven have."""

Who = tuple[str, str, str, str, str, int]
"""Values of `WHO`; what is not known is empty, or 0, and then the attribute is absent."""

_SECONDS: Final = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKENS: Final = tuple(float(4**power) for power in range(14))


@dataclass(frozen=True, eq=False, slots=True)
class Instrument:
    """One histogram; `bounds` are the buckets' upper ones, inclusive, but for infinity. Compared by identity."""

    name: str
    unit: str
    bounds: tuple[float, ...]
    description: str
    own: str = ""
    """The attribute that it has beside `WHO`, if any."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of all its attributes, in the order of their values."""
        return (*WHO, self.own) if self.own else WHO


TOKEN_USAGE: Final = Instrument(
    "gen_ai.client.token.usage", "{token}", _TOKENS, "Number of input and output tokens used.", TOKEN_TYPE
)
OPERATION_DURATION: Final = Instrument(
    "gen_ai.client.operation.duration", "s", _SECONDS, "GenAI operation duration.", names.ERROR_TYPE
)
TIME_TO_FIRST_CHUNK: Final = Instrument(
    "gen_ai.client.operation.time_to_first_chunk",
    "s",
    _SECONDS,
    "Time to receive the first chunk, from when the request is sent to when the answer's first chunk is received.",
)
TIME_PER_OUTPUT_CHUNK: Final = Instrument(
    "gen_ai.client.operation.time_per_output_chunk",
    "s",
    _SECONDS,
    "Time per output chunk after the first one, from the end of the chunk before it.",
)
REQUEST_DURATION: Final = Instrument(
    "gen_ai.server.request.duration",
    "s",
    _SECONDS,
    "Generative AI server request duration, to the last byte.",
    names.ERROR_TYPE,
)
TIME_PER_OUTPUT_TOKEN: Final = Instrument(
    "gen_ai.server.time_per_output_token",
    "s",
    (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5),
    "Time per output token generated after the first token for successful responses.",
)
TIME_TO_FIRST_TOKEN: Final = Instrument(
    "gen_ai.server.time_to_first_token",
    "s",
    (0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0),
    "Time to generate first token for successful responses.",
)

INSTRUMENTS: Final = (
    TOKEN_USAGE,
    OPERATION_DURATION,
    TIME_TO_FIRST_CHUNK,
    TIME_PER_OUTPUT_CHUNK,
    REQUEST_DURATION,
    TIME_PER_OUTPUT_TOKEN,
    TIME_TO_FIRST_TOKEN,
)


class Measured(NamedTuple):
    """The values that one instrument is given."""

    instrument: Instrument
    own: str
    """The value of the instrument's own attribute; empty where it has none."""
    values: Sequence[float]


class Measurements(NamedTuple):
    """All that one call gives."""

    who: Who
    measured: list[Measured]
