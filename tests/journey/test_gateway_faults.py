"""Hang-ups, broken providers and time-outs, through the whole program: the caller gets what can be had, the record says
what happened."""

import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from support.postgres import PostgresServer
from support.program import Program
from support.sending import export_one
from to11.demo.provider import StandInProvider

_CHUNK = b'data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"content":"word "}}]}\n\n'


class Scripted:
    """A provider that answers every connection by a script of its own and notices when it is left."""

    def __init__(self, answer: Any) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._answer = answer
        self.left = threading.Event()
        threading.Thread(target=self._serve, name="scripted-provider", daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with connection:
            seen = b""
            while b"\r\n\r\n" not in seen:
                if not (part := connection.recv(65536)):
                    return
                seen += part
            try:
                self._answer(connection)
            except OSError:
                self.left.set()


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"%x\r\n%b\r\n" % (len(_CHUNK), _CHUNK))
        time.sleep(0.02)


def breaks_off(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
    connection.sendall(b"%x\r\n%b\r\n" % (len(_CHUNK), _CHUNK))


def silent(connection: socket.socket) -> None:
    time.sleep(30)


def limited(connection: socket.socket) -> None:
    body = b'{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}'
    connection.sendall(
        b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n%b" % (len(body), body)
    )


@pytest.fixture(scope="module")
def providers() -> Iterator[dict[str, Scripted]]:
    scripts = {"endless": endless, "breaks-off": breaks_off, "silent": silent, "limited": limited}
    made = {name: Scripted(answer) for name, answer in scripts.items()}
    yield made
    for provider in made.values():
        provider.close()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, providers: dict[str, Scripted]) -> Iterator[Program]:
    urls = {
        f"TO11_PROVIDERS__{name.upper().replace('-', '_')}__BASE_URL": f"http://127.0.0.1:{provider.port}/v1"
        for name, provider in providers.items()
    }
    directory = tmp_path_factory.mktemp("faulty")
    with Program(directory, TO11_GATEWAY__FIRST_BYTE_TIMEOUT_SECONDS="0.5", **urls) as program:
        yield program


def call(program: Program, model: str, **more: Any) -> requests.Response:
    return requests.post(
        f"{program.gateway}/v1/chat/completions",
        headers={"x-to11-authorization": f"Bearer {program.api_key}", "Authorization": "Bearer sk-mine"},
        json={"model": model, "messages": [{"role": "user", "content": "hello"}], **more},
        timeout=30,
        stream=True,
    )


def recorded(program: Program, answer: requests.Response) -> dict[str, dict[str, Any]]:
    trace_id = answer.headers["traceparent"].split("-")[1]
    spans = program.trace(trace_id, at_least=3)["spans"]
    return {span["kind"] if span["name"] != "POST" else "attempt": span for span in spans}


def test_a_caller_who_hangs_up(faulty: Program, providers: dict[str, Scripted]) -> None:
    answer = call(faulty, "endless::m", stream=True)
    next(answer.iter_lines())
    left_at = time.monotonic()
    answer.close()
    assert providers["endless"].left.wait(5)
    assert time.monotonic() - left_at < 2, "the upstream call is ended, so that it costs no more tokens"
    spans = recorded(faulty, answer)
    assert spans["client"]["status"]["code"] == "error"
    assert spans["client"]["attributes"]["error.type"] == "client_closed"
    assert "word" in spans["client"]["attributes"]["gen_ai.output.messages"], "with what had come"


def test_a_provider_that_breaks_off(faulty: Program) -> None:
    answer = call(faulty, "breaks-off::m", stream=True)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        list(answer.iter_content(None))
    spans = recorded(faulty, answer)
    assert spans["client"]["status"]["code"] == "error"
    assert spans["server"]["status"]["code"] == "error"
    assert "word" in spans["client"]["attributes"]["gen_ai.output.messages"]


def test_a_provider_that_does_not_begin(faulty: Program) -> None:
    answer = call(faulty, "silent::m")
    assert answer.status_code == 504
    assert answer.json()["error"]["message"]
    spans = recorded(faulty, answer)
    assert spans["client"]["attributes"]["error.type"] == "timeout"


def test_a_providers_error_passes_through(faulty: Program) -> None:
    answer = call(faulty, "limited::m")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert answer.json()["error"]["code"] == "rate_limit_exceeded"
    spans = recorded(faulty, answer)
    assert spans["client"]["attributes"]["error.type"] == "rate_limit_exceeded"
    assert spans["attempt"]["attributes"]["http.response.status_code"] == 429


def test_nobody_listens(faulty: Program) -> None:
    answer = call(faulty, "vllm::m")
    if answer.status_code == 502:  # unless something happens to listen on vLLM's port
        spans = recorded(faulty, answer)
        assert spans["client"]["attributes"]["error.type"] == "connection_refused"
    unknown = call(faulty, "no-such-provider::m")
    assert unknown.status_code == 404
    assert set(unknown.json()["error"]) >= {"message", "type", "code"}


def test_content_that_must_not_be_kept_never_touches_the_disk(workplace: Path, stand_in: StandInProvider) -> None:
    secret = secrets.token_hex(20)
    with Program(
        workplace,
        TO11_GATEWAY__CAPTURE_CONTENT="false",
        TO11_PROVIDERS__STAND_IN__BASE_URL=f"http://127.0.0.1:{stand_in.port}/v1",
    ) as program:
        messages = [{"role": "system", "content": secret}, {"role": "user", "content": secret}]
        answer = call(program, "stand-in::m", messages=messages)
        assert secret in answer.text
        spans = recorded(program, answer)
        assert spans["client"]["attributes"]["gen_ai.usage.output_tokens"] > 0
        assert "gen_ai.input.messages" not in spans["client"]["attributes"]
        assert program.stop() == 0
        found = [
            path for path in program.directory.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()
        ]
        assert found == []


def test_with_control_data_in_postgresql(workplace: Path, postgres_server: PostgresServer) -> None:
    with Program(workplace, TO11_CONTROL__URL=postgres_server.create_database()) as program:
        program.trace(export_one(program))
        listed = json.loads(program.run("keys", "list", "--json"))
        assert [key["id"] for key in listed] == [program.key_id]
        assert not (program.data_dir / "control.db").exists()
