"""Collapsed stacks, as py-spy writes them: `thread (id): name;outermost;…;innermost count` on each line.

A sampler sees threads that wait as well as threads that work. The kernel knows what each has worked, so that samples
are weighed by it: a thread's processor time is divided among its stacks.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

_THREAD = re.compile(r"thread \((\d+)\): ?(.*)")


@dataclass(slots=True)
class Stacks:
    """One thread's samples: by the function that was running, and by every function on the stack. A function is its
    name and file, without the line."""

    name: str
    samples: int = 0
    own: Counter[str] = field(default_factory=Counter)
    within: Counter[str] = field(default_factory=Counter)


def fold(text: str) -> dict[int, Stacks]:
    """Add up stacks by the kernel's number of the thread. What is no stack with a count is left out."""
    threads: dict[int, Stacks] = {}
    for line in text.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        named = _THREAD.fullmatch(frames[0])
        if named is None or not count.isdigit():
            continue
        thread = threads.setdefault(int(named[1]), Stacks(named[2] or "?"))
        names, samples = [_function(frame) for frame in frames[1:]], int(count)
        thread.samples += samples
        if names:
            thread.own[names[-1]] += samples
        for name in set(names):
            thread.within[name] += samples
    return threads


def weigh(threads: Mapping[int, Stacks], seconds: Mapping[int, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Processor time in seconds by the function that was running, and by every function on the stack.

    `seconds` is what each thread has worked.
    """
    own: dict[str, float] = {}
    within: dict[str, float] = {}
    for number, thread in threads.items():
        each = seconds.get(number, 0.0) / thread.samples
        for into, counted in ((own, thread.own), (within, thread.within)):
            for name, samples in counted.items():
                into[name] = into.get(name, 0.0) + samples * each
    return own, within


def _function(frame: str) -> str:
    """`append (to11/ingest/spool/writer.py:81)` without the line."""
    head, colon, line = frame.rpartition(":")
    return f"{head})" if colon and line.rstrip(")").isdigit() else frame
