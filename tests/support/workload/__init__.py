"""A busy project to look at: what stock SDKs send through the gateway and to the collector, made to look like work.

`fill` does all of it against a running to11; each module is one kind of work. `python -m support.workload` fills a
to11 of one's own (see `__main__`), to develop the explorer with.
"""

from support.workload.fill import Filled, fill
from support.workload.target import Target

__all__ = ["Filled", "Target", "fill"]
