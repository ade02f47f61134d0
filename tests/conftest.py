"""Fixtures for all tests."""

import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ["support.postgres"]

# A busy machine is no failure: examples have no time limit of their own, only their test has.
settings.register_profile("to11", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("to11")

# A program's log tells a fault as Python does; unconfigured, structlog draws every frame's variables, for seconds.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
