"""The spool: an append log per edge process, on disk before a door acknowledges.

In: entries (an OTLP export request, or a gateway call) with the project they belong to. Out: the same, in order, to the
drain. `format` is the layout of an entry, `writer` the edge's side (one thread, group commit), `reader` the drain's.
"""

from to11.ingest.spool.format import Entry, EntryKind
from to11.ingest.spool.writer import Spool

__all__ = ["Entry", "EntryKind", "Spool"]
