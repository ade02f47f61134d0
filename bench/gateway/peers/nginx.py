"""nginx as a bare proxy: it looks at nothing and writes nothing down."""

import re
import shutil
import subprocess

from bench.gateway.peers.base import Peer
from bench.peer import NotHereError

_CONFIGURATION = """
worker_processes 1;
daemon off;
pid {directory}/nginx.pid;
error_log {directory}/error.log error;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    keepalive_requests 10000000;
    upstream provider {{
        server 127.0.0.1:{provider};
        keepalive 512;
        keepalive_requests 10000000;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{
            proxy_pass http://provider;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
        }}
    }}
}}
"""


class Nginx(Peer):
    """One worker, connections kept on both sides, answers passed on as they come."""

    name, package = "nginx", "nginx"
    note = "forwards, records nothing"
    installed_by = "apt-get install nginx"

    def find(self) -> None:
        if shutil.which("nginx") is None:
            raise NotHereError(f"not installed ({self.installed_by})")

    def version(self) -> str:
        said = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False, timeout=10).stderr
        found = re.search(r"nginx/(\S+)", said)
        return found[1] if found else "?"

    def command(self) -> list[str]:
        path = self.directory / "nginx.conf"
        path.write_text(_CONFIGURATION.format(directory=self.directory, provider=self.provider_port, port=self.port))
        self.directory.chmod(0o755)  # started by root, the worker is another user
        return ["nginx", "-e", str(self.directory / "error.log"), "-p", str(self.directory), "-c", str(path)]
