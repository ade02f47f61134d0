"""`/metrics` on the API's port: who may read it, and in which form."""

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from support.api import SCRAPE_TOKEN, Api
from to11.metrics import definitions as figures
from to11.metrics.scrape import Reading
from to11.model.tenancy import Scope, ScopeClass


def scrape(api: Api, token: str | None = SCRAPE_TOKEN, **headers: str) -> httpx.Response:
    sent = {} if token is None else {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{api.url}/metrics", headers={**sent, **headers})


def test_what_is_counted_and_read_is_shown(api: Api) -> None:
    api.meters.counter(figures.ACCEPTED_SPANS, "proj_x", "grpc", "protobuf").add(7)
    api.gauges.append(Reading(figures.SPOOL_BYTES, 42, ("edge-0",)))
    answer = scrape(api)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    found = {sample.name: sample for metric in parse_text(answer.text) for sample in metric.samples}
    assert found["to11_collector_accepted_spans_total"].value == 7
    assert found["to11_collector_accepted_spans_total"].labels["project"] == "proj_x"
    assert (found["to11_spool_bytes"].value, found["to11_spool_bytes"].labels) == (42, {"spool": "edge-0"})


def test_openmetrics_for_whom_asks_for_it(api: Api) -> None:
    api.meters.counter(figures.STORED_SPANS).add(1)
    # What Prometheus sends.
    accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    answer = scrape(api, Accept=accept)
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "to11_drain_stored_spans" in {metric.name for metric in parse_openmetrics(answer.text)}  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("token", [None, "x", SCRAPE_TOKEN[:-1], SCRAPE_TOKEN + "x", SCRAPE_TOKEN.upper(), "é"])
def test_without_the_token_there_is_nothing(api: Api, token: str | None) -> None:
    headers = {} if token is None else {b"Authorization": f"Bearer {token}".encode("latin-1")}
    answer = httpx.get(f"{api.url}/metrics", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]["code"] == "INVALID_CREDENTIAL"
    assert SCRAPE_TOKEN not in answer.text


def test_no_api_key_opens_it_however_wide(api: Api) -> None:
    for scope_class in ScopeClass:
        assert scrape(api, api.key(*Scope, scope_class=scope_class).secret).status_code == 401
    assert scrape(api, api.first.secret).status_code == 401


def test_an_address_proves_nothing(api: Api) -> None:
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert scrape(api, None, **{header: "127.0.0.1"}).status_code == 401


def test_a_refused_scrape_is_in_the_audit_log_without_what_was_sent(api: Api) -> None:
    scrape(api, "a-wrong-token")
    entry = api.wait_for_action("access.denied", "", cause="scrape")
    assert "a-wrong-token" not in str(entry)


def test_the_token_opens_nothing_else(api: Api) -> None:
    with api.client(SCRAPE_TOKEN) as client:
        assert client.get("/v1/me").status_code == 401


def test_only_reading(api: Api) -> None:
    answer = httpx.post(f"{api.url}/metrics", headers={"Authorization": f"Bearer {SCRAPE_TOKEN}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
