"""Lone surrogates in JSON text.

JavaScript cuts strings between UTF-16 units, so that half of an emoji at the end of a truncated message is sent as an
escape such as `\\ud83d`. No UTF-8 string can hold that, and a strict parser refuses the whole document for it.
"""

import re

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair
    rb"|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def mend(data: bytes) -> bytes:
    """JSON text with every lone surrogate's escape replaced by that of U+FFFD, the replacement character."""
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found["lone"] else found[0], data)
