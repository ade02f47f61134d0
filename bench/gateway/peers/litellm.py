"""LiteLLM's proxy, in Python."""

import json

from bench.gateway.peers.base import Peer
from bench.gateway.traffic import API_KEY, MODEL


class LiteLlm(Peer):
    """`litellm --config`, one worker, no database, and the key that it insists on."""

    name, package = "litellm", "litellm"
    note = "forwards, records nothing"

    def command(self) -> list[str]:
        path = self.directory / "config.yaml"
        parameters = {
            "model": f"openai/{MODEL}",
            "api_base": f"http://127.0.0.1:{self.provider_port}/v1",
            "api_key": API_KEY,
        }
        # JSON is YAML
        path.write_text(json.dumps({"model_list": [{"model_name": MODEL, "litellm_params": parameters}]}))
        program = str(self.home / "bin" / "litellm")
        return [program, "--config", str(path), "--host", "127.0.0.1", "--port", str(self.port), "--num_workers", "1"]

    def environ(self) -> dict[str, str]:
        return {
            "LITELLM_LOG": "ERROR",
            "LITELLM_MASTER_KEY": API_KEY,
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # the prices that come with it, and no download
            "PATH": f"{self.home / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        }
