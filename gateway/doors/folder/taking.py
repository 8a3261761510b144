"""Claims: a body that is taken lies in `.claimed/<claim>/` with its attachments until it is accepted for good.

The rename of the body into its claim is the moment of taking. Before it, the claim holds at most a plan of what belongs
to it; after it, whatever happens, the claim is finished at once or at the next start, from what lies there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from gateway.doors.folder.completeness import MARKERS, Content, Seen
from gateway.doors.folder.folder_faults import OF_ATTACHMENTS, FolderSettings
from gateway.doors.folder.looking import seen_as
from gateway.doors.folder.names import awaitable
from gateway.store import safe_files
from gateway.store.modes import Modes

CLAIMED = ".claimed"
PLAN = ".plan.json"
FINISHED = ".finished-"
LARGEST_PLAN = 1_000_000


class StrangeClaimError(Exception):
    """A claim's folder holds what no taking ever puts there: it is left as it is, for a person to look at."""


class DamagedPlanError(Exception):
    """What was noted of a claim's attachments cannot be read any more: what belongs to its body is not known."""


@dataclass(frozen=True, slots=True)
class FolderArrival:
    """A complete file from a partner's folder, ready to be accepted.

    `name` is the file's name as dropped and `body` its bytes, unchanged. `claim` is unique for this taking: the same
    again (after a crash) comes with the same `claim`. `attachments` are (name, bytes) in the order of the body.
    `rejected` gives the finding code of each named attachment that was refused at the door (too large, no plain file);
    `waited_out` are the named ones that did not come in time.
    """

    partner: str
    name: str
    body: bytes
    attachments: tuple[tuple[str, bytes], ...]
    claim: str
    rejected: Mapping[str, str] = field(default_factory=dict)
    waited_out: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What belongs to a claim: attachments by name with what they were when they were complete."""

    attachments: dict[str, Content] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
    waited_out: list[str] = field(default_factory=list)


def claim_name(name: str, seen: Seen) -> str:
    """The name of a claim: inode, times and name. The inode's own time no program can set, so none comes twice."""
    # no sign: a hyphen separates, and times before 1970 are negative
    inode, modified, changed = (number % 2**64 for number in (seen.inode, seen.modified, seen.changed))
    return f"{inode:x}-{modified:x}-{changed:x}-{name}"


def body_name(claim: str) -> str:
    """The name of the body that a claim holds."""
    return claim.split("-", 3)[3]


def pending(inbox: int, modes: Modes) -> tuple[list[str], list[str]]:
    """The claims that are not finished, in the order of their times; and what finished ones left behind."""
    with safe_files.opened(CLAIMED, within=inbox, create=True, modes=modes) as claimed:
        found = names_in(claimed)
    claims = [each for each in found if not each.startswith(".") and each.count("-") >= 3]
    claims.sort(key=lambda each: (len(each.split("-")[1]), each.split("-")[1], each))
    return claims, [each for each in found if each.startswith(FINISHED)]


def clear_rest(inbox: int, rest: str) -> None:
    """Remove what a finished claim left behind. Whoever wrote more into it may keep it."""
    with suppress(OSError), safe_files.opened(CLAIMED, within=inbox) as claimed:
        _clear(claimed, rest)


def take(inbox: int, name: str, seen: Seen, plan: Plan, modes: Modes) -> str:
    """Claim the body `name` of the folder `inbox` (a handle) with its plan; returns the claim.

    Raises FileNotFoundError where it is gone, OSError where it cannot be claimed: it is then still in the inbox.
    """
    claim = claim_name(name, seen)
    with (
        safe_files.opened(CLAIMED, within=inbox, create=True, modes=modes) as claimed,
        safe_files.opened(claim, within=claimed, create=True, modes=modes) as own,
    ):
        if plan.attachments or plan.rejected or plan.waited_out:
            content = json.dumps([plan.attachments, plan.rejected, plan.waited_out]).encode()
            safe_files.write_whole(own, PLAN, content, modes)
            os.fsync(own)
        # Before the body: a marker that stayed would call the next file of this name complete.
        remove_markers(inbox, name)
        os.rename(name, name, src_dir_fd=inbox, dst_dir_fd=own)
    return claim


def gather(
    inbox: int, claim: str, keep: Callable[[str], bool], limits: FolderSettings
) -> tuple[Plan, dict[str, Content]] | None:
    """Bring the planned attachments into the claim; returns its plan and what was copied because `keep` said so.

    None: the claim holds no body (its taking was broken off), so it was removed; StrangeClaimError where it holds more
    than a plan, DamagedPlanError where the plan cannot be read. An attachment that is neither in the claim nor,
    unchanged, in the inbox is `waited_out`; so is one that is larger than any that was ever planned, or grows while it
    is copied.
    """
    kept: dict[str, Content] = {}
    with safe_files.opened(CLAIMED, within=inbox) as claimed:
        with safe_files.opened(claim, within=claimed) as own:
            present = set(names_in(own))
            if body_name(claim) in present:
                plan = _read_plan(own) if PLAN in present else Plan()
                for name, content in list(plan.attachments.items()):
                    if name in present:
                        continue
                    seen = seen_as(inbox, name)
                    if seen is None or seen.content != content or seen.size > limits.max_pdf_bytes:
                        del plan.attachments[name]
                        plan.waited_out.append(name)
                    elif keep(name):
                        try:
                            safe_files.copy_plain(inbox, name, own, name, limits.modes, limits.max_pdf_bytes)
                            kept[name] = content
                        except safe_files.TooLargeError:
                            del plan.attachments[name]
                            plan.waited_out.append(name)
                    else:
                        remove_markers(inbox, name)
                        safe_files.move(inbox, name, own, name)
                return plan, kept
            if not all(each.startswith(".") for each in present):
                raise StrangeClaimError(f"{claim} holds files and no body of its name")
        _clear(claimed, claim)
    return None


def read(inbox: int, claim: str, plan: Plan, partner: str, limits: FolderSettings) -> FolderArrival:
    """What a gathered claim holds. Raises NotPlainError or TooLargeError where that holds of the body."""
    with safe_files.opened(CLAIMED, within=inbox) as claimed, safe_files.opened(claim, within=claimed) as own:
        body = safe_files.read_plain(own, body_name(claim), limits.max_body_bytes)
        attachments = []
        rejected = dict(plan.rejected)
        for each in plan.attachments:
            try:
                attachments.append((each, safe_files.read_plain(own, each, limits.max_pdf_bytes)))
            except safe_files.TooLargeError:
                rejected[each] = "PDF01"
            except safe_files.NotPlainError:
                rejected[each] = "FLD03"
    return FolderArrival(
        partner=partner,
        name=body_name(claim),
        body=body,
        attachments=tuple(attachments),
        claim=f"{partner}/{claim}",
        rejected=rejected,
        waited_out=tuple(plan.waited_out),
    )


def refuse(inbox: int, claim: str, refuse_file: Callable[[int, str], object]) -> None:
    """Give each file of a claim whose body turned out unfit to `refuse_file` (handle, name), the body last."""
    with safe_files.opened(CLAIMED, within=inbox) as claimed, safe_files.opened(claim, within=claimed) as own:
        body = body_name(claim)
        for each in sorted(names_in(own), key=lambda name: name == body):
            if not each.startswith("."):
                refuse_file(own, each)


def finish(inbox: int, claim: str) -> None:
    """Remove a claim that was accepted: first its name, so that a crash leaves nothing that looks unfinished."""
    with safe_files.opened(CLAIMED, within=inbox) as claimed:
        os.rename(claim, FINISHED + claim, src_dir_fd=claimed, dst_dir_fd=claimed)
        _clear(claimed, FINISHED + claim)


def remove_markers(inbox: int, name: str) -> None:
    """Remove the `.done` markers of a file."""
    for marker in MARKERS:
        safe_files.remove(inbox, name + marker)


def planned(own: int) -> list[str]:
    """The attachments that the plan of a claim (a handle) names; none where there is no plan that can be read."""
    try:
        return list(_read_plan(own).attachments)
    except (OSError, ValueError, safe_files.NotPlainError, safe_files.TooLargeError):
        return []


def _read_plan(own: int) -> Plan:
    """The plan as it was written. The partner owns the folder it lies in: names that lead elsewhere are dropped.

    Raises DamagedPlanError for what `take` never writes.
    """
    try:
        attachments, rejected, waited_out = json.loads(safe_files.read_plain(own, PLAN, LARGEST_PLAN))
        planned = {name: _content_noted(content) for name, content in attachments.items() if awaitable(name)}
        refused = {str(name): code for name, code in rejected.items() if code in OF_ATTACHMENTS}
        missing = [str(name) for name in waited_out]
        "".join([*refused, *missing]).encode()  # half a surrogate can be kept nowhere
    except (safe_files.NotPlainError, safe_files.TooLargeError) as problem:
        raise DamagedPlanError(type(problem).__name__) from None
    except (ValueError, TypeError, AttributeError, RecursionError) as problem:
        raise DamagedPlanError(f"{type(problem).__name__}: {problem}"[:200]) from None
    return Plan(planned, refused, missing)


def _content_noted(content: Sequence[Any]) -> Content:
    inode, size, modified = (int(number) for number in content)
    return inode, size, modified


def names_in(folder: int) -> list[str]:
    """The names of all that lies in a folder, given by its handle, in no order. Raises OSError."""
    with os.scandir(folder) as listing:
        return [entry.name for entry in listing]


def _clear(claimed: int, claim: str) -> None:
    """Remove a claim's folder and what lies in it. Only plain files and links ever lie there."""
    with safe_files.opened(claim, within=claimed) as own:
        for each in names_in(own):
            os.unlink(each, dir_fd=own)
    os.rmdir(claim, dir_fd=claimed)
