"""The service's side of the examining processes: starts the host, hands a PDF over, reads the report.

Measured on 2 shared cores, a one-page file, milliseconds of wall time each: a fresh `python -m` 155 before it has
done anything (it imports pikepdf and pypdf each time), multiprocessing's forkserver with both preloaded 13, this host
10. The forkserver was left for other reasons than speed: it runs the caller's `__main__` again in each child, it cannot
be used in a pool worker that was forked after its start, and its children outlive a caller that was killed. So there
is a host of our own (`host.py`): it holds the two libraries and forks one process per PDF. One host per calling
process; it ends when the caller does.
"""

from __future__ import annotations

import atexit
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Literal

from parsers.machine_memory import oom_kills, out_of_memory
from parsers.pdf.examiner_protocol import MAX_REPORT, NO_TIME, Report, read_report, request_bytes
from parsers.pdf.pdf_limits import PdfLimits

GRACE_SECONDS = 3.0
"""How much longer than the kernel's own limit of wall time the answer is waited for."""

AT_ONCE = max(2, os.cpu_count() or 1)
"""PDFs that are examined at once, and one more (`examine`)."""

TRIES = 3
"""A file that ends its process so often, without passing a limit that can be told, is the reason."""

PASSED_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


class ExaminerAway(Exception):
    """No PDF can be examined now: no process starts (`start`), or the machine has no memory or process to give."""

    def __init__(self, part: Literal["start", "memory"], why: str) -> None:
        super().__init__(part, why)
        self.part: Literal["start", "memory"] = part


class ExaminerFailed(Exception):
    """Our own code failed on a PDF: nothing is said of the file."""


class Host:
    """One running host process and our end of its socket."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root = str(Path(__file__).parents[2])
        # No secrets of the service (keys, database) go where hostile bytes are read.
        environment = {name: os.environ[name] for name in PASSED_ENVIRONMENT if name in os.environ}
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", "parsers.pdf.host", str(theirs.fileno()), str(os.getpid())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={**environment, "PYTHONPATH": os.pathsep.join([root, *filter(None, sys.path)])},
            )
        self.socket = ours

    def alive(self) -> bool:
        """Whether the host still runs."""
        return self.process.poll() is None

    def end(self) -> None:
        """End the host; the processes that it forked end with it."""
        self.socket.close()
        if self.alive():
            self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """In a forked child: it is the parent's host, so only let go of it."""
        self.socket.close()
        self.process.returncode = 0


class Examiner:
    """The host of this process, started when first needed and started again when it has died."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.slots = threading.BoundedSemaphore(AT_ONCE + 1)
        self.host: Host | None = None

    def running(self) -> Host:
        """The host, running."""
        with self.lock:
            if self.host is None or not self.host.alive():
                if self.host is not None:
                    self.host.end()
                self.host = Host()
            return self.host

    def drop(self, host: Host) -> None:
        """End a host that no longer answers."""
        with self.lock:
            host.end()
            if self.host is host:
                self.host = None


_examiner = Examiner()


def examine(content: bytes, limits: PdfLimits) -> Report:
    """The report on one PDF. As many run at once as the machine has processors (at least two), and one more, which a
    caller may keep for those who would wait for others; the rest wait.

    Raises ExaminerAway and ExaminerFailed.
    """
    with _examiner.slots, _as_file(content) as file:
        report = None
        for _ in range(TRIES):
            kills = oom_kills()
            report = _ask(file, limits)
            # None: the host itself was ended, not by this PDF, whose process is another
            if report is not None and (report.judged or report.passed != "ended"):
                return report
            if report is not None and out_of_memory(kills):
                raise ExaminerAway("memory", "the machine ended an examination for want of memory")
        if report is None:
            raise ExaminerAway("start", "the process that examines PDFs does not stay")
        return report


def _ask(file: IO[bytes], limits: PdfLimits) -> Report | None:
    """The report, or None where the host died before it could be given."""
    host = _running()
    reading, writing = os.pipe()
    until = time.monotonic() + limits.wall_seconds + GRACE_SECONDS
    try:
        try:
            socket.send_fds(host.socket, [request_bytes(limits)], [file.fileno(), writing])
        except OSError:
            _examiner.drop(host)
            return None
        finally:
            os.close(writing)
        said, ended = _read(reading, until)
    finally:
        os.close(reading)
    report = read_report(said)
    if report.away and not report.judged:
        raise ExaminerAway("memory", report.away)
    if report.fault:
        raise ExaminerFailed(report.fault)
    if not ended:
        _examiner.drop(host)
        if not report.judged:
            raise ExaminerAway("memory", NO_TIME)
    if not report.judged and (not report.begun or not host.alive()):
        return None
    if not report.judged and report.passed is None:
        report.passed = "ended"
    return report


def _running() -> Host:
    try:
        return _examiner.running()
    except OSError as error:
        raise ExaminerAway("start", f"the process that examines PDFs does not start: {error!r}") from error


def _read(reading: int, until: float) -> tuple[bytes, bool]:
    """What was said up to the end of the report, and False where the time was over before."""
    said = b""
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    while len(said) < MAX_REPORT:
        left = until - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return said, False
        more = os.read(reading, MAX_REPORT)
        if not more:
            break
        said += more
        if b'"finished"' in more:
            break
    return said, True


def _as_file(content: bytes) -> IO[bytes]:
    """The PDF as an open file without a name: in memory where the system can, else a deleted one on disk."""
    file: IO[bytes]
    if hasattr(os, "memfd_create"):  # noqa: SIM108 - two kinds of file
        file = os.fdopen(os.memfd_create("pdf"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(content)
    file.flush()
    return file


def _after_fork() -> None:
    """A forked child starts its own host: the inherited lock may be held and the inherited host is not its child."""
    global _examiner
    if _examiner.host is not None:
        _examiner.host.forget()
    _examiner = Examiner()


def _at_exit() -> None:
    if _examiner.host is not None:
        _examiner.host.end()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)
