"""Strangers who connect and say nothing use up neither the sockets nor the folders' files."""

from __future__ import annotations

import socket
import time

import httpx

from gateway.api import silence
from tests.service.running import Service

CONNECTIONS = 300


def test_silent_connections_are_closed_and_the_service_answers(service: Service) -> None:
    silent = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(CONNECTIONS)]
    try:
        assert httpx.get(f"http://127.0.0.1:{service.port}/healthz", timeout=10).status_code == 200
        until = time.monotonic() + silence.SECONDS_TO_ASK + 30
        silent[0].settimeout(until - time.monotonic())
        assert silent[0].recv(1) == b""  # closed by the service, without a word
    finally:
        for each in silent:
            each.close()
