"""Attributes of many owners (spans, events or links) side by side, and what can be said of them all at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from to11.ingest.texts import texts_of
from to11.store.columns import Pairs

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Attributes:
    """Attributes one after the other. `owner` is the row that each belongs to, in rising order; `keys` is encoded by a
    dictionary, `values` has the columns of `view`'s AnyValue."""

    rows: int
    owner: Indices
    keys: pa.DictionaryArray
    values: pa.StructArray

    @classmethod
    def of(cls, lists: pa.ListArray) -> "Attributes":
        """From a column of repeated KeyValues."""
        items = lists.values
        counts = np.diff(lists.offsets.to_numpy())
        owner = np.repeat(np.arange(len(lists)), counts)
        return cls(len(lists), owner, items.field("key").dictionary_encode(), items.field("value"))

    def __len__(self) -> int:
        return len(self.owner)

    @cached_property
    def codes(self) -> NDArray[np.int32]:
        """The key of each attribute by its place in the dictionary."""
        codes: NDArray[np.int32] = self.keys.indices.to_numpy()
        return codes

    @cached_property
    def texts(self) -> pa.StringArray:
        """The value of each attribute as text."""
        return texts_of(self.values)

    @cached_property
    def ends(self) -> NDArray[np.int32]:
        """Where each owner's attributes begin and, last, where all end."""
        counts = np.bincount(self.owner, minlength=self.rows)
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int32)

    @cached_property
    def repeated(self) -> Mask | None:
        """Which attributes have a key that their owner has more than once; None when there is no such owner."""
        pairs = self._pairs
        ordered = np.sort(pairs)
        if not (ordered[1:] == ordered[:-1]).any():
            return None
        _, which, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        repeated: Mask = counts[which] > 1
        return repeated

    def unique(self) -> "Attributes":
        """Each key of an owner once: where it stood first, with the value that it had last."""
        if self.repeated is None:
            return self
        _, first, which = np.unique(self._pairs, return_index=True, return_inverse=True)
        last = np.zeros_like(first)
        np.maximum.at(last, which, np.arange(len(self)))
        order = np.argsort(first)
        first, last = first[order], last[order]
        return Attributes(
            self.rows, self.owner[first], self.keys.take(pa.array(first)), self.values.take(pa.array(last))
        )

    def pairs(self) -> Pairs:
        """For the store."""
        return Pairs(pa.array(self.ends), self.keys, self.texts)

    @property
    def _pairs(self) -> Indices:
        """A number for each pair of an owner and a key."""
        return self.owner * len(self.keys.dictionary) + self.codes
