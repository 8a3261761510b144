"""Connections that ask nothing: closed after a while, so that strangers without a key cannot use up the sockets."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS_TO_ASK = 20


class AskingProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol; a connection that has not sent the head of a request in time is closed."""

    def connection_made(self, transport: Any) -> None:
        """Start the clock of a new connection."""
        super().connection_made(transport)
        self._deadline = asyncio.get_running_loop().call_later(SECONDS_TO_ASK, self._close_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        if getattr(self, "cycle", None) is None and not self.transport.is_closing():
            self.transport.close()
