"""Structured logs on standard error: one JSON line or one human-readable line per event, by setting.

Use `get(__name__)` and pass values as keywords: `log.info("spool opened", directory=str(path))`. Never pass a secret.
"""

import logging
import sys
from typing import Any

import structlog

from to11.settings import LogSettings

_CHATTY = ("alembic", "uvicorn", "asyncio", "clickhouse_connect", "httpcore")
"""Libraries whose informational lines say nothing to an operator."""


def configure(settings: LogSettings, *, process: str) -> None:
    """Set up logging for this process; `process` is put on every line (`core`, `edge-0`, `serve`)."""
    human = settings.format == "human" or (settings.format == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if human else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(max(root.level, logging.WARNING))
    structlog.contextvars.bind_contextvars(process=process)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger for a module."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def _is_news(entry: logging.LogRecord) -> bool:
    """The gateway leaves an answer incomplete on purpose when its provider broke off, and records that itself."""
    return "without completing response" not in entry.getMessage()
