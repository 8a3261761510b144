"""A hundred declarations on their way through a service that is killed again and again, and those who send and pay."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.service.declaring import Sending, pay, payment, small
from tests.service.running import Service

BY_FOLDER, BY_HTTP = "atlas", "medina"


@dataclass
class Case:
    """One declaration: its door, what must become of it, and every answer that its sender got."""

    name: str
    door: str
    sending: Sending
    final: str
    answers: list[bytes] = field(default_factory=list)
    acknowledgements: list[bytes] = field(default_factory=list)


def cases(count: int, chance: random.Random) -> list[Case]:
    """Half by each door: mostly with duties to pay, some left unpaid, some without duties, some faulty, some drafts."""
    found = []
    for number in range(count):
        final = chance.choices(("receipted", "due", "settled", "refused", "draft"), (60, 15, 10, 10, 5))[0]
        sending = small(function="0" if final == "draft" else "2", duties=final != "settled")
        if final == "refused":
            sending.body = sending.body.replace(b">FOB<", b">F0B?<")
        found.append(Case(f"case-{number}", (BY_FOLDER, BY_HTTP)[number % 2], sending, final))
    return found


class Crowd:
    """Sends and pays from threads of its own, and never gives up on the same bytes until it is told to stop."""

    def __init__(self, service: Service, keys: dict[str, str], everything: list[Case], chance: random.Random) -> None:
        self.service, self.keys, self.cases, self.chance = service, keys, everything, chance
        self.stop = threading.Event()
        self.faults: list[str] = []
        self.paid: set[str] = set()
        halves = [[case for case in everything if case.door == BY_HTTP][start::2] for start in (0, 1)]
        work: list[Callable[[], None]] = [self.drop_all, self.pay_all]
        work += [lambda half=half: self.post_all(half) for half in halves]  # type: ignore[misc]
        self.threads = [threading.Thread(target=self._guarded, args=(each,)) for each in work]

    def __enter__(self) -> Crowd:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(30)

    def drop_all(self) -> None:
        """Drop the cases of the folder, a few at a time."""
        for case in self.cases:
            if case.door == BY_FOLDER and not self.stop.wait(0.05):
                case.sending.drop(self.service.inbox / BY_FOLDER, f"{case.name}.xml")

    def post_all(self, mine: list[Case]) -> None:
        """Post each case until it is accepted, then once more; fetch the signed acknowledgement each time."""
        with self.service.client(self.keys[BY_HTTP]) as client:
            for case in mine:
                for _ in range(2):
                    answer = self._insist(202, lambda case=case: case.sending.post(client))  # type: ignore[misc]
                    if answer is None:
                        return
                    case.answers.append(answer.content)
                    address = answer.json()["acknowledgement_url"]
                    signed = self._insist(200, lambda address=address: client.get(address))  # type: ignore[misc]
                    if signed is None:
                        return
                    case.acknowledgements.append(signed.content)

    def pay_all(self) -> None:
        """Pay what is to be paid as it becomes due, each with the same bytes until it is recorded."""
        wanted = {case.sending.reference for case in self.cases if case.final == "receipted"}
        with self.service.client(self.keys["office"]) as client:
            while wanted - self.paid and not self.stop.wait(0.1):
                for reference, dum_number, due in self._due(wanted - self.paid):
                    content = payment(dum_number, due, number=f"CAISSE-{reference}")
                    if self._insist(201, lambda content=content: pay(client, content)) is None:  # type: ignore[misc]
                        return
                    self.paid.add(reference)

    def _due(self, wanted: set[str]) -> list[tuple[str, str, str]]:
        from gateway.ledger import tables

        rows = self.service.rows(tables.declaration)
        due = [row for row in rows if row["state"] == "due" and row["reference"] in wanted]
        return [(row["reference"], row["dum_number"], row["assessment"]["total"]) for row in due]

    def _insist(self, status: int, ask: Callable[[], httpx.Response]) -> httpx.Response | None:
        """Ask until there is an answer; None when told to stop. Any other answer is a fault."""
        while not self.stop.is_set():
            try:
                answer = ask()
            except httpx.TransportError:
                self.stop.wait(0.1)
                continue
            if answer.status_code == status:
                return answer
            self.faults.append(f"{answer.request.url}: {answer.status_code} {answer.text[:500]}")
            return None
        return None

    def _guarded(self, work: Callable[[], Any]) -> None:
        try:
            work()
        except Exception as error:
            self.faults.append(repr(error))
