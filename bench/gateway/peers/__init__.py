"""Other gateways, and a bare proxy, in front of the same stand-in in the same run, each on one core.

    base     a peer as something that can be measured
    nginx    a proxy that looks at nothing: Debian's package
    portkey  Portkey's gateway, from npm
    litellm  LiteLLM's proxy, from PyPI

The two gateways are installed by `make setup-gateway-peers`, each into a directory of its own; the versions are in
`bench/locks/`.
"""

from bench.gateway.peers.base import Outcome, Peer, measure
from bench.gateway.peers.litellm import LiteLlm
from bench.gateway.peers.nginx import Nginx
from bench.gateway.peers.portkey import Portkey

ALL: tuple[type[Peer], ...] = (Nginx, Portkey, LiteLlm)

__all__ = ["ALL", "LiteLlm", "Nginx", "Outcome", "Peer", "Portkey", "measure"]
