"""How `to11 serve` starts, lives and stops."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from support.program import Program
from support.sending import export_one
from to11.demo.provider import StandInProvider


def eventually(check: Any, within: float = 20.0) -> None:
    deadline = time.monotonic() + within
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def refuses(url: str) -> bool:
    try:
        requests.get(f"{url}/health", timeout=0.5)
    except requests.ConnectionError as error:
        return "refused" in str(error)
    except requests.Timeout:
        return False
    return False


def test_ready_file_health_and_a_clean_stop(workplace: Path) -> None:
    with Program(workplace, TO11_WORKERS="2") as program:
        assert set(program.running) == {"api", "gateway", "otlpHttp", "otlpGrpc", "pids"}
        assert len(program.edge_pids) == 2
        for url in (program.api, program.gateway, program.otlp_http):
            assert requests.get(f"{url}/health", timeout=10).status_code == 200
            assert requests.get(f"{url}/ready", timeout=10).status_code == 200
        assert program.stop() == 0
        for pid in (program.core_pid, *program.edge_pids):
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        assert not (workplace / "ready.json").exists()
        assert "Traceback" not in program.log()


def test_a_first_serve_creates_a_key_and_shows_it_once(workplace: Path) -> None:
    program = Program(workplace)
    program.start()
    first = program.log()
    assert first.count("API key     to11_live_") == 1
    key = next(word for word in first.split() if word.startswith("to11_live_"))
    answer = requests.post(f"{program.api}/v1/ingest-token/exchange", json={"credential": key}, timeout=30)
    assert answer.status_code == 200
    program.stop(signal.SIGINT)
    program.start()
    assert program.log().count("API key     to11_live_") == 1
    program.stop()


def test_every_start_prints_a_link_that_signs_one_browser_in(workplace: Path) -> None:
    with Program(workplace) as program:
        first = link(program)
        assert first.startswith(f"{program.api}/sign-in#code=")
        code = {"code": first.partition("#code=")[2]}
        with requests.Session() as browser:
            begun = browser.post(f"{program.api}/v1/session", json=code, timeout=30)
            assert begun.status_code == 201, begun.text
            assert [cookie.name for cookie in browser.cookies] == [f"to11_session_{program.port('api')}"]
            assert browser.get(f"{program.api}/v1/session", timeout=30).json() == {**begun.json(), "code": 200}
            token = {"x-to11-csrf": begun.json()["data"]["csrfToken"]}
            made = {"name": "made in a browser", "scopeClass": "project", "preset": "read"}
            assert browser.post(f"{program.api}/v1/keys", json=made, timeout=30).status_code == 403
            assert browser.post(f"{program.api}/v1/keys", json=made, headers=token, timeout=30).status_code == 201
            assert requests.post(f"{program.api}/v1/session", json=code, timeout=30).status_code == 401
            program.stop()
            program.environ["TO11_API__PORT"] = str(program.port("api"))
            program.start()
            assert link(program) != first
            assert browser.get(f"{program.api}/v1/projects", timeout=30).status_code == 200, "it outlives a restart"
            assert browser.delete(f"{program.api}/v1/session", headers=token, timeout=30).status_code == 204
            assert browser.get(f"{program.api}/v1/projects", timeout=30).status_code == 401
        assert first.partition("#code=")[2] not in program.log().replace(f"Explorer    {first}\n", "")


def test_the_link_has_the_public_address_and_can_be_left_out(workplace: Path) -> None:
    settings = {"TO11_API__PUBLIC_URL": "https://to11.example.com/", "TO11_SIGN_IN__PRINT_LINK": "false"}
    with Program(workplace, **settings) as program:
        assert link(program) == "https://to11.example.com/"
        made = json.loads(program.run("sign-in-link", "--json"))
        address, _, code = made["url"].partition("#code=")
        assert address == "https://to11.example.com/sign-in"
        answer = requests.post(f"{program.api}/v1/session", json={"code": code}, timeout=30)
        assert answer.json()["data"]["actor"]["kind"] == "operator"
        assert answer.headers["set-cookie"].startswith("__Host-to11_session=")
        cookie = {"cookie": answer.headers["set-cookie"].partition(";")[0]}
        assert requests.get(f"{program.api}/v1/session", headers=cookie, timeout=30).status_code == 200
        assert json.loads(program.run("sign-out", "--json")) == {"ended": 1}
        assert requests.get(f"{program.api}/v1/session", headers=cookie, timeout=30).status_code == 401
        assert program.run("sign-in-link").startswith("https://to11.example.com/sign-in#code=")
        told = requests.get(f"{program.api}/v1/endpoints", headers=bearer(program), timeout=30).json()["data"]
        assert told == {
            "api": "https://to11.example.com",
            "gateway": program.gateway,
            "otlpHttp": program.otlp_http,
            "otlpGrpc": f"http://{program.otlp_grpc}",
        }


def link(program: Program) -> str:
    """What was printed beside `Explorer` at the last start; it is there before the ready file is."""
    return program.log().rpartition("    Explorer    ")[2].partition("\n")[0]


def bearer(program: Program) -> dict[str, str]:
    return {"authorization": f"Bearer {program.api_key}"}


@pytest.mark.parametrize("which", ["core", "edge"])
def test_a_dead_child_is_restarted_and_said_so(workplace: Path, which: str) -> None:
    with Program(workplace) as program:
        before = program.core_pid if which == "core" else program.edge_pids[0]
        os.kill(before, signal.SIGKILL)

        def replaced() -> bool:
            program.refresh()
            return before not in (program.core_pid, *program.edge_pids)

        eventually(replaced)
        assert "child process died, restarting" in program.log()
        trace_id = export_one(program)
        program.trace(trace_id)


def test_a_running_stream_is_finished_before_the_stop(workplace: Path) -> None:
    with (
        StandInProvider("127.0.0.1", 0) as provider,
        Program(workplace, TO11_PROVIDERS__SLOW__BASE_URL=f"http://127.0.0.1:{provider.port}/v1") as program,
    ):
        words = "word " * 400
        request = {
            "model": "slow::demo-small",
            "stream": True,
            "messages": [{"role": "system", "content": words}, {"role": "user", "content": "word"}],
        }
        headers = {"x-to11-authorization": f"Bearer {program.api_key}"}
        with requests.post(
            f"{program.gateway}/v1/chat/completions", json=request, headers=headers, stream=True, timeout=30
        ) as answer:
            trace_id = answer.headers["traceparent"].split("-")[1]
            lines = answer.iter_lines()
            next(lines)
            stopping = threading.Thread(target=program.stop)
            stopping.start()
            eventually(lambda: refuses(program.gateway), within=10)
            assert stopping.is_alive(), "no new calls, while the running one goes on"
            rest = list(lines)
        assert rest[-2:] == [b"data: [DONE]", b""] or rest[-1] == b"data: [DONE]"
        stopping.join()
        program.start()
        stored = program.trace(trace_id, at_least=3)
        assert stored["summary"]["outputTokens"] == 400
        assert stored["summary"]["status"] == "ok"


def one_line_error(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("to11: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_port_in_use(workplace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for setting, name in (("GATEWAY__PORT", "gateway.port"), ("COLLECTOR__GRPC_PORT", "collector.grpc_port")):
            program = Program(workplace, **{f"TO11_{setting}": port})
            error = one_line_error(program.attempt("serve"))
            assert f"port {port} on 127.0.0.1 is in use" in error
            assert name in error


def test_a_directory_that_cannot_be_written(workplace: Path) -> None:
    (workplace / "file").touch()
    program = Program(workplace)
    error = one_line_error(program.attempt("serve", "--data-dir", str(workplace / "file" / "below")))
    assert "cannot write to the data directory" in error


def test_a_second_to11_on_the_same_directory(workplace: Path) -> None:
    with Program(workplace) as program:
        error = one_line_error(program.attempt("serve"))
        assert f"another to11 (pid {program.pid}) runs on" in error


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"TO11_GATEWAY__PROT": "1"}, "unknown setting 'gateway.prot'"),
        ({"TO11_NONSENSE": "1"}, "unknown setting 'nonsense'"),
        ({"TO11_WORKERS": "none"}, "setting 'workers'"),
        ({"TO11_CONFIG": "/absent/to11.toml"}, "cannot read the configuration file"),
    ],
)
def test_a_setting_that_is_wrong(workplace: Path, settings: dict[str, str], expected: str) -> None:
    assert expected in one_line_error(Program(workplace, **settings).attempt("serve"))


def test_a_store_that_cannot_be_opened(workplace: Path) -> None:
    (workplace / "file").touch()
    program = Program(workplace, TO11_STORE__URL=f"chdb://{workplace}/file/below")
    assert "cannot open the span store" in one_line_error(program.attempt("serve"))


def test_a_stop_while_it_starts(workplace: Path) -> None:
    command = [sys.executable, "-m", "to11", "serve"]
    started = subprocess.Popen(
        command, env=Program(workplace).environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    eventually((workplace / "data" / "control.db").exists)
    started.send_signal(signal.SIGTERM)
    printed, _ = started.communicate(timeout=60)
    assert started.returncode == 0, printed
    assert "Traceback" not in printed


def test_a_second_signal_does_not_wait_for_running_calls(workplace: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        Program(
            workplace, TO11_PROVIDERS__SILENT__BASE_URL=f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        ) as program,
    ):

        def call() -> None:
            with contextlib.suppress(requests.RequestException):
                requests.post(
                    f"{program.gateway}/v1/chat/completions",
                    headers={"x-to11-authorization": f"Bearer {program.api_key}"},
                    json={"model": "silent::m", "messages": []},
                    timeout=60,
                )

        caller = threading.Thread(target=call)
        caller.start()
        connection, _ = silent.accept()
        os.kill(program.pid, signal.SIGINT)
        time.sleep(0.5)
        began = time.monotonic()
        assert program.stop(signal.SIGINT) == 0
        assert time.monotonic() - began < 15, "the grace limit is thirty seconds"
        caller.join()
        connection.close()


def test_a_child_is_not_for_people() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "to11.serve.main"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "started by `to11 serve` only" in done.stderr


def test_a_killed_supervisor_takes_its_children_along_and_can_be_started_again(workplace: Path) -> None:
    with Program(workplace) as program:
        trace_id = export_one(program)
        children = [program.core_pid, *program.edge_pids]
        program.stop(signal.SIGKILL)
        program.start()
        assert not set(children) & {program.core_pid, *program.edge_pids}
        program.trace(trace_id)
        eventually(lambda: not any(_alive(pid) for pid in children))


def _alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_json_logs_are_one_object_a_line(workplace: Path) -> None:
    with Program(workplace) as program:
        requests.get(f"{program.gateway}/{secrets.token_hex(4)}", timeout=10)
    lines = [line for line in program.log().splitlines() if line.startswith("{")]
    assert lines
    for line in lines:
        assert {"event", "level", "timestamp"} <= set(json.loads(line))
