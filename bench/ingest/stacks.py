"""Collapsed stacks, as py-spy writes them: `outermost;…;innermost count` on each line."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Folded:
    """Samples by thread, by function that was running, and by function that was running or waiting for one it called.
    A function is its name and file, without the line."""

    total: int = 0
    threads: Counter[str] = field(default_factory=Counter)
    own: Counter[str] = field(default_factory=Counter)
    within: Counter[str] = field(default_factory=Counter)

    def share(self, samples: int) -> float:
        """Of all samples, from 0 to 1."""
        return samples / self.total if self.total else 0.0


def fold(text: str) -> Folded:
    """Add up stacks. What is no stack with a count is left out."""
    folded = Folded()
    for line in text.splitlines():
        stack, _, count = line.rpartition(" ")
        if not stack or not count.isdigit():
            continue
        frames, samples = stack.split(";"), int(count)
        thread = frames.pop(0) if frames[0].startswith("thread ") else ""
        names = [_function(frame) for frame in frames]
        folded.total += samples
        folded.threads[_thread(thread)] += samples
        if names:
            folded.own[names[-1]] += samples
        for name in set(names):
            folded.within[name] += samples
    return folded


def _function(frame: str) -> str:
    """`append (to11/ingest/spool/writer.py:81)` without the line."""
    head, colon, line = frame.rpartition(":")
    return f"{head})" if colon and line.rstrip(")").isdigit() else frame


def _thread(frame: str) -> str:
    """`thread (0x7F…): MainThread`, or what else it is called, without the number."""
    _, _, name = frame.partition("): ")
    return name or frame or "?"
