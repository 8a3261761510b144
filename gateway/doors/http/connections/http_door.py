"""The door of one service: its places, turns, proxies, and its journal."""

from __future__ import annotations

from collections.abc import Callable

import anyio

from gateway.doors.http.connections import bounds
from gateway.doors.http.connections.connection_places import Places
from gateway.doors.http.connections.journal import Journal
from gateway.doors.http.connections.proxies import Proxies
from gateway.doors.http.connections.request_turns import Turns
from gateway.doors.http.connections.uploads import Uploads
from gateway.doors.http.connections.wrong_keys import KeyRing, WrongKeys
from gateway.settings import Settings


class Door:
    """What all connections and requests of a service share."""

    def __init__(self, settings: Settings, read_keys: Callable[[], frozenset[str]]) -> None:
        self.proxies = Proxies(settings.trusted_proxies)
        self.places = Places(bounds.connections_at_once())
        self.turns = Turns(bounds.RUNNING_OF_A_PARTNER, bounds.WAITING_OF_A_PARTNER)
        self.uploads = Uploads(max(bounds.BODIES_BYTES, settings.max_request_bytes))
        self.key_checks = anyio.CapacityLimiter(bounds.KEY_CHECKS)
        self.stranger_turns = Turns(bounds.STRANGERS_WORKED_ON, bounds.CONNECTIONS)
        self.keys = KeyRing(read_keys)
        self.wrong_keys = WrongKeys()
        self.log = Journal()
