"""The host of the examining processes: loads the libraries once, then forks one bounded process per PDF.

Run by `examiner.py` as `python -m parsers.pdf.host SOCKET CALLER`. The forked process is bounded by the kernel alone:
memory (RLIMIT_AS), processor time (RLIMIT_CPU), wall-clock time (an alarm whose default action ends the process).
"""

from __future__ import annotations

import ctypes
import os
import resource
import select
import signal
import socket
import sys

from parsers.pdf.inspection import inspect
from parsers.pdf.limits import PdfLimits
from parsers.pdf.protocol import BEGUN, MAX_REQUEST, OUT_OF_MEMORY, line, request_limits

CALLER_CHECK_SECONDS = 2.0
PR_SET_PDEATHSIG = 1
LONGEST_FAULT = 500


def serve(control: socket.socket, caller: int) -> None:
    """Fork a process for each request until the caller closes the socket or is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([control], [], [], CALLER_CHECK_SECONDS)
        if os.getppid() != caller:
            return
        if not ready:
            continue
        request, handles, _, _ = socket.recv_fds(control, MAX_REQUEST, 2)
        if not request:
            return
        if len(handles) == 2:
            _fork(request, *handles)
        for handle in handles:
            os.close(handle)


def _fork(request: bytes, pdf: int, report: int) -> None:
    """Fork the examining process; say where the machine has none to give."""
    try:
        child = os.fork()
    except OSError as error:
        os.write(report, line(away="memory", why=error.strerror))
        return
    if child == 0:
        _examine(request_limits(request), pdf, report)


def _examine(limits: PdfLimits, pdf: int, report: int) -> None:
    """In the forked process: take the limits upon itself, inspect, end."""
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
