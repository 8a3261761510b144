"""Sends a whole kit, several vectors at once, and gathers the results; ends early where it makes no sense to go on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from gateway.certify import fresh_edifact
from gateway.certify.answers import Answer, NoAnswerError, UnusableError
from gateway.certify.compare_answers import Result, compared, failed
from gateway.certify.fresh import Numbers, refreshed
from gateway.certify.fresh_edifact import KIT_PARTIES, Parties
from gateway.certify.kit import EDIFACT, Kit, Vector

AT_ONCE = 16
"""Vectors under way at the same time."""
MOST_FAILURES = 16
"""So many vectors without an answer, one after the other: the gateway is gone."""


class Door(Protocol):
    """A way into a gateway."""

    def check(self) -> None:
        """Raises UnusableError where there is nobody."""
        ...

    def send(self, vector: Vector, body: bytes, number: int) -> Answer:
        """What came of a vector whose bytes are `body`. Raises NoAnswerError, UnusableError."""
        ...

    def close(self) -> None:
        """Let go of what is held."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """The results in the order of the kit. `stopped` is empty, or the key of the words that say why not all of them are
    there; `detail` is what these words name."""

    results: tuple[Result, ...]
    stopped: str = ""
    detail: str = ""


def certify(
    kit: Kit,
    door: Door,
    numbers: Numbers,
    stop: Event,
    tell: Callable[[Result], None],
    parties: Parties = KIT_PARTIES,
) -> Run:
    """Send every vector, EDIFACT between these parties. `tell` hears of each result as it comes; `stop` is set when no
    more is sent."""
    results: dict[str, Result] = {}
    stopped, detail, in_a_row = "", "", 0
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="certify")
    try:
        sent: list[Future[Result]] = [pool.submit(_one, vector, door, numbers, stop, parties) for vector in kit.vectors]
        for future in as_completed(sent):
            result = future.result()
            results[result.vector.file] = result
            tell(result)
            in_a_row = in_a_row + 1 if result.failure is not None else 0
            if in_a_row >= MOST_FAILURES and result.failure is not None:
                stopped = "gone"
                break
    except UnusableError as reason:
        stopped, detail = reason.key, reason.detail
    except KeyboardInterrupt:
        stopped = "interrupted"
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
    ordered = tuple(results[each.file] for each in kit.vectors if each.file in results)
    return Run(ordered, stopped, detail)


def _one(vector: Vector, door: Door, numbers: Numbers, stop: Event, parties: Parties) -> Result:
    if stop.is_set():
        return failed(vector, NoAnswerError("no-time"))
    number = numbers.next()
    try:
        content = vector.path.read_bytes()
        body = (
            fresh_edifact.refreshed(content, number, parties) if vector.form == EDIFACT else refreshed(content, number)
        )
        return compared(vector, door.send(vector, body, number), body)
    except NoAnswerError as failure:
        return failed(vector, failure)
    except OSError as error:
        return failed(vector, NoAnswerError("no-file", f"{error.strerror}: {error.filename}"))
