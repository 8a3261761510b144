"""The folder door of a gateway under test: drops a vector into a partner's inbox and reads the answer in his outbox."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition, Event
from typing import Any

from gateway.certify.answers import Answer, NoAnswerError, UnusableError, findings, is_refused, member, parsed, text
from gateway.certify.kit import EDIFACT, XML, Vector

DOOR = "folder"
PART, DELIVERY, FINDINGS = ".part", ".delivery.json", ".findings.json"
ENDINGS = {XML: ".xml", EDIFACT: ".edi"}
CONTRL = re.compile(r"\.contrl-([1-9][0-9]{0,3})\.edi\Z")
MOST_BYTES = 4_000_000
"""Of one answer. Two hundred findings in three languages have a tenth of it."""
LOOK_EVERY = 0.2
"""Seconds between two looks into the outbox."""


class FolderDoor:
    """A partner's inbox and outbox. Several threads may send at once; attachments of one name go in turn."""

    def __init__(self, inbox: Path, outbox: Path | None, patience: float, stop: Event) -> None:
        self.inbox = inbox.absolute()
        self.outbox = outbox or self.inbox.parent.parent / "outbox" / self.inbox.name
        self.patience, self.stop = patience, stop
        self.run = secrets.token_hex(4)
        self._names = Condition()
        self._under_way: set[str] = set()

    def check(self) -> None:
        """Raises UnusableError where one of the folders is not there."""
        for folder in (self.inbox, self.outbox):
            if not folder.is_dir():
                raise UnusableError("no-folder", str(folder))

    def send(self, vector: Vector, body: bytes, number: int) -> Answer:
        """What came of a vector. Raises NoAnswerError."""
        until, name = time.monotonic() + self.patience, f"kit-{self.run}-{number}"
        try:
            with self._alone(vector.files(), until) as attached:
                file = f"{name}{ENDINGS[vector.form]}"
                for each, content in {**attached, file: body}.items():
                    self._drop(each, content)
                return self._answer(vector, file, until)
        except OSError as error:
            raise NoAnswerError("no-file", f"{error.strerror}: {error.filename}") from error

    def close(self) -> None:
        """Nothing is held."""

    @contextmanager
    def _alone(self, attached: Mapping[str, bytes], until: float) -> Iterator[Mapping[str, bytes]]:
        """Wait until no other vector under way has attachments of these names, and none lies in the inbox."""
        names = set(attached)
        with self._names:
            while names & self._under_way or any((self.inbox / name).exists() for name in names):
                self._names.wait(LOOK_EVERY)
                self._check_time(until)
            self._under_way |= names
        try:
            yield attached
        finally:
            with self._names:
                self._under_way -= names
                self._names.notify_all()

    def _drop(self, name: str, content: bytes) -> None:
        part = self.inbox / f"{name}{PART}"
        try:
            part.write_bytes(content)
            part.rename(self.inbox / name)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise

    def _answer(self, vector: Vector, file: str, until: float) -> Answer:
        """All that is expected, once it is there: the findings of each declaration, and the CONTRLs."""
        name = file.rpartition(".")[0]
        delivered = _Delivered(self.outbox, name)
        while True:
            delivered.look()
            if len(delivered.findings) >= vector.declarations and len(delivered.contrl) >= len(vector.contrl or ()):
                return delivered.answer()
            rejected = self.outbox / "rejected" / f"{file}{FINDINGS}"
            if rejected.is_file():
                return Answer(True, findings(parsed(_read(rejected))))
            self.stop.wait(LOOK_EVERY)
            self._check_time(until)

    def _check_time(self, until: float) -> None:
        if self.stop.is_set() or time.monotonic() > until:
            raise NoAnswerError("no-time")


class _Delivered:
    """What the lists of the outbox name of one file that was dropped, as far as it is compared."""

    def __init__(self, outbox: Path, name: str) -> None:
        self.outbox, self.name = outbox, name
        self.findings: set[str] = set()
        self.contrl: dict[int, str] = {}
        self._seen: set[str] = set()

    def look(self) -> None:
        """Read the lists that came since. Raises NoAnswerError."""
        for file in _listed(self.outbox):
            if file not in self._seen and file.startswith(f"{self.name}.") and file.endswith(DELIVERY):
                self._seen.add(file)
                for entry in _entries(parsed(_read(self.outbox / file))):
                    self._take(text(entry, "name"))

    def _take(self, listed: str) -> None:
        if Path(listed).name != listed or not listed.isprintable():
            return
        contrl = CONTRL.search(listed)
        if listed.endswith(FINDINGS):
            self.findings.add(listed)
        elif contrl:
            self.contrl[int(contrl[1])] = listed

    def answer(self) -> Answer:
        """What all of it says. Raises NoAnswerError."""
        documents = [parsed(_read(self.outbox / each)) for each in sorted(self.findings)]
        refused = is_refused(text(each, "outcome") for each in documents)
        told = tuple(found for each in documents for found in findings(each))
        return Answer(refused, told, {number: _read(self.outbox / each) for number, each in self.contrl.items()})


def _listed(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def _entries(batch: object) -> list[Any]:
    entries = member(batch, "files")
    if not isinstance(entries, list):
        raise NoAnswerError("no-member", "files")
    return entries


def _read(path: Path) -> bytes:
    with path.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NoAnswerError("too-long", str(MOST_BYTES))
    return content
