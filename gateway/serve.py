"""The running service: the HTTP door, the folder door and the runner in one process, until it is told to stop."""

from __future__ import annotations

import ctypes
import gc
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
import structlog
import uvicorn

from gateway.doors.folder.senders import folder_intake
from gateway.doors.http.app import create_app
from gateway.doors.http.connections.http_door import Door
from gateway.doors.http.connections.http_protocol import protocol_of
from gateway.doors.http.parts import HttpParts
from gateway.doors.http.readiness import Looked, Readiness
from gateway.ledger import database
from gateway.ledger.events import Log
from gateway.ledger.settled import CHOICES
from gateway.logs import set_up_logs
from gateway.pipeline.printed_forms import PrintedForms
from gateway.service import AlreadyRunning, Gateway, hold, lock, open_gateway, ready_to_sign
from gateway.settings import Settings
from gateway.store.sweeping import sweep_beside
from gateway.timekeeping.state import begin
from gateway.worded import WordedError

log = structlog.get_logger()

ACCEPTED_AT_ONCE, CONNECTIONS_IN_LINE = 64, 4096
"""New connections taken before others are looked at again, and how many may wait for that."""

SECONDS_TO_SWITCH = 0.001
"""How long a busy thread keeps the others waiting: the door has many short things to do, and 5 ms for each is much."""

MMAP_THRESHOLD, LARGE_BYTES = -3, 262_144
"""glibc's name for it, and from how many bytes on memory is asked of the system and given back to it."""

SECONDS_TO_END = 10
"""What requests under way get when the service is told to stop."""


class CannotListen(WordedError):
    """The address is taken or not ours: give another one in DUMGATE_HOST and DUMGATE_PORT."""


class PartBroke(WordedError):
    """A part of the service broke, and the service ended: the log says how. Start it again."""


def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT.

    Raises AlreadyRunning where another service holds the data folder or the database, be it at the start or since the
    database was away, CannotListen where another has the port, NoSuchGroup where new folders cannot have the group that
    is set, PartBroke.
    """
    set_up_logs()
    _raise_open_files()
    _give_back_memory()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = lock(settings.data)
    listener = _listen(settings)
    lease = hold(settings)
    gateway = open_gateway(settings)
    lease.bind(gateway.engine)
    ready_to_sign(gateway)
    begin(gateway.engine, gateway.guard, settings.days_ahead)
    _settle(gateway)
    intake = folder_intake(settings, gateway.partners, gateway.acceptance)
    stop = threading.Event()
    server = http_server(gateway)
    parts: dict[str, Callable[[], None]] = {
        "runner": lambda: gateway.runner.run(gateway.road.handlers(), stop),
        "folders": lambda: intake.run(stop),
        "calendar": lambda: gateway.calendar.run(stop),
        "lease": lambda: lease.keep(stop),
        "waiting": lambda: gateway.waiting_notices().run(stop),
        "sweeping": lambda: sweep_beside(gateway.store.folder, stop),
    }
    broken: list[Exception] = []
    threads = [
        threading.Thread(target=_until_the_end, args=(name, part, server, broken)) for name, part in parts.items()
    ]
    for each in (signal.SIGTERM, signal.SIGINT):
        # uvicorn stops at the signal and raises it again when it is done: it must not end us before we are
        signal.signal(each, lambda *_: stop.set())
    try:
        for thread in threads:
            thread.start()
        log.info("serving", url=f"http://{settings.host}:{listener.getsockname()[1]}", inbox=str(settings.inbox))
        sys.setswitchinterval(SECONDS_TO_SWITCH)
        gc.collect()
        gc.freeze()  # what is loaded by now stays: a collection under load must not walk it for a second time
        server.run(sockets=[listener])
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        gateway.close()
        lease.close()
        folder.close()
        log.info("stopped")
    if broken:
        raise broken[0]


def _settle(gateway: Gateway) -> None:
    """What holds from the first start on, or since the operator set it otherwise."""
    at = gateway.clock()

    def settle(connection: sa.Connection) -> None:
        for choice in CHOICES:
            choice.settle(Log(connection, at, "start"), getattr(gateway.settings, choice.setting))

    database.write(gateway.engine, settle)
    for office in gateway.partners.without_bureau():
        log.warning("an office has no bureau", partner=office, scope=gateway.partners.office_scope())


class _Server(uvicorn.Server):
    """uvicorn's server; what it does not accept at once waits in a long line of the system."""

    def __init__(self, config: uvicorn.Config, door: Door) -> None:
        super().__init__(config)
        self.door = door

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        await super().startup(sockets)
        for each in sockets or []:
            each.listen(CONNECTIONS_IN_LINE)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, and log what was only counted so far."""
        await super().shutdown(sockets)
        self.door.log.close()


def http_parts(gateway: Gateway) -> HttpParts:
    """What the HTTP door is given."""
    settings, engine, store = gateway.settings, gateway.engine, gateway.store
    forms = PrintedForms(engine, store, gateway.workers, gateway.clock, gateway.law_for, gateway.specimen)
    looked = Looked(
        settings, engine, gateway.mark, store, gateway.material, gateway.clock, gateway.guard, gateway.runner
    )
    return HttpParts(
        settings=settings,
        clock=gateway.clock,
        engine=engine,
        store=store,
        partners=gateway.partners,
        runner=gateway.runner,
        material=gateway.material,
        served=gateway.served,
        acceptance=gateway.acceptance,
        acts=gateway.acts,
        validation=gateway.validation,
        printed_forms=forms,
        readiness=Readiness(looked),
    )


def http_server(gateway: Gateway) -> uvicorn.Server:
    """uvicorn with our door: its own limit and its own trust in proxies' headers are off."""
    app = create_app(http_parts(gateway))
    return _Server(
        uvicorn.Config(
            app,
            http=protocol_of(app.state.door),
            ws="none",
            loop="asyncio",  # uvloop accepts one connection in each round: the others wait, and then are refused
            backlog=ACCEPTED_AT_ONCE,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=SECONDS_TO_END,
        ),
        app.state.door,
    )


def _raise_open_files() -> None:
    """As many open files as we may have: connections must not take those of the folders and the database."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _give_back_memory() -> None:
    """Bodies and answers of megabytes go back to the system when they are done with. By itself glibc begins to keep
    what is that large, once for each thread that had one: together a gigabyte."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE_BYTES)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=512)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0]
        raise CannotListen("serve.cannot_listen", host=settings.host, port=settings.port, reason=reason) from error


def _until_the_end(name: str, part: Callable[[], None], server: uvicorn.Server, broken: list[Exception]) -> None:
    """Run a part; where it breaks, end the service, so that whoever keeps it running starts it whole."""
    try:
        part()
    except AlreadyRunning as error:
        log.error("the service ends: another one holds what it ran on", part=name, error=str(error))
        broken.append(error)
        server.should_exit = True
    except Exception as error:
        log.exception("a part of the service broke", part=name)
        broken.append(PartBroke("serve.part_broke", part=name, error=repr(error)))
        server.should_exit = True
