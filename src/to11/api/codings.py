"""Content codings of answers (RFC 9110 section 8.4.1)."""

from collections.abc import Collection

from starlette.datastructures import Headers


def taken(headers: Headers, known: Collection[str]) -> set[str]:
    """Those of some codings that a client takes (RFC 9110 section 12.5.3)."""
    weights: dict[str, bool] = {}
    for item in ",".join(headers.getlist("accept-encoding")).lower().split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip()] = not _is_zero(parameters)
    return {name for name in known if weights.get(name, weights.get("*", False))}


def _is_zero(parameters: str) -> bool:
    name, _, value = parameters.strip().partition("=")
    return name.strip() == "q" and not value.strip().strip("0.")
