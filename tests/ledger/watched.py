"""The steps of a gateway, watched: each may add only the work that the road says of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial
from typing import Any

from gateway.pipeline.road import ENQUEUES
from gateway.service import Gateway
from gateway.work.runner import Handler

_doing = threading.local()


def watched(gateway: Gateway, strays: list[str]) -> Mapping[str, Handler]:
    """The handlers of a gateway; `strays` gets each kind of work that a step adds and the road does not name."""
    enqueue = gateway.runner.enqueue

    def noted(connection: Any, kind: str, *given: Any, **named: Any) -> None:
        doing = getattr(_doing, "kind", None)
        if doing is not None and kind not in ENQUEUES[doing]:
            strays.append(f"{doing} adds {kind}")
        enqueue(connection, kind, *given, **named)

    gateway.runner.enqueue = noted  # type: ignore[method-assign]
    return {kind: partial(_do, kind, step) for kind, step in gateway.road.handlers().items()}


def _do(kind: str, step: Handler, key: str) -> None:
    _doing.kind = kind
    try:
        step(key)
    finally:
        _doing.kind = None
