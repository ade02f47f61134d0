"""Certificates: which protocol is agreed on, what changes when the files do, and what is no TLS at all."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.certificates import server_context
from support.collector_fakes import Collector, running_collector, until
from support.http2 import RawClient, headers, message
from to11.collector.front import h2
from to11.collector.front.tls import Certificate
from to11.model.errors import SettingsError


@pytest.fixture
async def collector(tmp_path: Path) -> AsyncIterator[Collector]:
    server_context(tmp_path, "127.0.0.1")
    async with running_collector(
        tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem", head_seconds=1.0
    ) as running:
        yield running


def trusting(directory: Path, *protocols: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=directory / "cert.pem")
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


async def serial(collector: Collector) -> str:
    """The serial number of the certificate that a new connection is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", collector.http_port, ssl=context)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.transport.abort()
    return ssl.DER_cert_to_PEM_cert(shown)


@pytest.mark.parametrize(
    ("offered", "agreed"),
    [(("h2",), "h2"), (("h2", "http/1.1"), "http/1.1"), (("http/1.1",), "http/1.1"), ((), None), (("x",), None)],
)
async def test_http1_where_both_are_offered(
    collector: Collector, tmp_path: Path, offered: tuple[str, ...], agreed: str | None
) -> None:
    context = trusting(tmp_path, *offered)
    _, writer = await asyncio.open_connection("127.0.0.1", collector.http_port, ssl=context)
    assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == agreed
    assert writer.get_extra_info("ssl_object").version() == "TLSv1.3"
    writer.transport.abort()


async def test_old_versions_are_refused(collector: Collector, tmp_path: Path) -> None:
    context = trusting(tmp_path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await asyncio.open_connection("127.0.0.1", collector.http_port, ssl=context)


async def test_a_new_certificate_is_for_new_connections(collector: Collector, tmp_path: Path) -> None:
    async with await RawClient.connect(collector.grpc_port, trusting(tmp_path, "h2")) as client:
        client.send(message(1, b""))
        await client.end(1)
        before = await serial(collector)
        server_context(tmp_path, "127.0.0.1")
        async with asyncio.timeout(10):
            while await serial(collector) == before:
                await asyncio.sleep(0.1)
        assert await serial(collector) == (tmp_path / "cert.pem").read_text()
        client.send(message(3, b""))
        assert (await client.end(3)).kind == h2.HEADERS, "the old connection goes on"


async def test_files_that_do_not_fit_change_nothing(
    collector: Collector, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logged = ""

    def said(what: str) -> bool:
        nonlocal logged
        logged += capsys.readouterr().out
        return what in logged + caplog.text

    before = await serial(collector)
    (tmp_path / "key.pem").write_text("no key")
    await until(lambda: said("TLS certificate is not changed"))
    assert await serial(collector) == before
    server_context(tmp_path, "127.0.0.1")
    await until(lambda: said("TLS certificate loaded anew"))
    assert await serial(collector) == (tmp_path / "cert.pem").read_text()


async def test_plain_http_is_told_to_use_tls(collector: Collector) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", collector.http_port)
    writer.write(b"POST /v1/traces HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"use https" in answer


async def test_plain_grpc_is_closed(collector: Collector) -> None:
    async with await RawClient.connect(collector.grpc_port) as client:
        client.send(headers(1))
        await asyncio.wait_for(client.closed.wait(), 5)
        assert client.frames == []


@pytest.mark.parametrize("sent", [b"", b"\x16", b"\x16\x03\x01\x02\x00\x01"])
async def test_a_handshake_has_its_time(collector: Collector, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", collector.http_port)
    writer.write(sent)
    await until(lambda: collector.front.connections == 1)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    await until(lambda: collector.front.connections == 0)


def test_files_that_cannot_be_used_at_start(tmp_path: Path) -> None:
    server_context(tmp_path, "a.test")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    Certificate(cert, key)
    with pytest.raises(SettingsError, match=r"tls_cert.*No such file"):
        Certificate(tmp_path / "absent.pem", key)
    with pytest.raises(SettingsError, match=r"absent.pem .*tls_key.*No such file"):
        Certificate(cert, tmp_path / "absent.pem")
    with pytest.raises(SettingsError, match="cannot use the TLS certificate"):
        Certificate(key, key)
    (tmp_path / "other").mkdir()
    server_context(tmp_path / "other", "b.test")
    with pytest.raises(SettingsError, match="KEY_VALUES_MISMATCH"):
        Certificate(cert, tmp_path / "other" / "key.pem")
