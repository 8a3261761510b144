"""The ways by which answers reach a partner. Who sends over HTTP fetches them; a folder gets them delivered."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gateway.delivery.outbox import deliver
from gateway.store.modes import Modes

FOLDER = "folder"

IN_THE_WAY = {errno.ENOTDIR, errno.ELOOP, errno.EISDIR}
"""Something else has the place of the folder or of a file in it: it is waited for until somebody takes it away."""


class ChannelAway(Exception):
    """The channel takes nothing now, through no fault of what is delivered."""


class Channel(Protocol):
    """One way: a module here, named in `channels`; what comes in by it names it in `arrival.channel`."""

    def deliver(self, partner: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Let a partner have a batch of files (name, bytes), whole; the same again gives the same.

        Raises ChannelAway or OSError where it cannot be done now; then it is to be done again.
        """


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """The partner's folder below the outbox."""

    outbox: Path
    modes: Modes

    def deliver(self, partner: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Each file by write, fsync, rename; `.delivery.json` last. Raises ChannelAway, OSError, ValueError."""
        try:
            deliver(self.outbox / partner, files, self.modes)
        except OSError as error:
            if error.errno in IN_THE_WAY:
                raise ChannelAway(repr(error)) from error
            raise


def channels(outbox: Path, modes: Modes) -> Mapping[str, Channel]:
    """All channels by name."""
    return {FOLDER: FolderChannel(outbox, modes)}
