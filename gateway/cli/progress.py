"""How far a long command has come, on stderr: a line every few seconds, or one line that is written over."""

from __future__ import annotations

import sys
import time

SECONDS_BETWEEN = 2.0


class Progress:
    """Told what is done, how much of it and of how much (0: not known)."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._next = time.monotonic() + SECONDS_BETWEEN
        self._over = sys.stderr.isatty()
        self._written = False

    def __call__(self, what: str, done: int, of: int) -> None:
        """Show it, not more often than every two seconds."""
        from gateway.cli.laws import said

        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN
        figures = f"{done} / {of}" if of else str(done)
        line = f"{said(f'progress.{what}', self._language)}: {figures}"
        print(f"\r\033[K{line}" if self._over else line, end="" if self._over else "\n", file=sys.stderr, flush=True)
        self._written = self._over

    def end(self) -> None:
        """Nothing more comes."""
        if self._written:
            print(file=sys.stderr)
