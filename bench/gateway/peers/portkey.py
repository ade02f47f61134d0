"""Portkey's gateway, on node."""

import json
import shutil

from bench.gateway.peers.base import Peer
from bench.peer import NotHereError


class Portkey(Peer):
    """`node build/start-server.js`, as `npx @portkey-ai/gateway` does; the caller names provider and host."""

    name, package = "portkey", "@portkey-ai/gateway"
    note = "forwards, records nothing"

    def __init__(self, provider_port: int) -> None:
        super().__init__(provider_port)
        self.headers = (
            ("x-portkey-provider", "openai"),
            ("x-portkey-custom-host", f"http://127.0.0.1:{provider_port}/v1"),
        )
        self._package = self.home / "node_modules" / "@portkey-ai" / "gateway"

    def find(self) -> None:
        super().find()
        if shutil.which("node") is None:
            raise NotHereError("node is not installed")

    def version(self) -> str:
        return str(json.loads((self._package / "package.json").read_text())["version"])

    def command(self) -> list[str]:
        return ["node", str(self._package / "build" / "start-server.js"), f"--port={self.port}", "--headless"]

    def environ(self) -> dict[str, str]:
        return {"NODE_ENV": "production", "TRUSTED_CUSTOM_HOSTS": "127.0.0.1"}
