"""Clients that send much and take nothing: what of theirs is in memory, and who waits for it."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from gateway.doors.http.connections import bounds
from gateway.doors.http.connections.http_door import Door
from gateway.doors.http.connections.http_protocol import DoorProtocol, protocol_of
from gateway.settings import Settings
from tests.doors.http.conftest import HOSTILE, Strangers, ask, head
from tests.service.running import Service

pytestmark = pytest.mark.service


def test_who_does_not_take_his_answers_keeps_no_other_waiting(service: Service, strangers: Strangers) -> None:
    for _ in range(bounds.STRANGERS_WORKED_ON + 2):
        greedy = strangers.enter_context(socket.socket())
        greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        greedy.bind((HOSTILE, 0))
        greedy.connect(("127.0.0.1", service.port))
        greedy.sendall((head("GET", "/openapi.json") + b"\r\n") * 250)
    for _ in range(5):
        assert ask(service, "/healthz", source=HOSTILE) == 200


@pytest.mark.anyio
async def test_little_of_a_body_is_read_before_its_key_is_known(anyio_backend: Any) -> None:
    asked = asyncio.Event()

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        asked.set()
        await asyncio.sleep(60)

    door = Door(Settings(), frozenset)
    config = uvicorn.Config(
        app, http=protocol_of(door), interface="asgi3", lifespan="off", proxy_headers=False, log_config=None
    )
    config.load()
    state, made = ServerState(), cast("list[DoorProtocol]", [])

    def protocol() -> DoorProtocol:
        made.append(protocol_of(door)(config=config, server_state=state, app_state={}))
        return made[-1]

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(head("POST", "/v1/submissions", "wrong", "Content-Length: 9000000") + b"\r\n" + b"x" * 1_000_000)
    await asyncio.wait_for(asked.wait(), 10)
    await asyncio.sleep(0.2)
    assert len(made[0].cycle.body) <= bounds.READ_AT_ONCE
    made[0].known = True
    await made[0].cycle.receive()
    await asyncio.sleep(0.2)
    assert len(made[0].cycle.body) > bounds.READ_AT_ONCE
    writer.transport.abort()
    server.close()
    for task in state.tasks:
        task.cancel()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
