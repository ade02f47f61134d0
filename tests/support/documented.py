"""What users copy from a page or a configuration, with what a test has in place of what stands there."""

import re
from collections.abc import Mapping

from support.program import Program


def replaced(text: str, actual: Mapping[str, str]) -> str:
    """The text with what is `actual` in place of each key, all at once: one after the other, a port that was put in
    would be taken for what is looked for next when it begins alike."""
    longest_first = sorted(actual, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda found: actual[found[0]], text)


def localised(code: str, program: Program) -> str:
    """A snippet with this program's addresses, files and key."""
    return replaced(
        code,
        {
            "http://127.0.0.1:4500": program.api,
            "http://127.0.0.1:4000": program.gateway,
            "http://127.0.0.1:4318": program.otlp_http,
            "127.0.0.1:4317": program.otlp_grpc,
            ".to11/metrics.token": str(program.data_dir / "metrics.token"),
            "to11_live_...": program.api_key,
        },
    )
