"""The GenAI histograms sent to an OTLP/HTTP receiver every so often, in a thread of their own.

As the OTLP specification has it ("OTLP/HTTP response", "Retryable response codes"): 429, 502, 503, 504 and no answer at
all are tried again, after Retry-After or a back-off that doubles; anything else is given up until the next time. What
is sent holds all since the run began, so a request that is given up loses nothing.
"""

import random
import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import requests
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse

import to11
from to11 import log
from to11.metrics import genai
from to11.metrics.export_request import export_request
from to11.settings import MetricsSettings

logger = log.get(__name__)

_RETRYABLE: Final = frozenset({429, 502, 503, 504})
_OK: Final = range(200, 300)
_BACK_OFF_SECONDS: Final = 1.0
_MOST_BACK_OFF_SECONDS: Final = 60.0
_MOST_RETRY_AFTER_SECONDS: Final = 3600.0
_LOG_SECONDS: Final = 600.0
_LAST_SECONDS: Final = 5.0
_MOST_ANSWER_BYTES: Final = 64 * 1024


class Push:
    """Sends them; does nothing without an endpoint."""

    def __init__(self, directory: Path, settings: MetricsSettings) -> None:
        self._directory = directory
        self._url = settings.otlp_url
        self._interval = settings.otlp_interval_seconds
        self._timeout = settings.otlp_timeout_seconds
        self._headers = {
            **settings.otlp_header_fields,
            "content-type": "application/x-protobuf",
            "user-agent": f"to11/{to11.__version__}",
        }
        self._run = genai.run_of(directory)
        self._session = requests.Session()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="otlp-metrics", daemon=True)
        self._failing = False
        self._logged = -_LOG_SECONDS

    def start(self) -> None:
        """Begin sending."""
        if self._url:
            self._thread.start()

    def close(self) -> None:
        """Send once more what there is, if that is quick, and end. Waits for no receiver longer than `_LAST_SECONDS`,
        and not for one that was failing."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_LAST_SECONDS)

    def _loop(self) -> None:
        back_off = _BACK_OFF_SECONDS
        wait = self._interval
        while not self._stop.wait(wait):
            try:
                retry_after = self._send(self._timeout)
            except Exception as error:  # noqa: BLE001 (the loop must live on: a disk error, say, may pass)
                self._tell(f"{type(error).__name__}: {error}")
                retry_after = None
            if retry_after is None:
                wait, back_off = self._interval, _BACK_OFF_SECONDS
            else:
                wait = max(retry_after, back_off * random.uniform(0.5, 1.0))  # noqa: S311 (spreads load)
                back_off = min(back_off * 2, _MOST_BACK_OFF_SECONDS)
        if not self._failing:
            self._last()
        self._session.close()

    def _last(self) -> None:
        try:
            self._send(min(self._timeout, _LAST_SECONDS))
        except Exception as error:  # noqa: BLE001 (as above)
            self._tell(f"{type(error).__name__}: {error}")

    def _send(self, timeout: float) -> float | None:
        """Send all there is; None when that is done with, else the least number of seconds before trying again."""
        request = export_request(genai.merged(self._directory), self._run, time.time_ns())
        if not request.resource_metrics:
            return None
        try:
            with self._session.post(
                self._url,
                data=request.SerializeToString(),
                headers=self._headers,
                timeout=timeout,
                allow_redirects=False,
                stream=True,
                auth=_as_it_is,
            ) as answer:
                body = next(answer.iter_content(_MOST_ANSWER_BYTES), b"")
        except requests.RequestException as error:
            self._tell(type(error).__name__)
            return 0.0
        if answer.status_code in _OK:
            self._accepted(body)
            return None
        self._tell(f"answered {answer.status_code}")
        return _retry_after(answer.headers.get("retry-after", "")) if answer.status_code in _RETRYABLE else None

    def _accepted(self, body: bytes) -> None:
        try:
            partial = ExportMetricsServiceResponse.FromString(body).partial_success
        except DecodeError:
            partial = ExportMetricsServiceResponse().partial_success  # not said in protobuf; it was accepted
        if partial.rejected_data_points:
            self._tell(f"{partial.rejected_data_points} histograms rejected: {partial.error_message[:200]}")
        elif self._failing:
            self._failing = False
            self._logged = -_LOG_SECONDS
            logger.info("metrics are taken again")

    def _tell(self, cause: str) -> None:
        """Log a failure: the first, and one every ten minutes."""
        self._failing = True
        now = time.monotonic()
        if now - self._logged >= _LOG_SECONDS:
            self._logged = now
            logger.warning("metrics not pushed", cause=cause)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No authorization but the headers': else the library takes one from ~/.netrc."""
    return request


def _retry_after(value: str) -> float:
    """Seconds from a Retry-After header (RFC 9110, section 10.2.3), at most an hour; 0 where there is none."""
    if value.strip().isdecimal():
        seconds = float(value)
    else:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        seconds = ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), _MOST_RETRY_AFTER_SECONDS)
