"""The wheel, installed elsewhere, runs: it carries its XSDs, lists, words, fonts, templates and migrations."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.checkout import CHECKOUT

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder far from the checkout with the wheel unpacked by pip, and nothing of the checkout on the path."""
    folder = tmp_path_factory.mktemp("elsewhere")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    # no network: the locked dependencies are those of this environment, without its own editable install
    site = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    shutil.copytree(CHECKOUT / "examples", folder / "work")
    yield folder


def environment(elsewhere: Path) -> dict[str, str]:
    """The unpacked wheel before the dependencies; -S and the explicit path leave the checkout's .pth file unread."""
    packages = sysconfig.get_path("purelib")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(elsewhere / "site"), packages])}


def dumgate(elsewhere: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-S", "-m", "gateway", *arguments]


def test_it_runs_from_the_wheel_and_not_from_the_checkout(elsewhere: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-S", "-c", "import gateway, schemas; print(gateway.__file__, schemas.__file__)"],
        cwd=elsewhere / "work",
        env=environment(elsewhere),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert where.count(str(elsewhere / "site")) == 2


def test_validate(elsewhere: Path) -> None:
    for name, code in (("import.xml", 0), ("faulty.xml", 1)):
        ran = subprocess.run(
            dumgate(elsewhere, "validate", name, "--language", "en"),
            cwd=elsewhere / "work",
            env=environment(elsewhere),
            capture_output=True,
            text=True,
        )
        assert (ran.returncode, ran.stderr) == (code, "")
        assert ("B03-1" in ran.stdout) == bool(code)


def test_serve(elsewhere: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        dumgate(elsewhere, "serve", "--port", str(port)), cwd=elsewhere / "work", env=environment(elsewhere)
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/healthz", 60)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def answers(url: str, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            return httpx.get(url, timeout=5).status_code == 200
        except httpx.TransportError:
            time.sleep(0.2)
    return False
