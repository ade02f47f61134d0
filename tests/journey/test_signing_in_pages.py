"""What docs/signing-in.md says is done as it stands there, the proxy included."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import requests

from support import nginx
from support.certificates import server_context
from support.ports import free_port
from support.program import Program
from to11.settings import load

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "signing-in.md").read_text("utf-8")


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def shell(program: Program, code: str) -> str:
    environ = {**program.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-ec", code], env=environ, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def settings_of(command: str) -> dict[str, str]:
    """The variables before `to11 serve`."""
    assert command.rstrip().endswith("to11 serve")
    return dict(word.split("=", 1) for word in command.split() if word.startswith("TO11_"))


def test_the_settings_are_settings() -> None:
    (code,) = snippets("toml")
    flags: dict[str, Any] = tomllib.loads(code)
    assert not load(flags, environ={}).sign_in.print_link


def test_the_verbs_on_the_page(workplace: Path) -> None:
    link, key, everybody_out, *_serve = snippets("bash")
    with Program(workplace) as program:
        printed = shell(program, link).strip()
        code = printed.partition("#code=")[2]
        credential = shell(program, key).split()[1]
        sessions = [
            requests.post(f"{program.api}/v1/session", json=body, timeout=30)
            for body in ({"code": code}, {"credential": credential})
        ]
        assert [answer.status_code for answer in sessions] == [201, 201]
        assert [answer.json()["data"]["actor"]["name"] for answer in sessions] == ["operator", "Ada's browser"]
        assert shell(program, everybody_out) == "2 sessions ended\n"
        (narrowed,) = re.findall(r"`(to11 audit list [^`]*)`", PAGE)
        entries = json.loads(shell(program, f"{narrowed} --json"))
        assert [entry["action"] for entry in entries] == ["session.created"] * 2


def test_a_browser_behind_the_proxy_on_the_page(workplace: Path) -> None:
    (configuration,) = snippets("nginx")
    settings = settings_of(snippets("bash")[-1])
    server_context(workplace, "127.0.0.1")
    port = free_port()
    address = f"https://127.0.0.1:{port}"
    assert settings["TO11_API__PUBLIC_URL"] == "https://to11.example.com"
    settings["TO11_API__PUBLIC_URL"] = address
    with Program(workplace, **settings) as program:
        placed = {"127.0.0.1:4500": f"127.0.0.1:{program.port('api')}", "to11.example.com": "127.0.0.1"}
        with nginx.running(workplace, configuration, placed, port), requests.Session() as browser:
            browser.verify, browser.trust_env = str(workplace / "cert.pem"), False
            link = program.run("sign-in-link").strip()
            assert link.startswith(f"{address}/sign-in#code=")
            assert browser.get(link, timeout=30).status_code in (200, 503), "built or not"
            own = {"origin": address, "sec-fetch-site": "same-origin"}
            code = {"code": link.partition("#code=")[2]}
            begun = browser.post(f"{address}/v1/session", json=code, headers=own, timeout=30)
            assert begun.status_code == 201, begun.text
            assert list(browser.cookies.get_dict()) == ["__Host-to11_session"]
            assert "; Secure" in begun.headers["set-cookie"]
            token = {"x-to11-csrf": begun.json()["data"]["csrfToken"]}
            path = f"{address}/v1/projects/{program.project_id}"
            change = {"name": "renamed"}
            elsewhere = {"origin": "https://evil.test", **token}
            assert browser.patch(path, json=change, headers=elsewhere, timeout=30).status_code == 403
            assert browser.patch(path, json=change, headers=own, timeout=30).status_code == 403
            done = browser.patch(path, json=change, headers={**own, **token}, timeout=30)
            assert done.json()["data"]["name"] == "renamed"
