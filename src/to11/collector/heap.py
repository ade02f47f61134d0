"""The C heap under glibc: large blocks go back to the system at once, the rest when a flood is over.

Left alone, glibc keeps a heap per thread, learns from the first large block it frees to take larger ones from there,
too, and gives back only what lies at a heap's end. After a flood an edge would keep most of what it ever needed.
"""

import ctypes
import sys
from functools import cache

from to11.settings import MIB

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_LARGE_BYTES = MIB // 4
_ARENAS = 2


@cache
def _glibc() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libc.so.6") if sys.platform == "linux" else None
        return library if library is not None and hasattr(library, "malloc_trim") else None
    except OSError:
        return None  # another C library


def settle() -> None:
    """Set the heap up; to be called once, before the process has threads of its own."""
    if library := _glibc():
        library.mallopt(_M_ARENA_MAX, _ARENAS)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_M_TRIM_THRESHOLD, MIB)


def give_back() -> None:
    """Give free pages back to the system: some milliseconds, without the interpreter's lock."""
    if library := _glibc():
        library.malloc_trim(0)
