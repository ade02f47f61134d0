"""A queue that is fair between projects: deficit round robin by bytes (Shreedhar and Varghese, 1995).

Projects take turns. At each turn a project may take as many bytes as its allowance has grown to, and an allowance
grows by the same quantum for all; so one project's backlog, however long, delays another's next item by one turn of
every project and not by the backlog. What one project put in comes out in the order in which it was put in.
"""

from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")

_QUANTUM = 1024 * 1024


class FairQueue(Generic[Item]):
    """Items by project; not thread-safe. It remembers a project only while something of it is waiting."""

    def __init__(self) -> None:
        self._turns: deque[str] = deque()
        self._waiting: dict[str, deque[tuple[int, Item]]] = {}
        self._allowance: dict[str, int] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def push(self, project_id: str, size: int, item: Item) -> None:
        """Put an item of `size` bytes behind the project's others."""
        waiting = self._waiting.get(project_id)
        if waiting is None:
            waiting = self._waiting[project_id] = deque()
            self._allowance[project_id] = _QUANTUM
            self._turns.append(project_id)
        waiting.append((size, item))
        self._size += 1

    def pop(self) -> Item:
        """The next item. Raises IndexError when there is none."""
        return self.pop_sized()[1]

    def pop_sized(self) -> tuple[int, Item]:
        """The next item after its size. Raises IndexError when there is none."""
        while True:
            project_id = self._turns[0]
            waiting = self._waiting[project_id]
            size, item = waiting[0]
            if size <= self._allowance[project_id]:
                break
            # Alone, a project need not wait for its allowance to grow.
            self._allowance[project_id] += _QUANTUM if len(self._turns) > 1 else size
            self._turns.rotate(-1)
        waiting.popleft()
        self._size -= 1
        self._allowance[project_id] -= size
        if not waiting:
            self._turns.popleft()
            del self._waiting[project_id], self._allowance[project_id]
        return size, item
