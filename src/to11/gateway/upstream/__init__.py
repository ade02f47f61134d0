"""Our own HTTP/1.1 client: one request, one answer, raw bytes both ways, in the event loop itself.

In: a `Request` (origin, target, headers, body). Out: a `Response` whose body is read piece by piece as it comes, or one
of three errors (`ConnectFailed`, `TimedOut`, `Broken`).

Without I/O, tested as scripts of events: `request` (the head on the wire), `reader` (bytes to head, data, end),
`origin` (base URLs), `proxies` (the environment's proxies). With I/O: `connection` (one socket, one exchange at a
time), `response` (what the caller holds), `deadline`, `addresses` (TCP to the first address of a name that answers),
`connect` (TLS, CONNECT), `pool` (idle connections), `client` (start here).

May import `settings`, `model`.
"""

from to11.gateway.upstream.client import Upstream
from to11.gateway.upstream.errors import Broken, ConnectFailed, StaleConnection, TimedOut, UpstreamError
from to11.gateway.upstream.origin import BaseUrl, Origin
from to11.gateway.upstream.proxies import Proxies
from to11.gateway.upstream.request import SLICE, Request, Slices, Timeouts, Upload
from to11.gateway.upstream.response import Response

__all__ = [
    "SLICE",
    "BaseUrl",
    "Broken",
    "ConnectFailed",
    "Origin",
    "Proxies",
    "Request",
    "Response",
    "Slices",
    "StaleConnection",
    "TimedOut",
    "Timeouts",
    "Upload",
    "Upstream",
    "UpstreamError",
]
