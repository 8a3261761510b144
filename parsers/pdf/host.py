"""The host of the examining processes: loads the libraries once, then forks one bounded process per PDF.

Run by `examiner.py` as `python -m parsers.pdf.host SOCKET CALLER`. The forked process is bounded by the kernel alone:
memory (RLIMIT_AS), processor time (RLIMIT_CPU), wall-clock time (an alarm whose default action ends the process).
The host says which of the two times it was: how a process ended, only its parent knows.
"""

from __future__ import annotations

import ctypes
import os
import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass

from parsers.pdf.examiner_protocol import BEGUN, MAX_REQUEST, NO_TIME, OUT_OF_MEMORY, line, request_limits
from parsers.pdf.pdf_inspection import inspect
from parsers.pdf.pdf_limits import PdfLimits

CALLER_CHECK_SECONDS = 2.0
PR_SET_PDEATHSIG = 1
LONGEST_FAULT = 500


def serve(control: socket.socket, caller: int) -> None:
    """Fork a process for each request until the caller closes the socket or is gone."""
    ended, wake = os.pipe()
    for each in (ended, wake):
        os.set_blocking(each, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    examining: dict[int, Examining] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), ended], [], [], CALLER_CHECK_SECONDS)
        if os.getppid() != caller:
            return
        if ended in ready:
            os.read(ended, MAX_REQUEST)
            _tell_ends(examining)
        if control.fileno() not in ready:
            continue
        request, handles, _, _ = socket.recv_fds(control, MAX_REQUEST, 2)
        if not request:
            return
        if len(handles) == 2:
            _fork(request, handles[0], handles[1], examining)
        else:
            for handle in handles:
                os.close(handle)


@dataclass(frozen=True, slots=True)
class Examining:
    """A process that examines: where its report goes, and how much processor time it has (seconds)."""

    report: int
    cpu_seconds: int


def _fork(request: bytes, pdf: int, report: int, examining: dict[int, Examining]) -> None:
    """Fork the examining process; say where the machine has none to give."""
    limits = request_limits(request)
    try:
        child = os.fork()
    except OSError as error:
        os.write(report, line(away=f"no process can be forked for a PDF: {error.strerror}"))
        os.close(report)
    else:
        if child == 0:
            for other in examining.values():
                os.close(other.report)
            _examine(limits, pdf, report)
        examining[child] = Examining(report, limits.cpu_seconds)
    os.close(pdf)


def _tell_ends(examining: dict[int, Examining]) -> None:
    """Say of each process that a limit of time ended which one it was, and end its report."""
    while examining:
        try:
            child, status, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            return
        was = examining.pop(child)
        how = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        said = b""
        if how == signal.SIGXCPU or (how == signal.SIGKILL and used.ru_utime + used.ru_stime >= was.cpu_seconds):
            said = line(passed="seconds")
        elif how == signal.SIGALRM:
            said = line(away=NO_TIME)
        with suppress(OSError):  # who asked is gone
            if said and select.select([], [was.report], [], 0)[1]:
                os.write(was.report, said)
        os.close(was.report)


def _examine(limits: PdfLimits, pdf: int, report: int) -> None:
    """In the forked process: take the limits upon itself, inspect, end."""
    signal.set_wakeup_fd(-1)
    try:
        os.write(report, BEGUN)
        _bound(limits)
        size = os.fstat(pdf).st_size
        inspect(os.pread(pdf, size, 0), limits, lambda said: os.write(report, said))
    except MemoryError:
        os.write(report, OUT_OF_MEMORY)
    except Exception as error:
        os.write(report, line(fault=repr(error)[:LONGEST_FAULT]))
    finally:
        os._exit(0)


def _bound(limits: PdfLimits) -> None:
    """Ask the kernel to end this process at its limits, and when the host ends."""
    host = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != host:
            os._exit(0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
