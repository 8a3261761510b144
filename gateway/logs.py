"""What the service says of itself: lines for a person at a terminal, JSON otherwise; never the values of variables."""

from __future__ import annotations

import sys

import structlog


def set_up_logs() -> None:
    """Configure structlog once. Tracebacks show no locals: they would hold declarations and passwords."""
    at_terminal = sys.stderr.isatty()
    shape: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if at_terminal
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), *shape],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # stderr as it is then: it may be exchanged
    )
