"""The examining process: from any kind of caller, in parallel, and gone when the caller is."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from parsers.pdf import examine_pdf, examiner
from tests.parsers.pdf.building import new_pdf, saved, scan

pytestmark = pytest.mark.service


def verdict(content: bytes) -> tuple[list[str], int | None]:
    examination = examine_pdf(content, "a.pdf")
    return [each.code for each in examination.findings], examination.pages


def test_threads_share_one_host() -> None:
    contents = [saved(new_pdf(number)) for number in range(1, 41)]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(verdict, contents)) == [([], number) for number in range(1, 41)]


def test_a_hundred_examinations_are_quick_and_leave_no_handles() -> None:
    content = scan()
    verdict(content)
    handles = len(list(Path("/proc/self/fd").iterdir()))
    started = time.monotonic()
    for _ in range(100):
        assert verdict(content) == ([], 1)
    assert time.monotonic() - started < 20
    assert len(list(Path("/proc/self/fd").iterdir())) == handles


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_from_the_worker_of_a_process_pool(method: str) -> None:
    verdict(scan())
    with ProcessPoolExecutor(2, get_context(method)) as pool:
        assert list(pool.map(verdict, [scan(), b"x"])) == [([], 1), (["PDF02"], None)]
    assert verdict(scan()) == ([], 1)


def test_a_host_that_was_killed_is_started_again() -> None:
    verdict(scan())
    host = examiner._examiner.host
    assert host is not None
    host.process.kill()
    assert verdict(scan()) == ([], 1)
    assert examiner._examiner.host is not host


CALLER = """
import sys
from parsers.pdf import examine_pdf, examiner
findings = examine_pdf(open(sys.argv[1], "rb").read(), "a.pdf").findings
print(len(findings), examiner._examiner.host.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["killed", "ended"])
def test_no_orphan_is_left(how: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(scan())
    command = [sys.executable, "-c", CALLER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout is not None
        assert caller.stdin is not None
        findings, host = caller.stdout.readline().split()
        assert findings == "0"
        assert Path(f"/proc/{host}").exists()
        if how == "killed":
            caller.send_signal(signal.SIGKILL)
        else:
            caller.stdin.close()
    until = time.monotonic() + 10
    while running(host) and time.monotonic() < until:
        time.sleep(0.05)
    assert not running(host)


def running(process: str) -> bool:
    """Whether it runs: one that ended but that nobody waited for does not."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_the_host_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUMGATE_SIGNING_KEY", "secret")
    host = examiner.Host()
    try:
        until = time.monotonic() + 5
        while not (environment := Path(f"/proc/{host.process.pid}/environ").read_bytes()) and time.monotonic() < until:
            time.sleep(0.01)
        assert b"PYTHONPATH" in environment
        assert b"secret" not in environment
    finally:
        host.end()
