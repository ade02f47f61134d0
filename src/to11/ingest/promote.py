"""The GenAI values that lists and charts need, read from spans' attributes under their current or older names.

All spans of a batch at once: for each name, the place of the attribute that says it, and from there whole columns.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from to11.ingest.attributes import Attributes, Indices, Mask
from to11.ingest.inside import inside
from to11.model import genai as names
from to11.record import prices
from to11.record.overrides import NO_OVERRIDES, Overrides
from to11.store.columns import GenAIColumns

_COUNTS = (
    names.USAGE_INPUT_TOKENS,
    names.USAGE_OUTPUT_TOKENS,
    names.USAGE_CACHE_READ,
    names.USAGE_CACHE_WRITE,
    names.USAGE_REASONING,
)

_WORDS = {name: max(re.findall(r'"[^\\"]+"', pattern.pattern), key=len) for name, pattern in names.TOOL_CALLS.items()}
"""What stands in every answer that has a call of a tool in it, by the attribute that holds the answer."""

Numbers = NDArray[np.float64]


def promote(
    attributes: Attributes,
    environment: pa.StringArray,
    start_ns: pa.UInt64Array,
    overrides: Overrides = NO_OVERRIDES,
) -> GenAIColumns:
    """The promoted values of spans; what cannot be read is left out. `attributes` has each key of a span once;
    `environment` is what each span's resource says, `start_ns` when it began.

    Cost is what the span says, else what its tokens cost at the deployment's own prices (`overrides`) or the provider's
    of that day, else null.
    """
    said = _Said(attributes)
    provider = _mapped(said.text(names.PROVIDER), lambda name: names.PROVIDERS.get(name.lower(), name))
    request_model, response_model = said.text(names.REQUEST_MODEL), said.text(names.RESPONSE_MODEL)
    counts = [said.count(name) for name in _COUNTS]
    cost = said.number(names.USAGE_COST)
    model = pc.if_else(pc.equal(response_model, ""), request_model, response_model)
    if overrides:
        model = _overridden(provider, request_model, model, overrides)
    _price(cost, provider, model, counts, start_ns, overrides)
    operation = _operation(said)
    return GenAIColumns(
        operation=operation,
        provider=provider,
        request_model=request_model,
        response_model=response_model,
        input_tokens=_whole(counts[0]),
        output_tokens=_whole(counts[1]),
        cache_read_tokens=_whole(counts[2]),
        cache_write_tokens=_whole(counts[3]),
        reasoning_tokens=_whole(counts[4]),
        cost=pa.array(cost, from_pandas=True),
        time_to_first_chunk=pa.array(said.number(names.RESPONSE_TIME_TO_FIRST_CHUNK), from_pandas=True),
        tool_calls=_tool_calls(said, operation),
        session_id=said.text(names.SESSION_ID),
        conversation_id=said.text(names.CONVERSATION_ID),
        user_id=said.text(names.USER_ID),
        environment=_or_else(said.text(names.ENVIRONMENT), environment),
        error_type=said.text(names.ERROR_TYPE),
    )


class _Said:
    """What spans say, under the current names."""

    def __init__(self, attributes: Attributes) -> None:
        self.rows = attributes.rows
        self._codes = {key: code for code, key in enumerate(attributes.keys.dictionary.to_pylist())}
        self._code, self._owner, self._texts = attributes.codes, attributes.owner, attributes.texts
        integers = attributes.values.field("int_value")
        if inner := list(self._inside(attributes)):
            owners, keys, texts = zip(*inner, strict=True)
            # In front, so that an attribute that really has such a name comes later and counts.
            self._owner = np.concatenate((owners, self._owner))
            self._code = np.concatenate(([self._code_of(key) for key in keys], self._code))
            self._texts = pa.concat_arrays((pa.array(texts, type=pa.string()), self._texts))
            integers = pa.concat_arrays((pa.nulls(len(inner), pa.int64()), integers))
        self._filled = pc.not_equal(pc.binary_length(self._texts), 0).to_numpy(zero_copy_only=False)
        self._is_integer: Mask = integers.is_valid().to_numpy(zero_copy_only=False)
        self._integers: NDArray[np.int64] = pc.fill_null(integers, 0).to_numpy()

    def _inside(self, attributes: Attributes) -> Iterator[tuple[int, str, str]]:
        """What stands inside of JSON attributes: the row, the older name that means it, the text."""
        for key in names.INSIDE.keys() & self._codes.keys():
            for place in np.flatnonzero(attributes.codes == self._codes[key]):
                for name, text in inside(key, attributes.texts[int(place)].as_py()).items():
                    yield int(attributes.owner[place]), name, text

    def _code_of(self, key: str) -> int:
        return self._codes.setdefault(key, len(self._codes))

    def named(self, pattern: re.Pattern[str]) -> Indices:
        """For each span, how many of its attributes have a name that matches."""
        codes = [code for key, code in self._codes.items() if pattern.fullmatch(key)]
        found = self._owner[np.isin(self._code, codes)] if codes else self._owner[:0]
        return np.bincount(found, minlength=self.rows)

    def places(self, name: str) -> Indices | None:
        """For each span, where the attribute stands that says this, -1 for none; None when no span says it. Of several
        names the current one counts, then the older ones in their order."""
        keys = [key for key in (name, *names.OLDER.get(name, ())) if key in self._codes]
        if not keys:
            return None
        places = np.full(self.rows, -1)
        for key in reversed(keys):
            found = np.flatnonzero((self._code == self._codes[key]) & self._filled)
            places[self._owner[found]] = found
        return places

    def text(self, name: str) -> pa.StringArray:
        """A text for each span, empty where it does not say."""
        places = self.places(name)
        if places is None:
            return pa.repeat("", self.rows)
        return pc.fill_null(self._texts.take(pa.array(places, mask=places < 0)), "")

    def number(self, name: str) -> Numbers:
        """A finite number for each span, NaN where it says none."""
        numbers = np.full(self.rows, np.nan)
        places = self.places(name)
        if places is None:
            return numbers
        rows = np.flatnonzero(places >= 0)
        places = places[rows]
        numbers[rows] = self._integers[places]
        others = ~self._is_integer[places]
        texts = self._texts.take(pa.array(places[others]))
        numbers[rows[others]] = [_number(text) for text in texts.to_pylist()]
        return numbers

    def count(self, name: str) -> Numbers:
        """A whole number from 0 to 2^63 for each span, NaN where it says none."""
        numbers = np.floor(self.number(name))
        numbers[~((numbers >= 0) & (numbers < 2.0**63))] = np.nan
        return numbers


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _whole(counts: Numbers) -> pa.UInt64Array:
    missing = np.isnan(counts)
    return pa.array(np.where(missing, 0, counts).astype(np.uint64), mask=missing)


def _or_else(texts: pa.StringArray, others: pa.StringArray) -> pa.StringArray:
    """The others where there is no text."""
    return pc.if_else(pc.equal(texts, ""), others, texts)


def _mapped(texts: pa.StringArray, function: Callable[[str], str]) -> pa.StringArray:
    """Texts of few distinct values, each turned into another."""
    coded = texts.dictionary_encode()
    return pa.array([function(text) for text in coded.dictionary.to_pylist()], type=pa.string()).take(coded.indices)


def _operation(said: _Said) -> pa.StringArray:
    operation = said.text(names.OPERATION)
    for name, operations in names.OPERATIONS.items():
        if said.places(name) is not None:
            operation = _or_else(operation, _mapped(said.text(name), partial(_meaning, operations)))
    return operation


def _meaning(operations: Mapping[str, str], word: str) -> str:
    return operations.get(word, "")


def _tool_calls(said: _Said, operation: pa.StringArray) -> pa.UInt32Array:
    """1 for a span that is such a call; else what the first attribute tells that holds an answer; else the names."""
    calls = np.zeros(said.rows, dtype=np.uint32)
    told = pc.equal(operation, "execute_tool").to_numpy(zero_copy_only=False)
    calls[told] = 1
    for name, pattern in names.TOOL_CALLS.items():
        if said.places(name) is not None:
            answers = said.text(name)
            calling = pc.match_substring(answers, _WORDS[name]).to_numpy(zero_copy_only=False) & ~told
            for row in np.flatnonzero(calling):
                calls[row] = len(pattern.findall(answers[int(row)].as_py()))
            told = told | pc.not_equal(answers, "").to_numpy(zero_copy_only=False)
    return pa.array(np.where(told, calls, said.named(names.TOOL_CALL_NAME)).astype(np.uint32))


def _overridden(
    provider: pa.StringArray, asked: pa.StringArray, model: pa.StringArray, overrides: Overrides
) -> pa.StringArray:
    """The model by which each span is priced: the one that was asked for where that alone has a price of our own."""
    chosen: dict[tuple[str, str, str], str] = {}
    rows = list(zip(provider.to_pylist(), asked.to_pylist(), model.to_pylist(), strict=True))
    for row in dict.fromkeys(rows):
        by, wanted, answered = row
        own = overrides.find(by, answered) is None and overrides.find(by, wanted) is not None
        chosen[row] = wanted if own else answered
    return pa.array([chosen[row] for row in rows], type=pa.string())


def _price(
    cost: Numbers,
    provider: pa.StringArray,
    model: pa.StringArray,
    counts: list[Numbers],
    start_ns: pa.UInt64Array,
    overrides: Overrides,
) -> None:
    """Fill in what the spans that say no cost have cost; those of one provider, model and minute have one price."""
    providers, models = provider.dictionary_encode(), model.dictionary_encode()
    minutes = start_ns.to_numpy() // prices.MINUTE_NS
    rows = np.flatnonzero(np.isnan(cost) & ~(np.isnan(counts[0]) & np.isnan(counts[1])))
    if not len(rows):
        return
    which = (providers.indices.to_numpy()[rows], models.indices.to_numpy()[rows], minutes[rows])
    common = np.stack([np.nan_to_num(numbers[rows]) for numbers in counts[:4]]).astype(np.uint64)
    _, first, group = np.unique(np.stack(which), axis=1, return_index=True, return_inverse=True)
    for number, row in enumerate(first):
        names_of = providers.dictionary[int(which[0][row])].as_py(), models.dictionary[int(which[1][row])].as_py()
        if all(names_of):
            same = np.flatnonzero(group == number)
            cost[rows[same]] = prices.costs(
                *names_of, int(which[2][row]), *common[:, same].tolist(), overrides=overrides
            )
