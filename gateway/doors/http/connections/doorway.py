"""What every request passes: HEAD where GET is, the headers of every answer, the answer to a fault, and the log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.doors.http.connections.fault_response import fault_response
from gateway.doors.http.connections.journal import route_of
from gateway.doors.http.connections.refusals import ON_EVERY_ANSWER
from gateway.doors.http.connections.visits import Visit

if TYPE_CHECKING:
    from gateway.doors.http.connections.http_door import Door

GONE = 499
"""Logged where the client went away before his answer, or his request was ended by the door."""


class Doorway:
    """The outermost part of the application."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await _Passage(self, scope, receive, send).go()


class _Passage:
    """One request on its way in and its answer on its way out."""

    def __init__(self, doorway: Doorway, scope: Scope, receive: Receive, send: Send) -> None:
        self.doorway, self._receive, self._send = doorway, receive, send
        self.method = scope["method"]
        state = scope.setdefault("state", {})
        self.visit = state["visit"] = Visit(doorway.door, scope)
        # a HEAD is answered as the GET would be; the server leaves the body out
        self.scope = {**scope, "method": "GET"} if self.method == "HEAD" else scope
        self.status, self.came, self.went = GONE, 0, 0
        self.started = False

    async def go(self) -> None:
        began = time.monotonic()
        try:
            async with self.visit.holds, self.visit.as_stranger:
                await self.visit.begin()
                await self._answer()
        finally:
            self.doorway.door.log.request(
                self.visit.address,
                self.visit.partner,
                method=self.method[:20],
                route=route_of(self.scope),
                status=self._told(),
                ms=round((time.monotonic() - began) * 1000),
                bytes_in=self.came,
                bytes_out=self.went,
            )

    async def _answer(self) -> None:
        try:
            await self.doorway.app(self.scope, self.receive, self.send)
        except Exception as error:
            if self.started:
                raise  # the answer is broken off, and the server ends the connection
            response = fault_response(Request(self.scope), error)
            await response(self.scope, self.receive, self.send)

    async def receive(self) -> Message:
        message = await self._receive()
        self.came += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head(message)
        elif self.method != "HEAD":
            self.went += len(message.get("body", b""))
        await self._send(message)

    def _told(self) -> int:
        connection = self.visit.connection
        return (connection.refused if connection is not None else None) or self.status

    def _head(self, message: Message) -> None:
        self.started = True
        headers = MutableHeaders(scope=message)
        for name, value in ON_EVERY_ANSWER.items():
            headers[name] = value
        allowed = headers.get("allow", "")
        if "GET" in allowed.split(", "):
            headers["allow"] = f"{allowed}, HEAD"
        connection = self.visit.connection
        if connection is not None:
            connection.answering()
            if connection.gone.is_set():
                return  # nobody gets it
        self.status = message["status"]
